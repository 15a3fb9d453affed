"""Identity stays behind linkage: what is written after it names no child of the example's extracts.

The finder is held to what it must find first: each kind of identity, planted into a copy of a file of each form.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest
import typst

from identities import Identities, folded, identifying, identities, in_file, named_in
from missing_audit.analysis import analyse
from missing_audit.collated import COLLATED
from missing_audit.readers import read
from missing_audit.sources import SOURCES


@pytest.fixture(scope="module")
def known(example) -> Identities:
    return identities(*example)


@pytest.fixture(scope="module")
def victim(example, known) -> dict[str, str]:
    """One child in every way in which a file might name it."""
    rows = read(example[0], "case_records").rows.dropna(subset=["surname", "forename", "dob", "postcode"])
    rows = rows[~rows["surname"].map(folded).isin(known.common) & rows["surname"].str.fullmatch("[A-Z][a-z]{4,}")]
    row = rows.sort_values("person").iloc[0]
    code = row["postcode"].upper().replace(" ", "")
    return {
        "surname": row["surname"], "capitals": row["surname"].upper(), "forename": row["forename"],
        "full": f"{row['forename']} {row['surname']}", "turned": f"{row['surname'].upper()}, {row['forename']}",
        "postcode": f"{code[:-3]} {code[-3:]}", "tight": code.lower(),
        "report": read(example[0], "police").rows["report_no"].iloc[0], "person": row["person"],
        "iso": str(row["dob"].date()), "british": row["dob"].strftime("%d/%m/%Y"),
        "beside": f"{row['surname']}, born on {row['dob'].day} {row['dob'].strftime('%B %Y')}",
    }


CELLS = {"surname": "name", "capitals": "name", "forename": "name", "full": "full name", "turned": "full name",
         "postcode": "postcode", "tight": "postcode", "report": "number", "person": "number", "iso": "birth",
         "british": "birth", "beside": "birth"}
"""Kind that the finder must report of what stands alone in a cell."""
TEXTS = {each: CELLS[each] for each in ("full", "turned", "postcode", "tight", "report", "person", "beside")}
"""The same of running text, where a surname may be a word, and a birth any day."""
SENTENCE = "Of the reports on {} it can be said that more than half were made in time."


def kinds(path: Path, known: Identities) -> set[str]:
    return {kind for kind, _ in in_file(path, known)}


class TestIdentities:
    """What is looked for."""

    def test_all_of_the_extracts(self, example, known):
        """Thousands of each; hardly a name is left out because it is also a word of the dictionary."""
        settings, _ = example
        assert {SOURCES[name].knows for name in settings.sources} == {"name", "number"}
        assert len(known.people) > 4000
        assert min(len(known.births), len(known.postcodes), len(known.numbers)) > 2000
        every = {folded(name) for person in known.people for name in person[:2]}
        assert len(every & known.common) / len(every) < 0.01

    def test_no_column_may_come_out(self):
        """No table of the collation has a column of the name of one that the dictionary marks as identity."""
        assert {"surname", "forename", "dob", "person"} <= identifying()
        assert not {name for table in COLLATED.values() for name in table.names} & identifying()


class TestFinder:
    """Each kind of identity, planted."""

    @pytest.mark.parametrize("each", CELLS)
    def test_in_a_table(self, example, known, victim, tmp_path, each):
        """One cell of one table of the collation."""
        rows = pd.read_parquet(example[1] / "children.parquet").astype({"district": "str"})
        path = tmp_path / "children.parquet"
        rows.to_parquet(path)
        assert kinds(path, known) == set()
        rows.loc[17, "district"] = victim[each]
        rows.to_parquet(path)
        assert CELLS[each] in kinds(path, known)

    @pytest.mark.parametrize("name", sorted(identifying()))
    def test_column_of_a_table(self, known, tmp_path, name):
        """Even where it is empty."""
        pd.DataFrame({"child": ["0123"], name: [None]}).to_parquet(tmp_path / "a.parquet")
        assert kinds(tmp_path / "a.parquet", known) == {"column"}

    def test_births_by_another_name(self, example, known, tmp_path):
        """A column of dates that are the births of its rows' children."""
        rows = pd.read_parquet(example[1] / "children.parquet")
        rows["first_seen"] = pd.to_datetime(rows["child"].map(lambda child: min(known.own.get(child, {pd.NaT}))))
        rows.to_parquet(tmp_path / "children.parquet")
        assert kinds(tmp_path / "children.parquet", known) == {"birth"}

    def test_numbers_as_numbers(self, example, known, tmp_path):
        """A column of social care's numbers, though they are typed as a count is."""
        person = read(example[0], "case_records").rows["person"].astype(int)
        pd.DataFrame({"count": person}).to_parquet(tmp_path / "a.parquet")
        pd.DataFrame({"count": [*person[:5], *range(100, 200)]}).to_parquet(tmp_path / "b.parquet")
        person.to_csv(tmp_path / "c.csv")
        found = named_in(tmp_path, known)
        assert [(file, kind) for file, kind, _ in found] == [("a.parquet", "number"), ("c.csv", "number")]

    @pytest.mark.parametrize("each", CELLS)
    def test_in_findings(self, example, known, victim, tmp_path, each):
        """A value or a key, however deep."""
        path = tmp_path / "findings.json"
        told = json.loads((analyse(example[0]) / "findings.json").read_text(encoding="utf-8"))
        for planted in ([*told, {"a": [victim[each]]}], [*told, {victim[each]: 1}]):
            path.write_text(json.dumps(planted, ensure_ascii=False), encoding="utf-8")
            assert CELLS[each] in kinds(path, known)
        path.write_text(json.dumps(told), encoding="utf-8")
        assert kinds(path, known) == set()

    @pytest.mark.parametrize("each", TEXTS)
    @pytest.mark.parametrize("form", ["html", "alt", "search", "csv", "svg", "js", "docx", "pdf"])
    def test_in_the_book(self, known, victim, tmp_path, form, each):
        """A sentence of a page, of a picture's description, of a document; and the same sentence without the child."""
        write = FORMS[form]
        path = write(tmp_path, SENTENCE.format("one child"))
        assert kinds(path, known) == set()
        write(tmp_path, SENTENCE.format(victim[each]))
        assert TEXTS[each] in kinds(path, known)

    @pytest.mark.parametrize("each", CELLS)
    def test_in_a_download(self, known, victim, tmp_path, each):
        """A cell of a table for download."""
        path = tmp_path / "tbl.csv"
        path.write_text(f'District,Children\nAshmere,17\n"{victim[each]}",3\n', encoding="utf-8")
        assert CELLS[each] in kinds(path, known)

    def test_headings(self, known):
        """A word of the dictionary is no name, though somebody's name is mistyped so."""
        assert list(known.in_cell("DEC")) == []
        assert {"white", "summer"} <= known.common

    @pytest.mark.parametrize("text", [
        "White children, and those with a Summer placement", "Brown, who studied King and Wood (1999)", "700,050 days",
        "0.700050", "#700050", "born on 1 May 2003", "2014-04-01 to 2017-03-31", "Grace and Mercy", "May 2015", "EC1A",
    ])
    def test_no_false_alarm(self, known, text):
        """What only looks like it."""
        assert list(known.in_text(text)) == []

    def test_where(self, known, victim, tmp_path):
        """The file's path and the value; what lies in the linkage store is as it should be."""
        for folder in ("collate-1/linkage", "analyse-1"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "a.json").write_text(json.dumps([victim["full"]]), encoding="utf-8")
        assert named_in(tmp_path, known) == [("analyse-1/a.json", "full name", victim["full"])]


def _html(folder: Path, text: str) -> Path:
    return _text(folder / "page.html", f"<html><body><p><b>{text[:12]}</b>{text[12:]}</p></body></html>")


def _alt(folder: Path, text: str) -> Path:
    return _text(folder / "page.html", f'<img src="a.png" alt="{text}">')


def _search(folder: Path, text: str) -> Path:
    return _text(folder / "search.json", json.dumps([{"title": "A", "text": f"Before. {text} After."}]))


def _csv(folder: Path, text: str) -> Path:
    return _text(folder / "tbl.csv", f'Note,Children\n"{text}",17\n')


def _svg(folder: Path, text: str) -> Path:
    return _text(folder / "fig.svg", f'<svg><path d="M 1.700050 2"/><text x="1">{text}</text></svg>')


def _js(folder: Path, text: str) -> Path:
    return _text(folder / "index.js", f'var a = "{text}";')


def _docx(folder: Path, text: str) -> Path:
    """In three runs, as Word cuts what was edited."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for part in (text[:18], text[18:25], text[25:]):
        paragraph.add_run(part)
    document.save(str(folder / "book.docx"))
    assert zipfile.is_zipfile(folder / "book.docx")
    return folder / "book.docx"


def _pdf(folder: Path, text: str) -> Path:
    source = _text(folder / "page.typ", f"#set page(width: 30cm)\n{text}".replace("/", "\\/"))
    (folder / "book.pdf").write_bytes(typst.compile(source))
    return folder / "book.pdf"


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


FORMS: dict[str, Callable[[Path, str], Path]] = {
    "html": _html, "alt": _alt, "search": _search, "csv": _csv, "svg": _svg, "js": _js, "docx": _docx, "pdf": _pdf}
"""A file of each form that the book has, with a sentence in it."""


class TestStore:
    """Everything that collation and analysis write, but for the linkage store."""

    def test_names_nobody(self, example, known):
        """No column, cell or text of any table, finding, overview or provenance."""
        settings, collated = example
        stored = analyse(settings)
        files = {path.name for path in stored.parent.rglob("*") if path.is_file()}
        assert {"findings.json", "overview.json", "provenance.json", "episodes.parquet", "police.parquet"} <= files
        assert named_in(stored.parent, known) == []
        assert named_in(collated / "linkage", known)  # the finder does find what is in there

    def test_the_linkage_store_is_one_file(self, example):
        """For its owner alone."""
        (file,) = (example[1] / "linkage").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
