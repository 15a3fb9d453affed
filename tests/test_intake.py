"""From a folder of extracts to `audit.toml`: what is recognised, what is guessed, and what is left alone."""

import datetime
import hashlib
import os
import shutil
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missing_audit.config import load
from missing_audit.errors import AuditError
from missing_audit.intake import begin, beginning, toml
from missing_audit.intake.guesses import NOWHERE, county_name, folder_name, period
from missing_audit.intake.recognition import likeness, placed
from missing_audit.intake.sheets import sheets
from missing_audit.keys import make_key
from missing_audit.quality import check_all
from missing_audit.schema import Column
from missing_audit.sources import SOURCES, Source
from smallshire import CASES, EPISODES, EXAMPLE, FILES, HEADER, MISSING, POLICE, ROOT

TODAY = datetime.date(2018, 6, 1)
REAL = ROOT.parent / "shared" / "real-extracts" / "ssda903"
SMALL = {name: text for name, text in FILES.items() if name.endswith(".csv")}
UASC = "CHILD,SEX,DOB,DUC\n1,2,01/02/2002,01/02/2020\n"


@pytest.fixture
def extracts(tmp_path):
    """Make a folder of extracts; a file given as nothing is left out."""
    def make(files: dict[str, str | None] | None = None, *, name: str = "smallshire", small: bool = True) -> Path:
        folder = tmp_path / name
        for path, text in ((SMALL if small else {}) | (files or {})).items():
            if text is not None:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(text.encode("utf-8"))
        return folder
    return make


@pytest.fixture
def start(extracts, tmp_path):
    """Begin from a folder made so."""
    def run(files: dict[str, str | None] | None = None, **options):
        return begin(extracts(files, **options), tmp_path / "county", today=TODAY)
    return run


def digests(folder):
    return {path: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in folder.rglob("*") if path.is_file()}


class TestRecognition:
    """By headings alone, from the data dictionary alone."""

    def test_small_county(self, start):
        """Every extract and the populations, none left over."""
        made = start()
        assert {name: fit.sheet.name for name, fit in made.draft.used.items()} == {
            "police": "police.csv", "case_records": "cases.csv", "looked_after_header": "header.csv",
            "looked_after_episodes": "episodes.csv", "looked_after_missing": "missing.csv",
            "home_logs": "logs.csv", "caf": "caf.csv", "populations": "populations.csv"}
        assert not made.draft.unplaced
        assert not made.draft.unused

    def test_example(self, tmp_path):
        """The example county's own extracts and geography, and its truth, which no step reads."""
        shutil.copytree(EXAMPLE, tmp_path / "larkshire", ignore=shutil.ignore_patterns(".store"))
        made = begin(tmp_path / "larkshire", tmp_path / "county", today=TODAY)
        assert set(made.draft.used) >= {"police", "case_records", "looked_after_header", "looked_after_episodes",
                                        "looked_after_missing", "populations", "adjacency", "tile_map", "school_terms"}
        assert {item.name for item in made.draft.unplaced} >= {"truth_links.csv", "truth.json", "README.md"}
        told = load(EXAMPLE)
        found = load(made.file)
        assert set(found.county.districts) == set(told.county.districts)
        assert found.period == told.period
        for name, source in told.sources.items():
            if name in found.sources:
                assert found.path(found.sources[name].path).name == Path(source.path).name

    @pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
    def test_return_that_others_wrote(self, tmp_path):
        """Four tables used, one recognised and not used."""
        made = begin(REAL, tmp_path / "county", today=datetime.date(2026, 1, 1))
        assert {name: fit.sheet.name for name, fit in made.draft.used.items()} == {
            "looked_after_header": "header.csv", "looked_after_episodes": "episodes.csv",
            "looked_after_missing": "missing.csv", "looked_after_health": "oc2.csv"}
        assert [fit.sheet.name for fit in made.draft.unused] == ["uasc.csv"]
        found = load(made.file)
        assert (found.period.start, found.period.end) == (datetime.date(2017, 4, 1), datetime.date(2018, 3, 31))
        assert found.county.districts == [NOWHERE]

    @pytest.mark.parametrize("order", [("header.csv", "uasc.csv"), ("uasc.csv",)])
    def test_tables_of_the_return_that_are_not_used(self, start, order):
        """UASC has every heading that the Header needs, and is not taken for it."""
        made = start({"uasc.csv": UASC} | ({} if "header.csv" in order else {"header.csv": None}))
        assert [fit.shape.title for fit in made.draft.unused] == ["Looked-after return: UASC"]
        assert ("looked_after_header" in made.draft.used) == ("header.csv" in order)
        assert "#   uasc.csv: Looked-after return: UASC" in made.file.read_text(encoding="utf-8")

    @pytest.mark.parametrize("change", [
        lambda text: "\ufeff" + text,
        lambda text: "Report of 1 May\nFilter: all\n\n" + text,
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace("Report No", " REPORT-NO ").replace("DOB", "dob:"),
        lambda text: "\n".join(f"{line},{extra}" for line, extra in
                               zip(text.splitlines(), ["Extra", *"abcdef"], strict=True)),
    ])
    def test_odd_headings(self, start, change):
        """Byte-order mark, title rows, other separators, case and signs, a column more."""
        made = start({"police.csv": None, "export.txt": change(POLICE)})
        assert made.draft.used["police"].sheet.name == "export.txt"
        assert not made.draft.used["police"].guessed
        assert len(check_all(load(made.file)).used["police"]) == 6

    def test_every_sheet(self, start, extracts):
        """A workbook of several sheets: each is looked at, and named in the file."""
        folder = extracts({"header.csv": None, "missing.csv": None})
        book = openpyxl.Workbook()
        book.active.title = "About"
        book.active.append(["Made for the audit"])
        for title, text in (("Header 2016", HEADER), ("Missing", MISSING)):
            page = book.create_sheet(title)
            for line in text.splitlines():
                page.append(line.split(","))
        book.create_sheet("Empty")
        book.save(folder / "return.xlsx")
        made = begin(folder, folder.parent / "county", today=TODAY)
        found = load(made.file)
        assert found.sources["looked_after_header"].sheet == "Header 2016"
        assert found.sources["looked_after_missing"].sheet == "Missing"
        assert {item.name for item in made.draft.unplaced} == {"return.xlsx, sheet About", "return.xlsx, sheet Empty"}
        assert len(check_all(found).used["looked_after_header"]) == 2

    def test_reference_on_a_later_sheet(self, extracts):
        """A reference file is read from the first sheet alone: that is said, and what to do."""
        folder = extracts()
        book = openpyxl.Workbook()
        book.active.append(["Notes"])
        page = book.create_sheet("Neighbours")
        page.append(["district", "neighbour"])
        page.append(["North", "South"])
        book.save(folder / "places.xlsx")
        made = begin(folder, folder.parent / "county", today=TODAY)
        assert "adjacency" not in made.draft.used
        assert any("save it as a file of its own" in item.why for item in made.draft.unplaced)

    def test_two_files_for_one_table(self, start):
        """The better is taken, the other named, with what to do."""
        made = start({"old/police.csv": POLICE.replace("Risk", "Grade")})
        assert made.draft.used["police"].sheet.name == "police.csv"
        assert [(item.name, "put the rows of both into one" in item.why) for item in made.draft.unplaced] == [
            ("old/police.csv", True)]

    def test_equal_files_for_one_table(self, start):
        """Of two years' files with the same headings, the longer."""
        half = "\n".join(POLICE.splitlines()[:3]) + "\n"
        assert start({"a_police.csv": half}).draft.used["police"].sheet.name == "police.csv"

    def test_source_that_is_added_later(self, start, monkeypatch):
        """Described in the dictionary, and so recognised."""
        logs = Source(name="logs", title="Homes' logs", row="one entry", owner="Homes", order=99, tells="", rules=(),
                      layouts={"homes-logs": {}}, columns=(
            Column("entry", "text", "Number.", "Log Entry", required=True),
            Column("home", "text", "Home.", "Home Name", required=True),
            Column("start", "moment", "When.", "Left At", required=True)))
        monkeypatch.setitem(SOURCES, "logs", logs)
        monkeypatch.setattr(beginning, "check_all", lambda settings, report: check_all_but(settings, "logs"))
        made = start({"logs.csv": "Log Entry,Home Name,Left At\n1,Home A,01/05/2014 20:00\n"})
        assert made.draft.used["logs"].sheet.name == "logs.csv"
        assert load(made.file).sources["logs"].layout == "homes-logs"

    @pytest.mark.parametrize(("name", "content", "why"), [
        ("notes.csv", b"Surname seen,Remark\nO'Neil,away\n", "no table that is known here"),
        ("bytes.csv", b"\x00\x01\x02", "is not text"),
        ("broken.xlsx", b"PK not a workbook", "cannot be opened as a workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0", ".xls files are not read; save it as .csv or .xlsx"),
        ("empty.csv", b"\n\n", "empty"), ("letter.pdf", b"%PDF", "no table"),
        ("open.csv", b'CHILD,SEX,DOB\n1,"2,01/01/2001\n', "Is a quotation mark left open?"),
    ])
    def test_what_is_not_placed(self, extracts, name, content, why):
        """Named with the reason, on the screen and in the file; never what its rows say."""
        folder = extracts()
        (folder / name).write_bytes(content)
        made = begin(folder, folder.parent / "county", today=TODAY)
        assert [item.name for item in made.draft.unplaced] == [name]
        assert why in made.draft.unplaced[0].why
        text = made.file.read_text(encoding="utf-8")
        assert f"#   {name}: " in text
        assert "O'Neil" not in text

    def test_a_file_without_headings(self, start):
        """Its first row is a child, and is not repeated."""
        made = start({"plain.csv": "Zebedee,Quill,01/02/2003\nAda,Brown,02/03/2004\n"})
        assert "Zebedee" not in made.file.read_text(encoding="utf-8") + made.draft.unplaced[0].why

    def test_what_lacks_a_heading_and_has_none_like_it(self, start):
        """What it is most like, what it lacks, and where that would be named."""
        made = start({"missing.csv": MISSING.replace("MIS_START", "WHEN")})
        assert "looked_after_missing" not in made.draft.used
        why = made.draft.unplaced[0].why
        assert "most like Looked-after return: Missing, but has no column 'MIS_START' (start)" in why
        assert "[sources.looked_after_missing.columns]" in why

    def test_hidden_files(self, start):
        """What programs leave behind is not looked at."""
        made = start({"~$cases.xlsx": "x", ".DS_Store": "x", ".cache/police.csv": POLICE})
        assert not made.draft.unplaced


def check_all_but(settings, name):
    """Check what has rules."""
    kept = {key: source for key, source in settings.sources.items() if key != name}
    return check_all(settings.model_copy(update={"sources": kept}))


class TestGuesses:
    """Headings, name, districts and period."""

    @pytest.mark.parametrize(("heading", "written"), [
        ("Missing From Date Time", "Date/Time Missing From"), ("Report No", "Report Nos"), ("DOB", "Date of Birth"),
        ("Report No", "Report Number"), ("Report Type", "Type of Report"),
    ])
    def test_heading_very_like(self, start, heading, written):
        """Mapped, marked as guessed, and read."""
        text = POLICE.replace(heading, written, 1)
        made = start({"police.csv": text})
        assert list(load(made.file).sources["police"].columns.values()) == [written]
        assert f'= "{written}"  # guessed: ' in made.file.read_text(encoding="utf-8")
        assert len(check_all(load(made.file)).used["police"]) == 6

    def test_like_but_of_another_kind(self, start):
        """A heading that is very like, over values that cannot be dates, is not taken."""
        text = MISSING.replace("MIS_START", "MIS_STARTS").replace("06/06/2014,06", "home,06")
        text = text.replace("10/09/2014,11", "home,11").replace("20/01/2016,21", "home,21")
        assert "looked_after_missing" not in start({"missing.csv": text}).draft.used

    def test_optional_heading_is_suggested_only(self, start):
        """Not used: it stands there as a comment, ready to be uncommented."""
        made = start({"police.csv": POLICE.replace("Returned Date Time", "Return Date Time")})
        text = made.file.read_text(encoding="utf-8")
        assert not load(made.file).sources["police"].columns
        assert '# end = "Return Date Time"  # guessed, and not in use: ' in text
        made.file.write_text(text.replace('# end = "Return', 'end = "Return'), encoding="utf-8")
        assert load(made.file).sources["police"].columns == {"end": "Return Date Time"}

    def test_likeness_by_hand(self):
        """Twice the characters in common over all characters: 'DEC' and 'DECOM' share three of eight."""
        assert likeness("DEC", "DECOM") == pytest.approx(6 / 8)
        assert likeness("Born", "DOB") < 0.8

    @pytest.mark.parametrize(("path", "name", "county"), [
        ("/srv/larkshire", "larkshire", "Larkshire"), ("/srv/larkshire/extracts", "larkshire", "Larkshire"),
        ("/srv/east_o'dale-2016", "east_o'dale-2016", "East O'dale"), ("/srv/2016", "2016", "Our county"),
        ("/data", "county", "County"), ("/srv/Ærøshire", "Ærøshire", "Ærøshire"),
    ])
    def test_name(self, path, name, county):
        """From the folder, or the first above it that is no general word."""
        assert folder_name(Path(path)) == name
        assert county_name(Path(path)).value == county

    def test_districts_from_the_extracts(self, start):
        """Every value that is no rarity, however it is spelt; not what says that it is unknown."""
        rows = "\n".join(POLICE.splitlines()[1:4])
        many = POLICE + "\n".join(rows.replace("P", f"X{number}") for number in range(60)) + "\n"
        many += "".join(POLICE.splitlines()[1].replace("North", other) + "\n" for other in ("Unknown", "Typo"))
        made = start({"police.csv": many, "cases.csv": CASES.replace("North", "NORTH"), "populations.csv": None})
        assert {name.lower() for name in load(made.file).county.districts} == {"north", "south"}
        assert "1 rarer values" in made.draft.districts.why

    def test_districts_from_geography(self, start):
        """The tile map's, where there is one."""
        made = start({"tiles.csv": "district,row,column\nNorth,0,0\nSouth,1,0\n"})
        assert load(made.file).county.districts == ["North", "South"]
        assert made.draft.districts.why == "recognised: the districts of tiles.csv"

    def test_period_from_records_of_going_missing(self, start):
        """Not from the episodes of care, which go back for years; by hand, April 2014 to March 2016."""
        made = start({"episodes.csv": EPISODES.replace("01/01/2014", "01/01/2001")})
        assert (load(made.file).period.start, load(made.file).period.end) == (
            datetime.date(2014, 4, 1), datetime.date(2016, 3, 31))

    @pytest.mark.parametrize(("police", "missing", "expected"), [
        ({2013: 9, 2014: 9, 2015: 9}, {2014: 9, 2015: 9}, (2014, 2015)),
        ({2013: 2, 2014: 9, 2015: 9, 2016: 1}, None, (2014, 2015)),
        ({1915: 1, 2014: 9, 2051: 1}, None, (2014, 2014)),
        ({2012: 9}, {2015: 9}, (2012, 2015)),
        (None, {2015: 1}, (2015, 2015)),
    ])
    def test_period_by_years(self, extracts, tmp_path, police, missing, expected):
        """Full years alone, that all sources have; typing errors and the edges of an extract left out."""
        head, row = POLICE.splitlines()[:2]
        rows = [row.replace("05/06/2014 20", f"05/06/{year} {hour:02d}") for year, count in (police or {}).items()
                for hour in range(count)]
        line = "1,01/02/2002,M,{day:02d}/06/{year},"
        lines = [line.format(day=day + 1, year=year) for year, count in (missing or {}).items() for day in range(count)]
        folder = extracts({"p.csv": "\n".join([head, *rows, ""]) if police else None,
                           "m.csv": "\n".join([MISSING.splitlines()[0], *lines, ""]) if missing else None}, small=False)
        used, _, _ = placed(sheets(folder, report=lambda _: None)[0])
        first, last = period(used, today=TODAY).value
        assert (first, last) == (datetime.date(expected[0], 4, 1), datetime.date(expected[1] + 1, 3, 31))

    def test_period_without_records_of_going_missing(self, start):
        """The last year of care that the return covers; by hand, an episode begun on 1 April 2015."""
        made = start(dict.fromkeys(("police.csv", "missing.csv", "cases.csv", "logs.csv")))
        assert load(made.file).period.start == datetime.date(2015, 4, 1)
        assert "no extract says when children were missing" in made.draft.period.why

    def test_period_without_any_date(self, start):
        """The last whole year before the day on which it is made."""
        made = start(dict.fromkeys(("police.csv", "missing.csv", "episodes.csv", "header.csv",
                                     "logs.csv", "caf.csv")))
        assert load(made.file).period.end == datetime.date(2018, 3, 31)
        assert made.draft.period.why.startswith("to fill in")


class TestFile:
    """What is written, and what never is."""

    def test_each_line_says_where_it_is_from(self, start):
        """Recognised, guessed or to fill in; dates as dates; the key beside it, for its owner alone."""
        made = start()
        text = made.file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
        assert values["period"] == {"start": datetime.date(2014, 4, 1), "end": datetime.date(2016, 3, 31)}
        assert values["county"]["synthetic"] is False
        assert values["document"]["commissioner"] == "To be filled in"
        told = [line for line in text.splitlines() if " = " in line and not line.startswith(("#", "layout", "version"))]
        assert all("  # " in line for line in told)
        assert made.new_key
        if os.name == "posix":
            assert (made.file.parent / "linkage.key").stat().st_mode & 0o777 == 0o600

    def test_the_folder_of_extracts_is_only_read(self, extracts, tmp_path):
        """Not a byte and not a time in it changes."""
        folder = extracts()
        before = digests(folder)
        begin(folder, tmp_path / "county", today=TODAY)
        assert digests(folder) == before

    @pytest.mark.parametrize("out", ["smallshire", "smallshire/county"])
    def test_never_into_the_extracts(self, extracts, tmp_path, out):
        """Refused, with what to do."""
        with pytest.raises(AuditError, match="never written to"):
            begin(extracts(), tmp_path / out, today=TODAY)

    def test_never_overwrites(self, extracts, tmp_path):
        """Refused; and what is there stays as it is, byte for byte."""
        begin(extracts(), tmp_path / "county", today=TODAY)
        before = digests(tmp_path / "county")
        with pytest.raises(AuditError, match="there is one already, and nothing was changed"):
            begin(extracts(), tmp_path / "county", today=TODAY)
        assert digests(tmp_path / "county") == before

    def test_a_key_that_is_there_stays(self, extracts, tmp_path):
        """Another would change every pseudonym."""
        (tmp_path / "county").mkdir()
        make_key(tmp_path / "county" / "linkage.key")
        before = (tmp_path / "county" / "linkage.key").read_bytes()
        assert not begin(extracts(), tmp_path / "county", today=TODAY).new_key
        assert (tmp_path / "county" / "linkage.key").read_bytes() == before

    @pytest.mark.parametrize("where", ["check_all", "make_key"])
    def test_interrupted(self, extracts, tmp_path, monkeypatch, where):
        """Nothing half-written; the next run completes."""
        def stop(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(beginning, where, stop)
            with pytest.raises(KeyboardInterrupt):
                begin(extracts(), tmp_path / "county", today=TODAY)
        assert not list((tmp_path / "county").iterdir())
        assert begin(extracts(), tmp_path / "county", today=TODAY).file.is_file()

    def test_same_inputs_same_bytes(self, extracts, tmp_path):
        """But for the key, which is chance."""
        first = begin(extracts(), tmp_path / "one", today=TODAY).file.read_bytes()
        assert begin(extracts(), tmp_path / "two", today=TODAY).file.read_bytes() == first

    def test_what_cannot_be_used_is_set_aside(self, start):
        """With the reason, as comments that are ready to be taken up again."""
        made = start({"missing.csv": MISSING.replace(",M,", ",?,").replace(",A,", ",?,"),
                      "populations.csv": FILES["populations.csv"].replace("2015", "2011")})
        assert set(made.draft.refused) == {"looked_after_missing", "populations"}
        found = load(made.file)
        assert "looked_after_missing" not in found.sources
        assert found.reference.populations is None
        text = made.file.read_text(encoding="utf-8")
        assert "# [sources.looked_after_missing]" in text
        assert "# populations = " in text
        assert not check_all(found).failed

    def test_nothing_to_use(self, extracts, tmp_path):
        """Each file with its reason, and nothing written."""
        folder = extracts({"notes.csv": "a,b\n1,2\n"}, small=False)
        with pytest.raises(AuditError, match=r"no file in it was recognised as an extract\.\n  notes\.csv: its "):
            begin(folder, tmp_path / "county", today=TODAY)
        assert not (tmp_path / "county").exists()

    @pytest.mark.parametrize(("name", "message"), [("nowhere", "no such folder"), ("a.csv", "is a file. Name")])
    def test_no_folder(self, tmp_path, name, message):
        """Said as it is."""
        (tmp_path / "a.csv").write_text("x", encoding="utf-8")
        with pytest.raises(AuditError, match=message):
            begin(tmp_path / name, tmp_path / "county", today=TODAY)

    def test_a_folder_of_everything(self, extracts, tmp_path):
        """Refused before it is read."""
        folder = extracts({f"{number}.csv": "a" for number in range(501)}, small=False)
        with pytest.raises(AuditError, match="more than 500 files"):
            begin(folder, tmp_path / "county", today=TODAY)


class TestToml:
    """Any name, read back as it was."""

    @given(text=st.text(st.characters(exclude_categories=["Cs"])), more=st.lists(st.text(
        st.characters(exclude_categories=["Cs"])), max_size=3), why=st.text(st.characters(exclude_categories=["Cs"])))
    def test_read_back(self, text, more, why):
        """Texts and lists of texts, whatever the comment behind them says."""
        lines = [toml.comment(why), toml.line("one", text, why), toml.line("many", more, why)]
        assert tomllib.loads("\n".join(lines)) == {"one": text, "many": more}

    @given(st.one_of(st.booleans(), st.integers(-2**60, 2**60), st.dates()))
    def test_other_values(self, value):
        """Truths, numbers and dates keep their kind."""
        read = tomllib.loads(toml.line("value", value))["value"]
        assert read == value
        assert type(read) is type(value)

    @pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=40),
           folder=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=40))
    def test_odd_names_of_files(self, tmp_path_factory, name, folder):
        """A file and a folder of any name that can be written: found again through the settings."""
        base = tmp_path_factory.mktemp("odd")
        extracts = base / f"x{folder}"
        try:
            extracts.mkdir()
            (extracts / f"x{name}.csv").write_text(POLICE, encoding="utf-8")
        except OSError:  # too long for this system
            return
        made = begin(extracts, base / "county", today=TODAY)
        found = load(made.file)
        assert found.path(found.sources["police"].path).resolve() == (extracts / f"x{name}.csv").resolve()

    @pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
    def test_name_that_is_no_text(self, extracts, tmp_path):
        """Bytes that no encoding explains: named as they can be, and left out."""
        folder = extracts()
        try:
            (Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.csv"))).write_text(POLICE, encoding="utf-8")
        except OSError:
            pytest.skip("this system has no such names")
        made = begin(folder, tmp_path / "county", today=TODAY)
        assert [item.name for item in made.draft.unplaced] == [r"b\udcff.csv"]


class TestKey:
    """The key of the pseudonyms."""

    def test_interrupted(self, tmp_path, monkeypatch):
        """Whole or not at all."""
        def stop(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            make_key(tmp_path / "linkage.key")
        assert not list(tmp_path.iterdir())


def test_files_of_the_small_county_are_as_in_its_own_configuration(extracts, county):
    """An oracle: the configuration written by hand finds the same rows."""
    def used(settings):
        return {name: rows.drop(columns="line") for name, rows in check_all(settings).used.items()}

    made = begin(extracts(), extracts().parent / "drafted", today=TODAY)
    by_hand, drafted = used(county()), used(load(made.file))
    assert set(by_hand) == set(drafted)
    for name, rows in by_hand.items():
        pd.testing.assert_frame_equal(rows, drafted[name])
