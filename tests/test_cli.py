"""The command: what it prints, how it ends, and that no traceback reaches a user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from missing_audit.cli import app, main
from smallshire import AUDIT, HEADER, ROOT


@pytest.fixture
def run(monkeypatch):
    """Run the command in this process; its status, and what it printed."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    yield call
    os.environ.pop("MISSING_AUDIT_CONFIG", None)


class TestCheck:
    """What is used, quarantined and lacking."""

    def test_small_county(self, run, county):
        """Rows in, used, quarantined; status 0."""
        result = run("check", "--config", county().folder)
        assert result.exit_code == 0, result.output
        assert "Rows in = rows used + rows quarantined" in result.output
        assert "Still to be supplied:" in result.output  # adjacency, tile map, school terms

    def test_quarantined_rows_are_listed(self, run, county):
        """By file, line, rule and reason, and by no name."""
        result = run("check", "--config", county(header_csv=HEADER + "3,2,05/05/2003,WBRI\n").folder)
        path = result.output.split("by file, line and rule: ")[1].split()[0]
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        assert lines[0] == "table,file,line,rule,reason"
        assert lines[1].startswith("looked_after_header,header.csv,4,HDR-04,")

    def test_a_file_that_cannot_be_read(self, run, county):
        """Status 1, with the file's name."""
        result = run("check", "--config", county(header_csv="nothing,of,use\n").folder)
        assert result.exit_code == 1
        assert "header.csv" in result.output

    def test_commissioning_county(self, run):
        """Everything that is still to be supplied, by name."""
        result = run("check", "--config", ROOT / "data" / "lancashire")
        assert result.exit_code == 1
        for name in ("police_missing_reports.csv", "social_care_case_records.xlsx", "looked_after_header.csv",
                     "looked_after_episodes.csv", "Looked-after return: Missing", "populations", "school_terms",
                     "linkage key"):
            assert name in result.output
        assert "adjacency" not in result.output


class TestErrors:
    """A message and a status, never a traceback."""

    @pytest.mark.parametrize("arguments", [
        ["check", "--config", "nowhere"], ["render", "--to", "epub"], ["render", "--to", ""],
        ["collate", "--config", "nowhere/audit.toml"],
    ])
    def test_as_a_program(self, arguments):
        """Run as a user does."""
        done = subprocess.run([sys.executable, "-m", "missing_audit", *arguments], capture_output=True, text=True,
                              check=False, cwd=ROOT)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()

    def test_unknown_key(self, county, monkeypatch, capsys):
        """The configuration's fault comes out as it is."""
        settings = county()
        settings.file.write_text(AUDIT + "\n[colour]\nred = 1\n", encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["missing-audit", "check", "--config", str(settings.folder)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        assert "colour" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["synthesise", "key", "theme", "check", "collate", "analyse", "render"])
    def test_help_has_an_example(self, run, name):
        """Every command shows how it is used."""
        result = run(name, "--help")
        assert result.exit_code == 0
        assert f"Example: missing-audit {name}" in result.output


class TestKey:
    """The key of the pseudonyms."""

    def test_made_once(self, run, county):
        """Long, for its owner alone, and never made over."""
        settings = county(linkage_key=None)
        path = settings.folder / "linkage.key"
        assert run("key", "--config", settings.folder).exit_code == 0
        assert path.stat().st_mode & 0o777 == 0o600
        before = path.read_text(encoding="utf-8")
        assert len(before) > 60
        assert run("key", "--config", settings.folder).exit_code == 1
        assert path.read_text(encoding="utf-8") == before
