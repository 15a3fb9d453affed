"""Word documents: the reference document built from the theme, and what pandoc leaves undone in a report."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from missing_audit.engines.word_callouts import unwrap_callouts
from missing_audit.engines.word_contents import fill_contents
from missing_audit.engines.word_fields import field_runs
from missing_audit.engines.word_lists import style_lists
from missing_audit.engines.word_references import link_captions, link_headings
from missing_audit.engines.word_styles import build_styles
from missing_audit.engines.word_tables import finish_tables

__all__ = ["build_reference", "finish"]

_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_reference(theme: Path, target: Path) -> None:
    """Write the reference document that gives Word its styles, page and fonts.

    Parameters
    ----------
    theme
        ``theme.json``.
    target
        The document to write; always the same bytes for the same theme.
    """
    document = docx.Document()
    settings = json.loads(theme.read_text(encoding="utf-8"))
    build_styles(document, settings)
    _page(document)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    for paragraph in list(document.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    document.save(str(target))
    _settle(target)


def finish(
    path: Path, *, notice: str | None, title: str, alts: Mapping[str, str], full_title: str | None = None,
    control: Sequence[tuple[str, str]] = (), authors: Sequence[str] = (), language: str = "en-GB", date: str = "",
    subject: str = "", keywords: Sequence[str] = (),
) -> None:
    """Finish the Word document `path`, in place, whichever engine wrote it.

    Parameters
    ----------
    path
        The document.
    notice
        Stands on the cover and in the header of every page; None for none.
    title
        Title in the header.
    alts
        Name of an image's file, or label of its figure, → alternative text, for images that have none.
    full_title
        Title among the document's properties; `title` if None.
    control
        Label and value of each document-control line on the cover.
    authors, language, date, subject, keywords
        Document properties; `date` as YYYY-MM-DD.
    """
    document = docx.Document(str(path))
    _cover(document, notice, control)
    _headers(document, title, notice)
    unwrap_callouts(document)
    finish_tables(document)
    style_lists(document)
    _alternative_texts(document, alts)
    _parts(document)
    _captions(document)
    link_captions(document)
    link_headings(document)
    fill_contents(document)
    _properties(document, full_title or title, authors, language, date)
    document.core_properties.subject, document.core_properties.keywords = subject, ", ".join(keywords)
    _present_day(document)
    document.save(str(path))
    _settle(path)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(27), Mm(24)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)


def _cover(document: Document, notice: str | None, control: Sequence[tuple[str, str]]) -> None:
    """Put the notice before the title block, and the control lines after it; the contents begin a page themselves."""
    block = [item for item in document.paragraphs[:8] if item.style.name in {"Title", "Subtitle", "Author", "Date"}]
    if not block:
        return
    if notice:
        block[0]._element.addprevious(_paragraph(document, "Cover Notice", notice)._element)
    last = block[-1]._element
    for label, value in control:
        line = _paragraph(document, "Control", f"{label}\t{value}")
        last.addnext(line._element)
        last = line._element


def _paragraph(document: Document, style: str, text: str) -> Paragraph:
    paragraph = document.add_paragraph(style=_style(document, style))
    paragraph.add_run(text)
    return paragraph


def _style(document: Document, name: str) -> str:
    return name if name in [style.name for style in document.styles] else "Normal"


def _headers(document: Document, title: str, notice: str | None) -> None:
    for section in document.sections:
        _page_of(section)
        section.different_first_page_header_footer = True
        header = section.header
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        for run in list(paragraph.runs):
            run._element.getparent().remove(run._element)
        paragraph.style = document.styles[_style(document, "Header")]
        paragraph.add_run(title)
        if notice:
            paragraph.add_run("\t")
            run = paragraph.add_run(notice)
            if "Notice" in [style.name for style in document.styles]:
                run.style = document.styles["Notice"]
        footer = section.footer
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        for run in list(line.runs):
            run._element.getparent().remove(run._element)
        line.style = document.styles[_style(document, "Footer")]
        line.add_run("\tPage ")
        line._p.extend(field_runs("PAGE", "1"))
        line.add_run(" of ")
        line._p.extend(field_runs("NUMPAGES", "1"))


def _page_of(section: Any) -> None:
    if section.page_width is None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        section.top_margin, section.bottom_margin = Mm(27), Mm(24)


def _alternative_texts(document: Document, alts: Mapping[str, str]) -> None:
    """Alternative text from `alts` on images that have none, found by the file's name or the figure's label."""
    for inline in document.element.body.iter(qn("wp:inline")):
        shown = inline.find(qn("wp:docPr"))
        inner = next((item for item in inline.iter() if item.tag.endswith("}cNvPr")), None)
        if (shown.get("descr") or "").strip():
            continue
        name = PurePosixPath(inner.get("descr") or "").name if inner is not None else ""
        text = alts.get(name) or alts.get(name.split("-output-")[0])
        if text:
            shown.set("descr", text)


def _parts(document: Document) -> None:
    """A part's title stands above its first chapter, on the chapter's page."""
    paragraphs = document.paragraphs
    for before, after in zip(paragraphs, paragraphs[1:], strict=False):
        if before.style.name == "Part Title" and after.style.name == "Heading 1":
            after.paragraph_format.page_break_before = False


def _captions(document: Document) -> None:
    """Keep captions with what they name, and the notes beneath a table with one another."""
    paragraphs = document.paragraphs
    for paragraph, after in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        name = paragraph.style.name
        if name in {"Table Caption", "Captioned Figure"} or (
                name == "Table Note" and after is not None and after.style.name == name):
            paragraph.paragraph_format.keep_with_next = True


def _properties(document: Document, title: str, authors: Sequence[str], language: str, day: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, ", ".join(authors), language
    try:
        when = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC)
    except ValueError:
        when = datetime(2000, 1, 1, tzinfo=UTC)
    properties.created = properties.modified = when
    properties.last_modified_by = ""


def _present_day(document: Document) -> None:
    """Leave out what the template's age and pandoc's own variables would show a reader of the file's properties."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    relations = document.part.package.rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/custom-properties"):
            del relations[key]


def _settle(path: Path) -> None:
    """Rewrite the archive with its members in order and without a time."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    order = sorted(members, key=lambda name: (name != "[Content_Types].xml", name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, members[name])

