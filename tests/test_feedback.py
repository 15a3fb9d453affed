"""Packs for the agencies: each about its own rows, for its owner alone, and nothing of anybody else's."""

import csv
import re
import stat

import pandas as pd
import pytest

from missing_audit.assurance import assured
from missing_audit.collation import assembled
from missing_audit.feedback import feedback
from missing_audit.linkage import link, read_key
from missing_audit.quality import check_all
from missing_audit.sources import SOURCES
from smallshire import AUDIT, CAF, CASES, LOGS, MISSING, POLICE

# Each extract has lines of fault whose numbers no other extract's faults have.
WRONG = {
    "police_csv": POLICE + """\
P7,Missing,O'Neil,Ann,01/02/2002,F,01/03/2015 20:00,01/03/2015 19:00,High,North,0,0
P8,Missing,O'Neil,Ann,01/02/2002,F,,01/03/2015 19:00,High,North,0,0
""",  # 8 returned before going; 9 has no time
    "cases_csv": CASES + "".join(f"{number},Ott,Olga{number},01/01/2003,F,North,,,,\n" for number in range(20, 24))
    + "24,,Olga,01/01/2003,F,North,,,,\n",  # 12 has no surname
    "logs_csv": LOGS + "".join(f"H2,Ott,Olga20,01/01/2003,F,Smallshire,UA,{day}/05/2014 10:00,{day}/05/2014 12:00,No\n"
                               for day in range(10, 19))
    + "H2,Ott,Olga20,01/01/2003,F,Smallshire,Missing,20/05/2014 10:00,20/05/2014 12:00,No\n",  # 14 not told
    "caf_csv": CAF + "".join(f"C{number},Pym,Pat,02/02/2003,M,South,01/01/2015,\n" for number in range(5, 15))
    + "C15,Pym,Pat,02/02/2003,M,South,,\n",  # 16 has no date
}
EXTRACTS = ("police.csv", "cases.csv", "header.csv", "episodes.csv", "missing.csv", "logs.csv", "caf.csv")


@pytest.fixture
def written(county):
    """The packs of the small county with faults, by agency, and what they were made from."""
    def write(**change):
        settings = county(**WRONG | change)
        checked = check_all(settings)
        linked = link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)
        found = assured(checked, linked, assembled(linked, settings), settings)
        folders = feedback(checked, found["rates"], found["faults"], settings)
        return {folder.name: folder for folder in folders}, settings, found
    return write


def told(folder, name="rows.csv"):
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class TestFeedback:
    """A folder an agency."""

    def test_own_files_alone(self, written):
        """No file, line or reference of another agency stands in any pack."""
        packs, settings, found = written()
        assert set(packs) == {settings.agency(name) for name in settings.sources}
        names = {name: source.path for name, source in settings.sources.items()}
        for agency, folder in packs.items():
            mine = {name for name in settings.sources if settings.agency(name) == agency}
            files = {names[name] for name in mine}
            rows = told(folder)
            assert {row["file"] for row in rows} <= files
            faults = found["faults"]
            known = {(names[table], line) for table, line in zip(faults["table"], faults["line"], strict=True)
                     if table in mine}
            assert {(row["file"], int(row["line"])) for row in rows} <= known
            text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
            assert not [name for name in names.values() if name not in files and name in text]
            assert not [title for name, source in SOURCES.items() if name in names and name not in mine
                        and settings.agency(name) != agency and (title := source.title) in text
                        and not self.owes(found, settings, agency, name)]

    def owes(self, found, settings, agency, table):
        """Whether an agency has to mend what a rule found among another's rows."""
        rates = found["rates"]
        mine = rates["owner"].map(settings.agency).eq(agency)
        return bool((mine & rates["table"].eq(table) & rates["rows"].gt(0)).any())

    def test_references(self, written):
        """The agency's own number of every row, used or set aside."""
        packs, settings, _ = written()
        lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in settings.folder.glob("*.csv")}
        seen = 0
        for folder in packs.values():
            for row in told(folder):
                cells = lines[row["file"]][int(row["line"]) - 1].split(",")
                assert row["reference"] == cells[0]
                seen += 1
        assert seen > 10

    def test_every_fault(self, written):
        """Every row that broke a rule is told to the agency whose row it is, unless another has to mend it."""
        packs, settings, found = written()
        rows = {(row["file"], int(row["line"]), row["rule"]) for folder in packs.values() for row in told(folder)}
        names = {name: source.path for name, source in settings.sources.items()}
        expected = {(names[row.table], row.line, row.rule) for row in found["faults"].itertuples()
                    if row.rule not in {"XRS-01", "XRS-13"}}
        assert rows == expected
        assert {("police.csv", 8, "POL-06"), ("police.csv", 9, "POL-01"), ("logs.csv", 14, "HOM-08"),
                ("logs.csv", 14, "XRS-02"), ("caf.csv", 16, "CAF-01")} <= rows

    def test_no_value_of_any_row(self, written):
        """No name, birth or time of anybody in any file."""
        packs, settings, _ = written()
        values = set()
        for path in [settings.folder / name for name in EXTRACTS]:
            for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                values |= {cell for cell in line.split(",") if re.search(r"^\D{3,}$|/", cell)}
        values -= {"Missing", "Absent", "High", "Low", "Medium", "Female", "Male", "North", "South", "Smallshire",
                   "Yes", "Elsewhere"}
        assert {"O'Neil", "Ann", "01/02/2002", "Gray", "05/06/2014 20:00"} <= values
        for folder in packs.values():
            for path in folder.iterdir():
                text = path.read_text(encoding="utf-8")
                words = set(re.findall(r"[\w'/]+", text))
                assert not [value for value in values if value in words or (len(value) > 7 and value in text)], path
                assert not re.search(r"\b[0-9a-f]{16}\b", text)

    def test_a_count_to_whom_it_is_for(self, written):
        """A looked-after child's report that social care lacks: told to social care as a number, to the police not."""
        packs, settings, found = written(missing_csv=MISSING.splitlines()[0] + "\n" + MISSING.splitlines()[3] + "\n")
        rates = found["rates"].query("rule == 'XRS-01' and table == 'police'")
        assert rates["rows"].tolist() == [3]
        care, police = (packs[settings.agency(name)] for name in ("looked_after_missing", "police"))
        line = next(row for row in told(care, "rules.csv") if row["rule"] == "XRS-01")
        assert (line["rows"], line["asked"]) == ("3", "3")
        assert "(XRS-01): rows 3 of 3, one child of the audit" in (care / "README.txt").read_text(encoding="utf-8")
        assert not [row for row in told(care) if row["rule"] == "XRS-01"]
        assert not [path for path in police.iterdir() if "XRS-01" in path.read_text(encoding="utf-8")]

    def test_for_the_owner_alone(self, written):
        """Files 600, folders 700."""
        packs, _, _ = written()
        for folder in packs.values():
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
            assert sorted(path.name for path in folder.iterdir()) == ["README.txt", "rows.csv", "rules.csv"]

    def test_again(self, written):
        """The same bytes; and after a correction, what was wrong is gone, without a trace beside it."""
        packs, settings, _ = written()
        before = {path: path.read_bytes() for folder in packs.values() for path in folder.iterdir()}
        written()
        assert {path: path.read_bytes() for folder in packs.values() for path in folder.iterdir()} == before
        written(police_csv=POLICE)
        police = packs[settings.agency("police")]
        assert {row["line"] for row in told(police)}.isdisjoint({"8", "9"})
        assert sorted(path.name for path in police.iterdir()) == ["README.txt", "rows.csv", "rules.csv"]

    def test_an_agency_that_sends_nothing_any_more(self, written):
        """Its pack goes; what its reader has laid beside it stays."""
        packs, settings, _ = written()
        gone, kept = packs[settings.agency("caf")].parent / "former", packs[settings.agency("caf")].parent / "noted"
        for folder in (gone, kept):
            folder.mkdir()
            for name in ("README.txt", "rows.csv", "rules.csv"):
                (folder / name).write_text("an earlier pack", encoding="utf-8")
        (kept / "my notes.txt").write_text("asked again in May", encoding="utf-8")
        written()
        assert not gone.exists()
        assert [path.name for path in kept.iterdir()] == ["my notes.txt"]
        assert all(folder.exists() for folder in packs.values())

    def test_readme(self, written):
        """What came in, what to mend first, and where to."""
        packs, settings, found = written(audit_toml=AUDIT + """
[agencies.police]
name = "Smallshire Constabulary"
contact = "Records office"
""")
        text = (packs["police"] / "README.txt").read_text(encoding="utf-8")
        assert text.startswith("Feedback to: Smallshire Constabulary\nAt: Records office\nFrom: Smallshire Council")
        assert "Police missing reports: rows read 8, used 7, set aside 1." in text
        first = re.search(r"1\. .* \((\w+-\d+)\)", text)[1]
        mine = found["rates"][found["rates"]["owner"].map(settings.agency).eq("police")].query("rows > 0")
        assert mine.set_index("rule").loc[first, "touched"].max() == mine["touched"].max()

    def test_sound_extracts(self, county, tmp_path):
        """An agency without a fault has a pack that says so."""
        settings = county(caf_csv=CAF.splitlines()[0] + "\n" + CAF.splitlines()[1] + "\n")
        checked = check_all(settings)
        none = pd.DataFrame(columns=["table", "rule", "line"])
        found = checked.tallies.assign(owner="", agency="", touched=0, share=0.0)
        folders = feedback(checked, found, none, settings)
        for folder in folders:
            assert told(folder) == []
            assert "nothing: no row broke a rule" in (folder / "README.txt").read_text(encoding="utf-8")

    def test_nothing_read(self, county):
        """No extract, no pack."""
        settings = county(audit_toml=AUDIT[:AUDIT.index("[sources.police]")])
        checked = check_all(settings)
        assert feedback(checked, checked.tallies.assign(owner="", touched=0), checked.faults, settings) == []
