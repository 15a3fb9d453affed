"""The files of the rendered example book: all there, with the page's numbers, linked, and remade only if need be."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
from PIL import Image

from missing_audit.config import ENVIRONMENT
from missing_audit.errors import AuditError
from missing_audit.publication import made
from missing_audit.publication.catalogue import catalogue, items_of
from missing_audit.store import Store
from publication_rules import faults

from .conftest import plain, text_of

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]
LABEL = re.compile(r"^#\| label: ((?:fig|tbl)-\S+)", re.MULTILINE)
LISTS = {"tbl-downloads-figures", "tbl-downloads-tables"}


@pytest.fixture(scope="module")
def labels(rendered) -> list[str]:
    """Labels of figures and tables in the chapters, read without the code that publishes them."""
    return [label for path in rendered.folder.rglob("*.qmd") for label in LABEL.findall(path.read_text("utf-8"))]


@pytest.fixture(scope="module")
def floats(rendered) -> dict[str, lxml.html.HtmlElement]:
    """Figures and tables of the pages, by id."""
    found = {}
    for page in rendered.pages.values():
        tree = lxml.html.document_fromstring(page)
        found |= {each.get("id"): each for each in tree.xpath("//div[contains(@class, 'quarto-float')][@id]")}
    return found


def files(rendered) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (rendered.output / "downloads").iterdir()}


class TestFiles:
    def test_every_figure_and_table_and_nothing_else(self, rendered, labels):
        """Two files each."""
        endings = {"fig": (".svg", ".png"), "tbl": (".csv", ".csv-metadata.json")}
        assert sorted(files(rendered)) == sorted(label + end for label in labels for end in endings[label[:3]])
        assert len(labels) > 20

    def test_numbers_and_titles(self, rendered, floats):
        """As the pages have them."""
        for item in items_of(catalogue(rendered.folder)):
            caption = plain(floats[item.id].xpath(".//figcaption")[0].text_content())
            assert caption == plain(f"{item.number}: {item.title}")

    def test_tables_obey_the_rules(self, rendered):
        """Of CSV on the Web."""
        described = sorted((rendered.output / "downloads").glob("*.json"))
        assert {path.name: found for path in described if (found := faults(path))} == {}

    def test_tables_by_another_validator(self, rendered):
        """The package csvw, where it is installed."""
        csvw = pytest.importorskip("csvw", reason="the package csvw is not installed here")
        for path in (rendered.output / "downloads").glob("*.json"):
            assert csvw.CSVW(str(path), validate=True).is_valid, path.name

    def test_the_same_bytes_from_scratch(self, rendered, tmp_path):
        """Made once more, by a process of its own with another order of its sets."""
        command = [sys.executable, "-m", "missing_audit.publication", rendered.folder, tmp_path]
        environment = {**made.os.environ, ENVIRONMENT: str(rendered.settings.file), "PYTHONHASHSEED": "7"}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files(rendered)


def ungrouped(rows: list[list[str]], width: int) -> list[list[str]]:
    """A page's rows with the heading of their group as first cell, where the rows stand in groups."""
    found, heading = [], []
    for cells in rows:
        if len(cells) == 1 < width:
            heading = cells
        else:
            found.append(heading + cells)
    return found


class TestOnlyWhatThePageShows:
    def test_cells(self, rendered, floats):
        """Cell by cell: the page's value and limits are the file's, and there are no others."""
        compared = 0
        for label, element in floats.items():
            if not label.startswith("tbl-") or label in LISTS:
                continue
            path = rendered.output / "downloads" / f"{label}.csv"
            with path.open(encoding="utf-8", newline="") as lines:
                head, *rows = csv.reader(lines)
            told = json.loads(path.with_name(f"{path.name}-metadata.json").read_text(encoding="utf-8"))
            kinds = {column["name"]: column["datatype"] for column in told["tableSchema"]["columns"]}
            shown = [[cell.text_content() for cell in row.xpath("./td|./th")] for row in element.xpath(".//tbody/tr")]
            shown = ungrouped(shown, len(head))
            assert len(rows) == len(shown), label
            for row, cells in zip(rows, shown, strict=True):
                compared += len(cells)
                assert row == [text for cell in parted(cells, kinds) for text in cell], label
        assert compared > 500

    def test_words_that_hide_numbers(self, rendered):
        """A withheld cell is withheld in the file: somewhere in the example there is one."""
        assert re.search(rb",c\r\n|,c,", files(rendered)["tbl-rq03-split.csv"])

    def test_figures_are_the_pages(self, rendered, labels):
        """Every stroke of the page's figure is in the file."""
        for label in (label for label in labels if label.startswith("fig-")):
            page = next(rendered.output.rglob(f"{label}-output-1.svg")).read_text(encoding="utf-8")
            strokes = set(re.findall(r'<path d="([^"]+)"', page))
            background = {each for each in strokes if re.match(r"M 0 [\d.]+\s+L [\d.]+ [\d.]+\s+L [\d.]+ 0", each)}
            file = files(rendered)[f"{label}.svg"].decode()
            assert len(strokes - background) > 5
            assert strokes - background <= set(re.findall(r'<path d="([^"]+)"', file)), label

    def test_pictures_are_for_slides(self, rendered, labels):
        """Wide enough for a slide."""
        for label in (label for label in labels if label.startswith("fig-")):
            with Image.open(rendered.output / "downloads" / f"{label}.png") as picture:
                assert picture.width == 1890


def parted(cells: list[str], kinds: dict[str, str]) -> list[list[str]]:
    """Cells of a page's row as the file must have them: limits in columns of their own, words as they are."""
    limit = re.compile("_(low|high)$")
    names = [name for name in kinds if not (limit.search(name) and limit.sub("", name) in kinds)]
    assert len(names) == len(cells), kinds
    return [limits(cell) if f"{name}_low" in kinds else [cell if kinds[name] == "string" else bare(cell)]
            for name, cell in zip(names, cells, strict=True)]


def limits(cell: str) -> list[str]:
    if found := re.fullmatch(r"(.+) \((.+)\sto\s(.+)\)", cell):
        return [bare(text) for text in found.groups()]
    if found := re.fullmatch(r"(.+) \((.)\)", cell):
        return [bare(found[1]), found[2], found[2]]
    return [cell] * 3


def bare(text: str) -> str:
    """A number without commas and percent sign."""
    return {"under 1%": "low", "over 99%": "high"}.get(text, text.replace(",", "").removesuffix("%"))


class TestLinks:
    def test_under_every_figure_and_table(self, rendered, labels, floats):
        """To its own two files, each link told from all others by its words alone."""
        heard = []
        for label in labels:
            links = floats[label].xpath("./div[@class='float-downloads']/a")
            assert [Path(link.get("href")).name.split(".")[0] for link in links] == [label, label]
            heard += [re.sub(r", [\d,]+ kB$", "", link.text_content()) for link in links]
        assert len(set(heard)) == len(heard) == 2 * len(labels)

    def test_listed(self, rendered, labels):
        """In the appendix: linked on the web, named on paper and in Word."""
        page = rendered.pages["chapters/appendices/downloads.html"]
        document = rendered.word()
        words = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
        paper = re.sub(r"\s", "", " ".join(rendered.pdf()))
        for label in labels:
            names = [f"{label}.svg", f"{label}.png"] if label.startswith("fig-") else [f"{label}.csv"]
            assert all(f'href="../../downloads/{name}"' in page for name in names)
            assert all(name in words and name in paper for name in names)

    def test_not_on_paper(self, rendered):
        """No link that leads nowhere."""
        document = rendered.word()
        assert not [rel for rel in document.part.rels.values() if "downloads" in rel.target_ref]
        assert b"downloads/" not in (rendered.output / "missing-audit.pdf").read_bytes()
        assert "Download:" not in " ".join(rendered.pdf())
        assert "Download:" in text_of(rendered.pages["chapters/findings/rq01.html"])


class TestReuse:
    def test_nothing_changed(self, rendered, monkeypatch):
        """No process is started."""
        monkeypatch.setattr(made, "_worker", None)
        before = files(rendered)
        assert f"wrote {len(before)} files for download" in rendered.again("html")
        assert files(rendered) == before

    def test_one_format_alone(self, rendered):
        """The files stay, what does not belong to them goes, and the pages keep their links."""
        before, page = files(rendered), rendered.pages["chapters/findings/rq01.html"]
        (rendered.output / "downloads" / "tbl-gone.csv").write_text("a\r\n")
        rendered.again("pdf")
        assert files(rendered) == before
        assert rendered.pages["chapters/findings/rq01.html"] == page

    @pytest.mark.parametrize(("old", "new", "same"), [
        ("`{python} finding.answer`", "`{python} finding.answer` More.", True),
        ("charts.years(finding)", "charts.years(finding )", False),
        ('by year"', 'by audit year"', False),
    ])
    def test_what_they_rest_on(self, rendered, tmp_path, old, new, same):
        """Chunks and captions, and not the prose."""
        book = shutil.copytree(rendered.folder, tmp_path / "book", ignore=shutil.ignore_patterns("_output"))
        before = made._key(rendered.settings, catalogue(book))
        chapter = book / "chapters" / "findings" / "rq01.qmd"
        text = chapter.read_text(encoding="utf-8")
        assert old in text
        chapter.write_text(text.replace(old, new), encoding="utf-8")
        assert (made._key(rendered.settings, catalogue(book)) == before) is same


class TestFaults:
    @pytest.fixture
    def book(self, rendered, tmp_path):
        return shutil.copytree(rendered.folder, tmp_path / "book")

    @pytest.mark.parametrize(("call", "said"), [
        ("finding.answer", r"rq01\.qmd:\d+ \(tbl-rq01-ages\): .* a str whose content is not known"),
        ("1 / 0", r"rq01\.qmd:\d+ \(tbl-rq01-ages\): ZeroDivisionError"),
    ])
    def test_leaves_all_as_it_was(self, rendered, book, call, said):
        """A chunk that no file can be made of: named, and neither output nor store has half of anything."""
        chapter = book / "chapters" / "findings" / "rq01.qmd"
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace('tables.of(finding, "rq01_ages")', call), encoding="utf-8")
        output, store = book / "_output", Store(rendered.settings).root
        before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
        kept = sorted(path.name for path in store.iterdir())
        with pytest.raises(AuditError, match=said):
            made.publish(rendered.settings, book, output, report=lambda _: None)
        assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before
        assert sorted(path.name for path in store.iterdir()) == kept

    def test_removed_table(self, rendered, book):
        """Its files and its links go."""
        chapter = book / "chapters" / "findings" / "rq01.qmd"
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace("#| label: tbl-rq01-ages", "#| label: rq01-ages"), encoding="utf-8")
        made.publish(rendered.settings, book, book / "_output", report=lambda _: None)
        assert not list((book / "_output" / "downloads").glob("tbl-rq01-ages*"))
        page = (book / "_output" / "chapters" / "findings" / "rq01.html").read_text(encoding="utf-8")
        assert "tbl-rq01-ages.csv" not in page
        assert "tbl-rq01-years.csv" in page
