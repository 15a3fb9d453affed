"""Files as councils send them, and values as they are typed."""

import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missing_audit.errors import SourceError
from missing_audit.readers import read
from missing_audit.readers.files import read_cells
from missing_audit.readers.values import parse
from missing_audit.schema import Column
from missing_audit.sources import SOURCES
from missing_audit.sources.rules import ROW
from smallshire import AUDIT, HEADER, POLICE


class TestReadCells:
    """Encodings, separators, headers."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_encodings_and_separators(self, tmp_path, encoding, separator):
        """The same rows come out of all of them."""
        file = tmp_path / "a.csv"
        lines = [separator.join(["CHILD", "Naïve name"]), separator.join(["1", "Zoë"])]
        file.write_bytes("\r\n".join(lines).encode(encoding))
        rows = read_cells(file, ["child", "naïve name"]).rows
        assert rows.iloc[0, :2].tolist() == ["1", "Zoë"]

    def test_titles_blank_rows_and_lines(self, tmp_path):
        """Titles above the headings are passed over; lines are those of the file; a quoted line break counts."""
        file = tmp_path / "a.csv"
        file.write_text('Extract of 1 May\n\nCHILD,NOTE\n\n1,"two\nlines"\n,,\n2,b\n', encoding="utf-8")
        cells = read_cells(file, ["CHILD", "NOTE"])
        assert cells.rows["line"].tolist() == [5, 8]
        assert cells.ragged == []

    def test_too_many_cells(self, tmp_path):
        """A row that goes on after the last heading is told of."""
        file = tmp_path / "a.csv"
        file.write_text("CHILD,SEX\n1,2\n1,2,3\n4\n", encoding="utf-8")
        cells = read_cells(file, ["CHILD"])
        assert cells.ragged == [3]
        assert len(cells.rows) == 3

    def test_workbook(self, tmp_path):
        """Dates and whole numbers of a sheet come as text."""
        book = openpyxl.Workbook()
        for line in (["Title"], ["CHILD", "DOB"], [7.0, pd.Timestamp(2001, 2, 3).to_pydatetime()]):
            book.active.append(line)
        book.save(tmp_path / "a.xlsx")
        assert read_cells(tmp_path / "a.xlsx", ["CHILD", "DOB"]).rows.iloc[0].tolist() == ["7", "2001-02-03", 3]

    @pytest.mark.parametrize(("name", "content", "said"), [
        ("a.csv", b"\x00\x01\x02", "not text"), ("a.xlsx", b"no zip", "cannot be opened"),
        ("a.csv", b"x,y\n1,2\n", "none of the expected headings"), ("a.csv", b"", "the file is empty"),
        ("a.csv", b'CHILD\n"1\n2\n', "not readable as CSV"),
    ])
    def test_not_to_be_read(self, tmp_path, name, content, said):
        """Named by file, with what to do."""
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError, match=said) as fault:
            read_cells(tmp_path / name, ["CHILD"])
        assert str(tmp_path / name) in str(fault.value)

    def test_workbook_with_a_wrong_dimension(self, tmp_path):
        """All rows are read, whatever the sheet says of its size."""
        book = openpyxl.Workbook()
        for line in (["CHILD"], ["1"], ["2"], ["3"]):
            book.active.append(line)
        book.save(tmp_path / "a.xlsx")
        with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
            for part in old.namelist():
                new.writestr(part, old.read(part).replace(b'ref="A1:A4"', b'ref="A1:A2"'))
        assert len(read_cells(tmp_path / "b.xlsx", ["CHILD"]).rows) == 3

    def test_formula_without_a_value(self, tmp_path):
        """It is a fault, and no blank."""
        book = openpyxl.Workbook()
        for line in (["CHILD", "SEX"], ["1", "=1+1"]):
            book.active.append(line)
        book.save(tmp_path / "a.xlsx")
        with pytest.raises(SourceError, match=r"a.xlsx:2: a formula has no value"):
            read_cells(tmp_path / "a.xlsx", ["CHILD"])

    @settings(deadline=None, derandomize=True)
    @given(st.binary(max_size=400))
    def test_any_bytes(self, tmp_path_factory, content):
        """Whatever the bytes, rows or an explained fault."""
        file = tmp_path_factory.getbasetemp() / "any.csv"
        file.write_bytes(b"CHILD,SEX\n" + content)
        try:
            assert "CHILD" in read_cells(file, ["CHILD", "SEX"]).rows
        except SourceError as fault:
            assert len(str(fault)) > 20


class TestParse:
    """Typed values."""

    @pytest.mark.parametrize("text", ["03/04/2015", "3/4/2015", "2015-04-03", "3 April 2015", "03-Apr-15", "03.04.2015",
                                      "03/04/2015 00:00", "2015-04-03 00:00:00"])
    def test_dates(self, text):
        """Day first, in every form seen."""
        values, bad = parse(pd.Series([text]), Column("d", "date", ""))
        assert values[0] == pd.Timestamp(2015, 4, 3)
        assert not bad[0]

    def test_month_first_as_a_whole(self):
        """A column that only makes sense month first is read so, in all its rows."""
        values, bad = parse(pd.Series(["04/03/2015", "04/23/2015"]), Column("d", "date", ""))
        assert values.dt.month.tolist() == [4, 4]
        assert not bad.any()

    def test_one_impossible_date_does_not_turn_the_column(self):
        """With a date that is day first beyond doubt, the other is a fault."""
        values, bad = parse(pd.Series(["23/04/2015", "04/23/2015"]), Column("d", "date", ""))
        assert values[0] == pd.Timestamp(2015, 4, 23)
        assert bad.tolist() == [False, True]

    def test_codes_and_blanks(self):
        """Case does not count; an unknown code is told from a blank."""
        values, bad = parse(pd.Series(["k2", "XX", "", "n/a"]), SOURCES["looked_after_episodes"]["placement"])
        assert values[0] == "K2"
        assert bad.tolist() == [False, True, False, False]

    def test_several_codes(self):
        """Known ones are kept, in the list's order and once; a strange one is counted; ``none`` may be a code."""
        column = Column("c", "codes", "", accepts={"b": "b", "a": "a", "the letter a": "a", "none": "none"})
        given = pd.Series(["A, b", "a|the letter A", "b;x;", "x", "", "None", ";", "n/a"])
        values, bad = parse(given, column)
        assert values.fillna("").tolist() == ["b;a", "a", "b", "", "", "none", "", ""]
        assert bad.tolist() == [False, False, True, True, False, False, True, False]
        assert parse(pd.Series(["none"]), Column("c", "code", "", accepts={"a": "a"}))[1].tolist() == [False]

    def test_a_code_list_with_spellings_of_its_own(self):
        """Both are read."""
        column = Column("p", "code", "", values="placement", accepts={"children's home": "K2"})
        assert parse(pd.Series(["k2", "Children's home"]), column)[0].tolist() == ["K2", "K2"]

    def test_integers(self):
        """Whole and not negative."""
        values, bad = parse(pd.Series(["2", "-1", "1.5", "two", "inf"]), Column("n", "integer", ""))
        assert values[0] == 2
        assert bad.tolist() == [False, True, True, True, True]


class TestRead:
    """Extracts by configuration."""

    def test_rows_as_given(self, county):
        """A date in two forms is one value; rows are alike only where every cell as given is."""
        again = POLICE.splitlines()[-1]
        extract = read(county(police_csv=f"{POLICE}{again}\n{again.replace('07/07/1996', '7/7/1996')}\n"), "police")
        assert extract.rows["dob"].nunique() == 5
        assert extract.rows.duplicated(ROW).tolist() == [False] * 6 + [True, False]
        assert "reported" in extract.absent

    def test_other_headings(self, county):
        """A county's own headings are configuration, not code."""
        mapping = '[sources.police.columns]\nstart = "Last seen"\n'
        toml = AUDIT.replace("[sources.case_records]", f"{mapping}[sources.case_records]")
        settings = county(audit_toml=toml, police_csv=POLICE.replace("Missing From Date Time", "Last seen"))
        assert read(settings, "police").rows["start"].notna().all()

    def test_missing_column(self, county):
        """Named, with the headings seen and where to map it."""
        said = r"no column 'DOB' \(dob\).*CHILD, SEX, BORN.*\[sources.looked_after_header"
        with pytest.raises(SourceError, match=said):
            read(county(header_csv=HEADER.replace("DOB", "BORN")), "looked_after_header")
