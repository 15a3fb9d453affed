"""Files as councils send them, and values as they are typed."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missing_audit.errors import SourceError
from missing_audit.readers import blocks, files, read
from missing_audit.readers.files import read_cells
from missing_audit.readers.values import parse
from missing_audit.schema import Column
from missing_audit.sources import SOURCES
from missing_audit.sources.rules import ROW
from smallshire import AUDIT, HEADER, POLICE

HASH_OF_7_M = 5650853123935466929


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


    def test_other_columns(self, tmp_path):
        """Left out where they are not wanted; their headings, and what they say of a row, are not lost."""
        file = tmp_path / "a.csv"
        file.write_text("CHILD,NOTE,\n1,a,x\n1,b,x\n1,a,x\n", encoding="utf-8")
        cells = read_cells(file, ["Child"], others=False)
        assert list(cells.rows) == ["CHILD", "line"]
        assert cells.headings == ("CHILD", "NOTE")
        assert cells.ragged == [2, 3, 4]
        assert cells.hash.duplicated().tolist() == [False, False, True]
        assert list(read_cells(file, ["Child"]).rows) == ["CHILD", "NOTE", "line"]

    def test_no_rows(self, tmp_path):
        """Headings alone are a table without rows."""
        (tmp_path / "a.csv").write_text("CHILD,SEX\n", encoding="utf-8")
        cells = read_cells(tmp_path / "a.csv", ["CHILD"])
        assert cells.rows.dtypes.astype(str).tolist() == ["str", "str", "int64"]
        assert len(cells.rows) == len(cells.hash) == 0

    CELL = st.text(st.sampled_from("ab ,\"\n\r\ufeff\u00a0\x1fé1"), max_size=5)
    ROWS = st.lists(st.lists(CELL, max_size=4), max_size=40)

    @settings(deadline=None, derandomize=True, max_examples=200)
    @given(ROWS, st.integers(1, 7))
    def test_any_cells_in_any_chunks(self, tmp_path_factory, rows, chunk):
        """The same as one row after the other, wherever the borders between chunks lie."""
        file = tmp_path_factory.getbasetemp() / "chunks.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerows([["CHILD", "SEX", "DOB"], *rows])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocks, "CHUNK", chunk)
            patch.setattr(files, "_TOGETHER", 2)
            cells = read_cells(file, ["CHILD", "SEX", "DOB"])
        wanted, lines, ragged = _by_hand(file.read_bytes().decode())
        assert cells.rows[["CHILD", "SEX", "DOB"]].to_numpy().tolist() == [row[:3] for row in wanted]
        assert cells.rows["line"].tolist() == lines
        assert cells.ragged == ragged
        alike = [[row == other for other in wanted] for row in wanted]
        assert [[one == other for other in cells.hash] for one in cells.hash] == alike

    def test_hash_is_the_same_everywhere(self, tmp_path):
        """On every machine and in every run, whatever form the extract has."""
        (tmp_path / "a.csv").write_text("CHILD,SEX\n7, M \n", encoding="utf-8")
        pq.write_table(pa.table({"CHILD": [7], "SEX": ["M"]}), tmp_path / "a.parquet")
        hashes = [read_cells(tmp_path / name, ["CHILD"]).hash.tolist() for name in ("a.csv", "a.parquet")]
        assert hashes == [[HASH_OF_7_M]] * 2


def _by_hand(text: str) -> tuple[list[list[str]], list[int], list[int]]:
    """Rows under the headings, padded to four cells, their lines, and those with a fourth cell."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows, lines, line = [], [], 1
    for written in reader:
        cells = [cell.strip().strip("\ufeff\u00a0") for cell in written]
        if any(cells):
            rows.append((cells + [""] * 4)[:4])
            lines.append(line)
        line = reader.line_num + 1
    return rows[1:], lines[1:], [line for row, line in zip(rows, lines, strict=True) if row[3]]


class TestParquet:
    """The third form of an extract."""

    def test_every_type_as_text(self, tmp_path):
        """As the parsers read it: dates as ISO, whole numbers without a point, nothing as blank."""
        when = datetime.datetime(2015, 4, 3, 20, 0, 1)
        table = pa.table({
            "CHILD": pa.array([7, None], pa.int16()),
            "text": pa.array([" Zoë ", ""]).dictionary_encode(),
            "day": pa.array([when.date(), None]),
            "moment": pa.array([when, datetime.datetime(2015, 4, 3)], pa.timestamp("us")),
            "zoned": pa.array([when, None], pa.timestamp("ms", tz="Europe/London")),
            "number": [3.0, 2.5],
            "money": pa.array([Decimal("3.00"), Decimal("2.50")]),
            "yes": [True, None],
            "none": pa.nulls(2),
            "bytes": pa.array([b"ab", None]),
        })
        pq.write_table(table, tmp_path / "a.parquet")
        rows = read_cells(tmp_path / "a.parquet", ["CHILD"]).rows
        assert rows.iloc[0].tolist() == ["7", "Zoë", "2015-04-03", "2015-04-03 20:00:01", "2015-04-03 21:00:01", "3",
                                         "3", "true", "", "ab", 1]
        assert rows.iloc[1].tolist() == ["", "", "", "2015-04-03", "", "2.5", "2.50", "", "", "", 2]

    def test_lines_over_batches(self, tmp_path):
        """A row's line is its number, from 1, also where a blank row is left out."""
        pq.write_table(pa.table({"CHILD": ["1", "", "3"] * 30_000}), tmp_path / "a.parquet")
        rows = read_cells(tmp_path / "a.parquet", ["CHILD"]).rows
        assert len(rows) == 60_000
        assert rows["line"].iloc[-2:].tolist() == [89_998, 90_000]
        assert (rows["CHILD"] == np.where(rows["line"] % 3 == 1, "1", "3")).all()

    @pytest.mark.parametrize(("values", "said"), [
        (pa.array([[1], [2]]), "column 'X' holds list"), (pa.array([{"a": 1}]), "column 'X' holds struct"),
        (pa.array([b"\xff\xfe"]), "column 'X' holds binary that is no text"),
        (pa.array([1], pa.duration("s")), "column 'X' holds duration"),
    ])
    def test_no_single_text(self, tmp_path, values, said):
        """The column is named."""
        pq.write_table(pa.table({"CHILD": ["1"] * len(values), "X": values}), tmp_path / "a.parquet")
        with pytest.raises(SourceError, match=said) as fault:
            read_cells(tmp_path / "a.parquet", ["CHILD"])
        assert str(tmp_path / "a.parquet") in str(fault.value)

    @pytest.mark.parametrize("content", [b"", b"no Parquet at all", b"PAR1" + b"x" * 40 + b"PAR1"])
    def test_not_to_be_read(self, tmp_path, content):
        """Named, with what to do."""
        (tmp_path / "a.parquet").write_bytes(content)
        with pytest.raises(SourceError, match=r"a\.parquet: cannot be read as Parquet .*send it as CSV"):
            read_cells(tmp_path / "a.parquet", ["CHILD"])

    def test_cut_short(self, tmp_path):
        """A file damaged in the middle is a fault as well."""
        file = tmp_path / "a.parquet"
        pq.write_table(pa.table({"CHILD": [str(i) for i in range(5000)]}), file, compression="gzip")
        content = bytearray(file.read_bytes())
        content[40:400] = bytes(360)
        file.write_bytes(content)
        with pytest.raises(SourceError, match="cannot be read as Parquet"):
            read_cells(file, ["CHILD"])


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


    TYPED = st.datetimes(datetime.datetime(1890, 1, 1), datetime.datetime(2110, 1, 1))
    FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
             "%d-%b-%Y", "%d-%b-%y", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y")
    CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", " %I:%M %p")
    WORDS = st.sampled_from(["", "n/a", "31/02/2015", "31/02/2015 10:00", "today", "12/13/2015 25:00", "2015", "x:1",
                             "3/4/2015", "3/4/2015 9:05"])
    MOMENTS = st.builds(lambda when, form, clock: when.strftime(form + clock), TYPED, st.sampled_from(FORMS),
                        st.sampled_from(CLOCKS))

    @settings(deadline=None, derandomize=True, max_examples=150)
    @given(st.lists(MOMENTS | WORDS, min_size=1, max_size=12))
    def test_any_moments(self, texts):
        """The same as value by value, the first format that fits taken; the order is day first for all or for none."""
        values, bad = parse(pd.Series(texts, dtype="str"), Column("d", "moment", ""))
        ways = [[self.first(text, month_first=month_first) for text in texts] for month_first in (False, True)]
        mixed = [month or day for day, month in zip(*ways, strict=True)]
        read = [None if pd.isna(value) else value.to_pydatetime() for value in values]
        assert read in (ways[0], mixed)
        unread = [value is None and text not in ("", "n/a") for value, text in zip(read, texts, strict=True)]
        assert bad.tolist() == unread

    def first(self, text, *, month_first):
        """What the first of the formats makes of one text."""
        day = [form for form in self.FORMS if form.startswith("%m") == month_first]
        for form in (form + clock for clock in self.CLOCKS for form in day):
            try:
                when = datetime.datetime.strptime(text, form).replace(microsecond=0)
            except ValueError:
                continue
            if datetime.datetime(1900, 1, 1) <= when <= datetime.datetime(2100, 1, 1):
                return when
        return None

    def test_repeated_values(self):
        """A value is the same wherever it stands, and how often it stands there counts for the order of a date."""
        column = Column("d", "date", "")
        mostly, _ = parse(pd.Series(["04/23/2015"] * 4 + ["04/03/2015"] * 6), column)
        seldom, bad = parse(pd.Series(["04/23/2015"] * 3 + ["04/03/2015"] * 7), column)
        assert mostly.dt.month.unique().tolist() == [4]
        assert seldom.dt.month.dropna().unique().tolist() == [3]
        assert bad.sum() == 3

    def test_keeps_its_index(self):
        """As it was given, whatever the kind."""
        for kind in ("text", "date", "moment", "integer", "code"):
            values, bad = parse(pd.Series(["1", "x"], index=[7, 3]), Column("d", kind, "", accepts={"1": "one"}))
            assert values.index.tolist() == bad.index.tolist() == [7, 3]


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
