"""The command: what it prints, how it ends, and that no traceback reaches a user."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from missing_audit import bench, growth
from missing_audit.cli import main
from missing_audit.cli.commands import app
from missing_audit.cli.screen import complain, say
from smallshire import AUDIT, FILES, HEADER, POLICE, ROOT

COMMANDS = sorted(command.name for command in app.registered_commands)


@pytest.fixture
def run(monkeypatch):
    """Run the command in this process; its status, and what it printed."""
    for console in (say, complain):
        monkeypatch.setattr(console, "width", 200)

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

    def test_across_sources(self, run, county):
        """Rates with intervals, rules that need two agencies, what to mend first, and where the packs are."""
        settings = county(police_csv=POLICE.replace("06/06/2014 02:00", "05/06/2014 02:00"))
        said = " ".join(run("check", "--config", settings.folder).output.split())
        # Six rows of six spellings: Wilson's interval of one row fewer.
        assert re.search(r"POL-06 .* set to unknown │ 1 │ 16\.7% \(2\.6% to 59\.7%\)", said)
        assert "Rules across sources that rows have broken" in said
        assert re.search(r"XRS-02 .* │ 2 │ 100\.0%", said)
        mend = said.split("What each agency would need to mend first")[1]
        assert all(mend.count(f" {owner} ") <= 3 for owner in ("Police", "Early help"))
        assert "Feedback packs for 4 agencies" in said
        assert {path.name for path in (settings.folder / "feedback").iterdir()} == {
            settings.agency(name) for name in settings.sources}

    def test_no_key_no_linkage(self, run, county):
        """Without one, the rules of each source alone, and no pack."""
        settings = county(linkage_key=None)
        result = run("check", "--config", settings.folder)
        assert "linkage key" in result.output
        assert "Rules across sources" not in result.output
        assert not (settings.folder / "feedback").exists()

    def test_a_reference_file_with_a_gap(self, run, county):
        """Status 1, and nothing is linked on it."""
        text = FILES["populations.csv"].replace("North,2015,12,F,50\n", "")
        result = run("check", "--config", county(populations_csv=text).folder)
        assert result.exit_code == 1
        assert "no population for district North, year 2015, age 12" in " ".join(result.output.split())
        assert "Rules across sources" not in result.output

    def test_corrected(self, run, county):
        """The list of quarantined rows goes when there are none."""
        folder = county(header_csv=HEADER + "3,2,05/05/2003,WBRI\n").folder
        run("check", "--config", folder)
        listed = folder / ".store" / "quarantine.csv"
        assert listed.stat().st_mode & 0o777 == 0o600
        result = run("check", "--config", county().folder)
        assert "by file, line and rule" not in result.output
        assert not listed.exists()

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

    @pytest.mark.parametrize(("arguments", "message"), [
        (["chek"], "No such command 'chek'"), (["check", "--confg", "x"], "No such option: --confg"),
        (["init"], "Missing option '--from'"), (["render", "--engine", "latex"], "'latex' is not one of"),
        (["synthesise", "--out", "x", "--children", "5"], "greater than or equal to 300"),
        (["synthesise", "--out", "{file}"], "is a file"), (["render", "--book", "nowhere"], "does not exist"),
        (["render", "--book", "{file}"], "is a file"), (["bench", "--json", "."], "is a directory"),
    ])
    def test_asked_for_wrongly(self, arguments, message, tmp_path):
        """Named as it was written, with where help is to be had; nothing is done."""
        file = tmp_path / "file"
        file.write_text("x", encoding="utf-8")
        given = [argument.format(file=file) for argument in arguments]
        done = subprocess.run([sys.executable, "-m", "missing_audit", *given], capture_output=True, text=True,
                              check=False, cwd=tmp_path, env=os.environ | {"COLUMNS": "300"})
        assert done.returncode == 2
        assert message in " ".join(done.stderr.split())
        assert "--help' for help" in done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == [file]

    @pytest.mark.parametrize(("arguments", "message"), [
        (["check", "--config", "{file}"], "not readable as TOML"),
        (["init", "--from", "{file}"], "is a file. Name the folder"), (["init", "--from", "nowhere"], "no such folder"),
        (["init", "--from", "{folder}", "--out", "{file}"], "is a file. Name a folder"),
        (["key", "--config", "{folder}"], "Name the county's audit.toml with --config"),
    ])
    def test_a_file_for_a_folder_and_the_reverse(self, run, arguments, message, tmp_path):
        """Said with the path, and with what to name instead."""
        (tmp_path / "file").write_text("= x", encoding="utf-8")
        (tmp_path / "folder").mkdir()
        given = [argument.format(file=tmp_path / "file", folder=tmp_path / "folder") for argument in arguments]
        result = run(*given)
        assert result.exit_code == 1
        assert message in str(result.exception)


class TestEveryCommand:
    """Each is walked through: its help, and that it does what it says."""

    def test_all_are_here(self):
        """A command that is added has to be added below as well."""
        assert set(COMMANDS) == set(RUNS)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_help(self, run, name):
        """Plain text: what it does, an example that names the command, and a line for every option."""
        result = run(name, "--help")
        assert result.exit_code == 0
        assert f"Example: missing-audit {name}" in result.output
        assert result.output.isprintable() or set("\n") == {mark for mark in result.output if not mark.isprintable()}
        command = next(item for item in typer.main.get_command(app).commands.values() if item.name == name)
        for option in command.params:
            assert option.help or option.name == "help", option.name
            assert any(flag in result.output for flag in option.opts)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_example_can_be_parsed(self, name):
        """Every option that the example uses is there."""
        command = next(item for item in typer.main.get_command(app).commands.values() if item.name == name)
        example = re.search(rf"Example: missing-audit {name}(.*)", command.help)[1]
        known = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", example)) <= known

    @pytest.mark.parametrize("name", COMMANDS)
    def test_runs(self, run, name, county, tmp_path, monkeypatch):
        """Over the small county; status 0."""
        monkeypatch.setattr(bench, "measure", lambda report: [bench.Time("built-in", "a step", 1.0)])
        size = growth.Size(300, 9, 1.0, 1.0, {"a step": 1.0}, None)
        monkeypatch.setattr(growth, "grow", lambda sizes, report: [size])
        settings = county(linkage_key=None) if name == "key" else county()
        (tmp_path / "extracts").mkdir()
        for file in ("police.csv", "cases.csv", "header.csv", "populations.csv"):
            (tmp_path / "extracts" / file).write_text(FILES[file], encoding="utf-8")
        book = tmp_path / "book"
        (book / "chapters").mkdir(parents=True)
        (book / "_quarto.yml").write_text("project:\n  type: book\nbook:\n  title: T\n  chapters:\n    - index.qmd\n",
                                          encoding="utf-8")
        (book / "index.qmd").write_text("# T\n\nWords.\n", encoding="utf-8")
        if name == "theme":  # it writes where the look is, which must not be the project's own here
            shutil.copytree(ROOT / "theme", tmp_path / "theme")
            monkeypatch.setattr("missing_audit.paths.THEME", tmp_path / "theme")
        arguments, printed = RUNS[name]
        result = run(name, *(argument.format(county=settings.folder, here=tmp_path) for argument in arguments))
        assert result.exit_code == 0, result.output + str(result.exception)
        assert printed in result.output

    def test_no_command(self, run):
        """The first call of a newcomer: every command, and where to begin."""
        result = run()
        assert all(f"  {name} " in result.output for name in COMMANDS)
        assert "Begin with doctor" in result.output


RUNS = {
    "analyse": (["--config", "{county}"], "Computing and protecting the findings"),
    "bench": ([], "a step"),
    "bench-scale": (["--sizes", "300"], "a step"),
    "check": (["--config", "{county}"], "Rows in = rows used + rows quarantined"),
    "collate": (["--config", "{county}"], "Linking records of one child"),
    "doctor": (["--config", "{county}"], "The book can be rendered."),
    "init": (["--from", "{here}/extracts", "--out", "{here}/new"], "missing-audit check --config"),
    "key": (["--config", "{county}"], "linkage.key: made."),
    "render": (["--config", "{county}", "--engine", "builtin", "--to", "html", "--book", "{here}/book"],
               "The book of Smallshire is in"),
    "review-links": (["--config", "{county}"], "links-to-review.xlsx: "),
    "synthesise": (["--out", "{here}/new", "--children", "300", "--no-season"], "truth.json: "),
    "validate": (["--only", "equal-ratios-power", "--replicates", "10"], "equal-ratios-power: 10 replicates"),
    "theme": ([], "theme/tokens.css and theme/reference.docx: made."),
}


class TestInit:
    """What a newcomer is told."""

    def test_summary(self, run, tmp_path):
        """Recognised, guessed, not placed, what to look at, and what to do next."""
        folder = tmp_path / "smallshire"
        folder.mkdir()
        for file in ("police.csv", "header.csv", "missing.csv"):
            (folder / file).write_text(FILES[file].replace("Report No", "Report Nos"), encoding="utf-8")
        (folder / "letter.pdf").write_bytes(b"%PDF")
        result = run("init", "--from", folder, "--out", tmp_path / "county")
        said = result.output
        assert result.exit_code == 0, said
        for part in ("Recognised", "Headings guessed", "Report Nos", "Not placed", "letter.pdf",
                     "Guessed, or to fill in", "name       Smallshire", "period     01/04/2014 to 31/03/2016",
                     "with a key beside it",
                     f"missing-audit check --config {tmp_path / 'county'}"):
            assert part in said, part


    def test_brackets_are_printed(self, run, tmp_path):
        """A name in brackets is no style of the terminal: where to look in audit.toml, and names of files."""
        folder = tmp_path / "smallshire"
        folder.mkdir()
        (folder / "header.csv").write_text(HEADER, encoding="utf-8")
        (folder / "[red]missing.csv").write_text(FILES["missing.csv"].replace("MIS_START", "WHEN"), encoding="utf-8")
        said = run("init", "--from", folder, "--out", tmp_path / "county").output
        assert "[red]missing.csv" in said
        assert "[sources.looked_after_missing]" in " ".join(said.replace("│", " ").split())


class TestSynthesise:
    """The invented county's season."""

    def test_season(self, run, tmp_path):
        """Planted unless it is left out, and the truth says which."""
        amplitudes = {}
        for flag in ("--season", "--no-season"):
            assert run("synthesise", "--out", tmp_path / flag, "--children", 300, flag).exit_code == 0
            truth = json.loads((tmp_path / flag / "truth.json").read_text(encoding="utf-8"))
            amplitudes[flag] = truth["parameters"]["seasonal_amplitude"]
        assert amplitudes["--season"] > 0
        assert amplitudes["--no-season"] == 0


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
