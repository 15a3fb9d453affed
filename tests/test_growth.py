"""Time and memory of ever larger counties: what is measured, how growth is told, and the status."""

import json

import pytest
from typer.testing import CliRunner

from missing_audit import growth
from missing_audit.cli.commands import app
from missing_audit.growth import LIMIT, Size, exponents, grow
from missing_audit.measured import Ran


class TestGrow:
    """Counties made and collated."""

    def test_a_small_one(self):
        """Really run: steps add up to the whole, and the memory is that of a Python program."""
        lines = []
        size, = grow([300], report=lines.append)
        assert size.children == 300
        assert size.rows > 1500
        assert sum(size.steps.values()) == pytest.approx(size.seconds, abs=0.1)
        assert any(step.startswith("Reading Police") for step in size.steps)
        assert 50 < size.peak < 2000
        assert not size.over
        assert len(lines) == 4

    def test_each_size_once_in_order(self, monkeypatch):
        """However they are given."""
        said = [(0.1, "police: 1,000 rows"), (0.2, "caf: 20 rows")]
        monkeypatch.setattr(growth, "measured", lambda module, *arguments: Ran(1.0, 10.0, said))
        found = grow([500, 300, 500])
        assert [size.children for size in found] == [300, 500]
        assert found[0].rows == 1020


class TestExponents:
    """Growth between neighbouring sizes."""

    def test_by_hand(self):
        """In proportion 1, with the square 2; what is not known, or not in all sizes, is not told."""
        less = Size(100, 1, 1.0, 2.0, {"read": 1.0, "old": 1.0, "nothing": 0.0}, None)
        more = Size(1000, 1, 1.0, 200.0, {"read": 10.0, "nothing": 1.0}, 5.0)
        found = exponents([less, more])
        assert found == {"seconds": [pytest.approx(2.0)], "peak": [None], "read": [pytest.approx(1.0)],
                         "nothing": [None]}
        assert exponents([less])["seconds"] == []


class TestCommand:
    """The table, the file and the status."""

    @pytest.mark.parametrize(("peak", "status"), [(LIMIT, 0), (LIMIT + 1, 1), (None, 0)])
    def test_status(self, monkeypatch, tmp_path, peak, status):
        """1 if a collation takes more memory than it may."""
        found = [Size(300, 2000, 1.0, 2.0, {"start": 1.0}, 100.0), Size(3000, 20_000, 1.0, 20.0, {"start": 1.0}, peak)]
        monkeypatch.setattr(growth, "grow", lambda sizes, report: found)
        result = CliRunner().invoke(app, ["bench-scale", "--json", str(tmp_path / "growth.json")])
        assert result.exit_code == status, result.output
        assert ("too much" in result.output) == bool(status)
        written = json.loads((tmp_path / "growth.json").read_text(encoding="utf-8"))
        assert written["exponents"]["seconds"] == [pytest.approx(1.0)]
        assert [size["over"] for size in written["sizes"]] == [False, bool(status)]

    @pytest.mark.parametrize("sizes", ["many", "299", "300,,400", ""])
    def test_sizes_that_are_none(self, sizes):
        """Named, with what would do."""
        result = CliRunner().invoke(app, ["bench-scale", "--sizes", sizes])
        assert result.exit_code
        assert "whole numbers from 300" in str(result.exception)
