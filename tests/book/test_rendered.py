"""The rendered example book: the three outputs agree with the store, and nothing in them is broken."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from missing_audit.config import ENVIRONMENT, load
from missing_audit.engines import quarto
from missing_audit.errors import AuditError
from missing_audit.rendering import render
from missing_audit.tables import cells, printed_fields
from smallshire import FIGURES, FILES, ROOT

from .conftest import Rendered, lay_out, plain, text_of

REAL = ROOT.parent / "shared" / "real-extracts" / "ssda903"
pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]


def sentences(book) -> list[str]:
    """The headline sentences of the stored findings."""
    return [plain(finding.says(name)) for finding in book.findings.values()
            for name in ("answer", *finding.tables) if finding.says(name)]


def running(book) -> str:
    """Pattern of what stands at the head and the foot of a page of the PDF."""
    firsts = [path.read_text(encoding="utf-8").split("\n", 1)[0]
              for path in [book.folder / "index.qmd", *book.folder.glob("chapters/**/*.qmd")]]
    titles = {False: [plain(book.settings.document.title)], True: []}
    for first in firsts:
        title, _, marks = first.removeprefix("# ").partition(" {")
        titles[".unnumbered" not in marks].append(plain(title))
    names = {numbered: "|".join(map(re.escape, found)) for numbered, found in titles.items()}
    return (rf" ?((?:(?:Appendix )?(?:\d+|[A-Z]) ?(?:{names[True]})|{names[False]}) "
            r"Synthetic data: no real child is described|Page \d+ of \d+)")


def rows_of(table):
    """Rows as printed, without what stands above a group of them."""
    kept = [place for place, field in enumerate(printed_fields(table)) if not field.parts]
    return [[row[place] for place in kept] for row in cells(table)]


def printed_tables(book):
    """Tables of findings that a chapter prints; others are only drawn, such as the limits of a funnel."""
    chapters = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "chapters").rglob("*.qmd"))
    return [table for finding in book.findings.values() for name, table in finding.tables.items()
            if f'"{name}"' in chapters]


class TestAgreement:
    """Headline numbers from HTML, PDF and Word against the stored findings."""

    def test_html(self, rendered):
        """Every sentence, and every cell of every table."""
        text = " ".join(text_of(page) for page in rendered.pages.values())
        for sentence in sentences(rendered.stored):
            assert sentence in text
        for table in printed_tables(rendered.stored):
            for row in rows_of(table):
                assert plain(" ".join(row)) in text, (table.name, row)

    def test_word(self, rendered):
        """The same in the document's paragraphs and tables."""
        document = rendered.word()
        text = plain(" ".join(paragraph.text for paragraph in document.paragraphs))
        for sentence in sentences(rendered.stored):
            assert sentence in text
        rows = {tuple(plain(cell.text) for cell in row.cells) for table in document.tables for row in table.rows}
        for table in printed_tables(rendered.stored):
            for row in rows_of(table):
                assert tuple(map(plain, row)) in rows, (table.name, row)

    def test_pdf(self, rendered):
        """Every sentence, and every number of every table."""
        self.in_pdf(rendered, " ".join(rendered.pdf()))

    @pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed here")
    def test_pdf_by_pdftotext(self, rendered):
        """The same by another program's reading."""
        command = ["pdftotext", rendered.output / "missing-audit.pdf", "-"]
        done = subprocess.run(command, capture_output=True, check=True)
        self.in_pdf(rendered, plain(done.stdout.decode("utf-8")))

    def in_pdf(self, rendered, text):
        text = re.sub(running(rendered), "", text)
        tight = re.sub(r"[\s-]", "", text)
        for sentence in sentences(rendered.stored):
            assert re.sub(r"[\s-]", "", sentence) in tight, sentence
        for table in printed_tables(rendered.stored):
            for number in re.findall(r"\d[\d,.]*", " ".join(cell for row in cells(table) for cell in row)):
                assert number in text, (table.name, number)


class TestPages:
    """Nothing broken, nothing unsaid."""

    def test_notice_on_every_page(self, rendered):
        """Of every format."""
        notice = "Synthetic data: no real child is described"
        assert all(notice in text_of(page) for page in rendered.pages.values())
        assert all(notice in page for page in rendered.pdf())
        document = rendered.word()
        assert all(notice in " ".join(p.text for p in section.header.paragraphs) for section in document.sections)

    @pytest.mark.parametrize("wrong", ["?@", "@sec-", "@fig-", "@tbl-", "None", "nan", "Traceback", "{python}", "??",
                                       "SafeTable", "{{<", "unresolved", "[@"])
    def test_no_debris(self, rendered, wrong):
        """No sign of a reference or a value that failed."""
        document = rendered.word()
        texts = [*map(text_of, rendered.pages.values()), *rendered.pdf(), *(p.text for p in document.paragraphs)]
        english = re.compile(r"None (of (these|the)|should|is|can|was)\b")
        found = [text for text in texts if re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", english.sub("", text))]
        assert not found

    def test_links_lead_somewhere(self, rendered):
        """Every link to a page or an anchor of the book."""
        pages = rendered.pages
        anchors = {name: set(re.findall(r'\bid="([^"]+)"', page)) for name, page in pages.items()}
        for name, page in pages.items():
            for target in re.findall(r'href="([^"]+)"', page):
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                there = (rendered.output / name).parent / path if path else rendered.output / name
                assert there.exists(), (name, target)
                if anchor:
                    other = there.resolve().relative_to(rendered.output.resolve()).as_posix()
                    assert anchor in anchors[other], (name, target)

    def test_anchors_on_paragraphs(self, rendered):
        """Every paragraph of a chapter's text can be pointed at, and no anchor stands twice."""
        for name, page in rendered.pages.items():
            ids = re.findall(r'\bid="([^"]+)"', page)
            assert len(ids) == len(set(ids)), name
        assert len(re.findall(r'id="sec-rq01[a-z-]*-p\d+"', rendered.pages["chapters/findings/rq01.html"])) > 5

    def test_images_have_alternative_text(self, rendered):
        """In HTML and in Word; the PDF is tagged."""
        images = [tag for page in rendered.pages.values() for tag in re.findall(r"<img[^>]*>", page)]
        assert len(images) == FIGURES
        assert all(len(re.search(r'alt="([^"]*)"', tag)[1]) > 60 for tag in images)
        names = rendered.word().element.body.xpath(".//wp:docPr/@descr")
        assert len([name for name in names if len(name) > 60]) == FIGURES
        assert b"/MarkInfo" in (rendered.output / "missing-audit.pdf").read_bytes()

    def test_word_is_structured(self, rendered):
        """Heading styles, header rows that repeat, the title among the properties."""
        document = rendered.word()
        styles = {paragraph.style.name for paragraph in document.paragraphs}
        assert {"Heading 1", "Heading 2"} <= styles
        assert document.core_properties.title == rendered.settings.document.title
        for table in document.tables:
            if len(table.rows) > 1 and len(table.columns) > 1:
                assert table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")

    def test_scope_names_all_questions(self, rendered):
        """Seventeen, each with its state."""
        text = text_of(rendered.pages["chapters/methodology.html"])
        assert all(f"RQ{number:02d}" in text for number in range(1, 18))


class TestReuse:
    """Chapters run once, and only when something changed."""

    def test_each_chapter_once_for_all_formats(self, rendered):
        """One execution for three formats."""
        run = [line for line in rendered.said if line.startswith("executed ")]
        assert len(run) == len(set(run)) >= 12

    def test_nothing_changed(self, rendered):
        """No chapter runs, and the bytes are the same."""
        before = {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()}
        assert not [line for line in rendered.again() if line.startswith("executed ")]
        assert {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()} == before

    def test_one_chapter_changed(self, rendered):
        """It alone runs again."""
        chapter = rendered.folder / "chapters" / "validity.qmd"
        text = chapter.read_text(encoding="utf-8")
        try:
            chapter.write_text(text + "\nOne sentence more.\n", encoding="utf-8")
            assert [line for line in rendered.again() if line.startswith("executed ")] == [
                "executed chapters/validity.qmd"]
            assert "One sentence more." in text_of(rendered.pages["chapters/validity.html"])
        finally:
            chapter.write_text(text, encoding="utf-8")
            rendered.again()

    def test_a_fault_leaves_the_output(self, rendered):
        """A chapter that raises: file, line and chunk are named, and the last book stays."""
        before = {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()}
        chapter = rendered.folder / "chapters" / "validity.qmd"
        text = chapter.read_text(encoding="utf-8")
        try:
            chapter.write_text(text + "\n```{python}\n#| label: broken\n1 / 0\n```\n", encoding="utf-8")
            with pytest.raises(AuditError, match=r"chapters/validity.qmd:\d+ .*broken.*ZeroDivisionError"):
                rendered.again()
        finally:
            chapter.write_text(text, encoding="utf-8")
        assert {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()} == before

    @pytest.mark.skipif(os.name == "nt", reason="signals as on Unix")
    def test_killed_midway(self, rendered, tmp_path):
        """A render killed while chapters run: store and output whole, and the next render completes."""
        before = {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()}
        shutil.rmtree(rendered.settings.folder / ".store" / "pages")
        command = [sys.executable, "-m", "missing_audit", "render", "--engine", "builtin", "--book", rendered.folder]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True,
                               env=os.environ | {ENVIRONMENT: str(rendered.settings.file), "PYTHONUNBUFFERED": "1"})
        assert any(line.startswith("executed ") for line in run.stdout)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()} == before
        assert rendered.stored.findings
        rendered.again()
        assert {path: path.read_bytes() for path in rendered.output.rglob("*") if path.is_file()} == before


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Rendered:
    """The book of a county with one source, from the return that others wrote."""
    base = tmp_path_factory.mktemp("elsewhere")
    (base / "county").mkdir()
    text = FILES["audit.toml"].replace("synthetic = true", "synthetic = false")
    text = text.replace("2014-04-01", "2017-04-01").replace("2016-03-31", "2018-03-31")
    text = text[:text.index("[sources.police]")] + "".join(
        f'[sources.looked_after_{name}]\npath = "{(REAL / name).as_posix()}.csv"\nlayout = "ssda903"\n'
        for name in ("header", "episodes", "missing"))
    (base / "county" / "audit.toml").write_text(text, encoding="utf-8")
    (base / "county" / "linkage.key").write_text(FILES["linkage.key"], encoding="utf-8")
    book = Rendered(lay_out(base / "book"), load(base / "county"), [])
    book.said.extend(book.again())
    return book



@pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
class TestRealReturn:
    """A county with one source, which this project did not write."""

    def test_says_what_cannot_be_answered(self, elsewhere):
        """In each section, and in the scope table."""
        pages = {name: text_of(page) for name, page in elsewhere.pages.items()}
        assert "cannot be said from the sources supplied" in pages["chapters/findings/rq01.html"]
        assert "it needs police missing reports" in pages["chapters/findings/rq03.html"]
        assert "In part" in pages["chapters/methodology.html"]
        assert "43 32 11" in pages["chapters/collation.html"]

    def test_not_safe_to_publish(self, elsewhere):
        """On every page of every format."""
        notice = "Not safe to publish"
        assert all(notice in text_of(page) for page in elsewhere.pages.values())
        assert all(notice in page for page in elsewhere.pdf())
        assert all(notice in " ".join(p.text for p in section.header.paragraphs)
                   for section in elsewhere.word().sections)


QUARTO, WHY = quarto.find()


@pytest.mark.skipif(QUARTO is None, reason=f"the Quarto path is not tested: {WHY}")
def test_quarto_says_the_same(rendered, tmp_path):
    """Where a Quarto is present: it renders all three formats, with the same headline sentences."""
    folder = lay_out(tmp_path / "book")
    shutil.copytree(ROOT / "pylib", folder / "pylib", ignore=shutil.ignore_patterns("missing_audit*", "__pycache__"))
    os.environ[ENVIRONMENT] = str(rendered.settings.file)
    try:
        render(rendered.settings, folder, engine="quarto", formats=("html", "pdf", "docx"), report=lambda _: None)
    finally:
        del os.environ[ENVIRONMENT]
    book = Rendered(folder, rendered.settings, [])
    texts = [" ".join(map(text_of, book.pages.values())), " ".join(book.pdf()),
             plain(" ".join(paragraph.text for paragraph in book.word().paragraphs))]
    for text in texts:
        tight = re.sub(r"[\s-]", "", text)
        for sentence in sentences(rendered.stored):
            assert re.sub(r"[\s-]", "", sentence) in tight
    assert Path(book.output / "missing-audit.pdf").stat().st_size > 50_000
    folders = [each / "downloads" for each in (book.output, rendered.output)]
    ours, theirs = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert ours == theirs
    assert all('class="float-downloads"' in page for name, page in book.pages.items() if name.endswith("rq01.html"))
