"""The times of each step: what is reported, what is too long, and that nothing here is disturbed."""

import json

import pytest
from typer.testing import CliRunner

from missing_audit import bench
from missing_audit.cli.commands import app
from missing_audit.engines import quarto
from missing_audit.errors import AuditError
from smallshire import ROOT


class TestTime:
    """One step."""

    @pytest.mark.parametrize(("seconds", "bar", "late"), [(8.1, 8.0, True), (8.0, 8.0, False), (99.0, None, False),
                                                          (None, 8.0, False)])
    def test_late(self, seconds, bar, late):
        """Only where there is a bar, and a time."""
        time = bench.Time("built-in", "a step", seconds, bar)
        assert time.late is late
        assert time.to_dict()["late"] is late


class TestCopy:
    """The project in a folder of its own."""

    def test_commands_run_there(self, tmp_path):
        """On the copy's county, with the copy's code; what is kept here stays."""
        def kept():
            return sorted((path, path.stat().st_mtime_ns) for path in (ROOT / "data" / "example").rglob("*"))

        before = kept()
        copy = bench.Copy(tmp_path / "book")
        marked = copy.folder / "pylib" / "missing_audit" / "collation.py"
        marked.write_text(marked.read_text(encoding="utf-8").replace("Linking and joining", "Joining in the copy"),
                          encoding="utf-8")
        assert copy.run("collate") > 0
        assert list((copy.folder / "data" / "example" / ".store").glob("collate-*"))
        assert kept() == before

    def test_a_step_that_fails(self, tmp_path):
        """What the command said is passed on."""
        copy = bench.Copy(tmp_path / "book")
        (copy.folder / "data" / "example" / "audit.toml").write_text("nonsense", encoding="utf-8")
        with pytest.raises(AuditError, match="not readable as TOML"):
            copy.run("collate")

    def test_an_edit_is_taken_back(self, tmp_path):
        """Also where what is timed fails."""
        copy = bench.Copy(tmp_path / "book")
        chapter = copy.folder / "chapters" / "validity.qmd"
        text = chapter.read_text(encoding="utf-8")
        with pytest.raises(ZeroDivisionError), copy.edited():
            assert chapter.read_text(encoding="utf-8") != text
            raise ZeroDivisionError
        assert chapter.read_text(encoding="utf-8") == text


class TestCommand:
    """The table, the file and the status."""

    @pytest.mark.parametrize(("seconds", "status"), [(7.0, 0), (9.0, 1)])
    def test_status(self, monkeypatch, tmp_path, seconds, status):
        """1 if a step takes longer than it may."""
        times = [bench.Time("built-in", "one edited chapter, to HTML", seconds, 8.0),
                 bench.Time("Quarto", "", None, note="not timed: Quarto is not installed")]
        monkeypatch.setattr(bench, "measure", lambda report: times)
        result = CliRunner().invoke(app, ["bench", "--json", str(tmp_path / "times.json")])
        assert result.exit_code == status, result.output
        assert f"{seconds:.1f}" in result.output
        assert ("too long" in result.output) == bool(status)
        written = json.loads((tmp_path / "times.json").read_text(encoding="utf-8"))
        assert [line["seconds"] for line in written] == [seconds, None]

    def test_steps(self, monkeypatch, tmp_path):
        """Every bar is of a step that is taken, and Quarto's absence is said."""
        monkeypatch.setattr(quarto, "find", lambda: (None, "Quarto is not installed"))
        monkeypatch.setattr(bench.Copy, "run", lambda self, *arguments: 1.0)
        monkeypatch.setattr(bench, "_chapters", lambda copy: [("index.qmd", 0.5)])
        marks = {"precision": 0.99, "recall": 0.97}
        trial = {"children": 200_000, "rows": 900_000, "seconds": 60.0, "peak": 2000.0, "linked": marks, "exact": marks}
        monkeypatch.setattr(bench, "trial", lambda report: trial)
        times = bench.measure()
        assert {time.step for time in times if time.bar} == set(bench.BARS)
        assert times[-1].note == "not timed: Quarto is not installed"
        assert times[0].seconds == 60.0
        assert "at most 2,000 MiB; linked: precision 0.9900, recall 0.9700; exact: " in times[0].note
        assert ("built-in", "index.qmd", 0.5) in {(time.engine, time.step, time.seconds) for time in times}
