"""The styles of the Word reference document, from `theme.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle

from missing_audit.engines.word_boxes import border, shade
from missing_audit.engines.word_callouts import INDENT_TWIPS, KINDS
from missing_audit.engines.word_lists import DEEPEST

__all__ = ["build_styles"]

_TEXT_WIDTH = Mm(160)
_BUILT_IN = {"toc 1", "toc 2", "toc 3", "table of figures", "footnote text", "footnote reference", "Hyperlink", "Date",
             "Bibliography"}
"""Styles that Word has itself, named as in the file: a refresh of the contents looks for these."""


def build_styles(document: Document, theme: Mapping[str, Any]) -> None:
    """Set or add every style that a report uses."""
    _Maker(document, theme).all()


class _Maker:
    """Makes styles of one document from one theme."""

    def __init__(self, document: Document, theme: Mapping[str, Any]) -> None:
        self.document, self.colours = document, theme["colours"]
        self.sizes, self.font = theme["sizes"], theme["font"]["family"]

    def all(self) -> None:
        """Make every style."""
        self._defaults()
        self._text()
        self._headings()
        self._cover()
        self._lists()
        self._captions()
        self._callouts()
        self._running()
        self._contents()
        self._table()
        self._characters()

    def style(self, name: str, base: str | None = "Normal", **settings: Any) -> ParagraphStyle:
        """Paragraph style `name`, made if it is not there."""
        styles = self.document.styles
        known = {style.name for style in styles}
        style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in _BUILT_IN)
        if base:
            style.base_style = styles[base]
        style.quick_style = True
        font, shape = style.font, style.paragraph_format
        self._face(style)
        font.size = Pt(settings.get("size", self.sizes["body_pt"]))
        font.bold, font.italic = settings.get("bold", False), settings.get("italic", False)
        font.color.rgb = RGBColor.from_string(self.colours[settings.get("colour", "ink")].lstrip("#").upper())
        shape.space_before, shape.space_after = Pt(settings.get("before", 0)), Pt(settings.get("after", 6))
        shape.line_spacing = settings.get("leading", 1.2)
        shape.keep_with_next = settings.get("keep", False)
        shape.page_break_before = settings.get("new_page", False)
        return style

    def _face(self, style: Any) -> None:
        style.font.name = self.font
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "Theme" in key:
                del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), self.font)

    def _defaults(self) -> None:
        self.style("Normal", None)
        language = self.document.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:lang"))
        if language is not None:
            language.set(qn("w:val"), "en-GB")

    def _text(self) -> None:
        self.style("Body Text")
        self.style("First Paragraph", "Body Text")
        self.style("Compact", "Body Text", after=2)
        self.style("Block Text", "Body Text", colour="muted").paragraph_format.left_indent = Mm(6)
        self.style("footnote text", size=self.sizes["small_pt"], after=2)
        bibliography = self.style("Bibliography", after=5).paragraph_format
        bibliography.left_indent, bibliography.first_line_indent = Mm(6), -Mm(6)
        self.style("Definition Term", bold=True, after=0, keep=True)
        self.style("Definition").paragraph_format.left_indent = Mm(6)
        code = self.style("Source Code", size=8.5, after=8)
        code.font.name = "Consolas"
        code.paragraph_format.left_indent = Mm(2)
        shade(code, self.colours["panel"])

    def _lists(self) -> None:
        """Spacing alone: marks and indents come from the list itself, which pandoc numbers."""
        for kind in ("List Bullet", "List Number", "List Continue"):
            for level in ("", *(f" {number}" for number in range(2, DEEPEST + 1))):
                settings = self.style(f"{kind}{level}", "Body Text", after=4).element.pPr
                for name in ("w:numPr", "w:ind", "w:contextualSpacing"):
                    for old in settings.findall(qn(name)):
                        settings.remove(old)

    def _headings(self) -> None:
        self.style("Heading 1", size=self.sizes["h1_pt"], bold=True, colour="lead", after=14, keep=True, leading=1.05,
                   new_page=True)
        self.style("Heading 2", size=self.sizes["h2_pt"], bold=True, colour="lead", before=16, after=6, keep=True)
        self.style("Heading 3", size=self.sizes["h3_pt"], bold=True, colour="lead", before=12, after=4, keep=True)
        self.style("Heading 4", size=self.sizes["h4_pt"], bold=True, before=10, after=3, keep=True)
        self.style("Part Title", size=10, bold=True, colour="accent", after=4, keep=True, new_page=True)

    def _cover(self) -> None:
        self.style("Title", size=30, bold=True, colour="lead", before=120, after=10, leading=1.05)
        properties = self.document.styles["Title"].element.pPr
        for old in properties.findall(qn("w:pBdr")):
            properties.remove(old)
        subtitle = self.style("Subtitle", size=15, colour="muted", after=24)
        for spacing in subtitle.element.rPr.findall(qn("w:spacing")):
            subtitle.element.rPr.remove(spacing)
        self.style("Author", size=11, after=14)
        self.style("Date", size=11, after=60)
        notice = self.style("Cover Notice", size=10.5, bold=True, colour="paper", before=0, after=0)
        shade(notice, self.colours["accent"])
        notice.paragraph_format.left_indent = notice.paragraph_format.right_indent = Mm(2)
        border(notice, ("top", "left", "bottom", "right"), self.colours["accent"], 36, 2)
        control = self.style("Control", size=9, after=0, before=0)
        control.paragraph_format.tab_stops.add_tab_stop(Mm(45))
        control.paragraph_format.left_indent, control.paragraph_format.first_line_indent = Mm(45), -Mm(45)
        border(control, ("bottom", "between"), self.colours["line"], 4, 3)

    def _captions(self) -> None:
        size = self.sizes["caption_pt"]
        self.style("Caption", size=size, bold=False, colour="ink", before=6, after=6)
        self.style("Table Caption", "Caption", size=size, before=12, after=4, keep=True)
        self.style("Image Caption", "Caption", size=size, before=2, after=14)
        self.style("Figure", before=10, after=2, keep=True, leading=1.0)
        self.style("Captioned Figure", "Figure", before=10, after=2, keep=True, leading=1.0)
        fact = self.style("Key Fact", before=4, after=4)
        fact.paragraph_format.left_indent = Mm(3)
        border(fact, ("left",), self.colours["accent"], 18, 8)
        self.style("Table Text", size=self.sizes["table_pt"], after=0, leading=1.05)
        self.style("Table Head", "Table Text", size=self.sizes["table_pt"], bold=True, after=0, keep=True, leading=1.05)
        self.style("Table Group", "Table Head", size=self.sizes["table_pt"], bold=True, before=5, after=0, keep=True,
                   leading=1.05)
        note = self.style("Table Note", size=7.5, colour="muted", before=2, after=10, leading=1.05).element.pPr
        # No room between the notes of one table.
        note.insert_element_before(OxmlElement("w:contextualSpacing"), "w:jc", "w:outlineLvl")

    def _callouts(self) -> None:
        for kind in KINDS:
            title = self.style(f"Callout Title {kind.capitalize()}", bold=True, colour=kind, before=10, after=3,
                               keep=True)
            text = self.style(f"Callout Text {kind.capitalize()}", "Body Text", after=6)
            text.paragraph_format.space_after = Pt(12)
            for style in (title, text):
                style.paragraph_format.left_indent = style.paragraph_format.right_indent = Twips(INDENT_TWIPS)
                style.paragraph_format.keep_together = True
                shade(style, self.colours["panel"])
                # The rules above, below and at the right have the panel's colour: they are its margin.
                border(style, ("top", "bottom", "right"), self.colours["panel"], 4, 5)
                border(style, ("left",), self.colours[kind], 36, 5)

    def _running(self) -> None:
        for name in ("Header", "Footer"):
            style = self.style(name, size=8, colour="muted", after=0)
            tabs = style.element.get_or_add_pPr().find(qn("w:tabs"))
            if tabs is not None:
                style.element.pPr.remove(tabs)
            style.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        border(self.document.styles["Header"], ("bottom",), self.colours["line"], 4, 4)

    def _contents(self) -> None:
        self.style("TOC Heading", size=self.sizes["h1_pt"], bold=True, colour="lead", after=10, keep=True,
                   new_page=True)
        self.style("TOC Part", size=9, bold=True, colour="accent", before=10, after=2, keep=True)
        self.style("List Heading", size=self.sizes["h2_pt"], bold=True, colour="lead", before=20, after=6, keep=True)
        for name, indent, before, bold in (("toc 1", 0, 4, True), ("toc 2", 6, 0, False), ("toc 3", 12, 0, False),
                                           ("table of figures", 0, 0, False)):
            style = self.style(name, size=9, bold=bold, before=before, after=0.5, leading=1.05)
            style.paragraph_format.left_indent = Mm(indent)
            style.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)

    def _characters(self) -> None:
        styles = self.document.styles
        for name, colour, bold in (("Hyperlink", "lead", None), ("Notice", "accent", True),
                                   ("Verbatim Char", "ink", None), ("Key Number", "lead", True),
                                   ("Caption Label", "lead", True), ("footnote reference", None, None)):
            known, own = {style.name for style in styles}, name in _BUILT_IN
            style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.CHARACTER, own)
            if colour:
                style.font.color.rgb = RGBColor.from_string(self.colours[colour].lstrip("#").upper())
            style.font.bold = bold
            style.font.underline = True if name == "Hyperlink" else None
        styles["Key Number"].font.size = Pt(20)
        styles["Verbatim Char"].font.name = "Consolas"
        styles["footnote reference"].font.superscript = True

    def _table(self) -> None:
        """The style that pandoc gives every table, with a head that stands out without colour."""
        for old in list(self.document.styles):
            if old.type == WD_STYLE_TYPE.TABLE and old.name not in {"Normal Table", "Table Grid"}:
                old.delete()
        line, lead = self.colours["line"].lstrip("#"), self.colours["lead"].lstrip("#")
        size = int(self.sizes["table_pt"] * 2)
        style = parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
            '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
            '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
            f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'
            f'<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{lead}"/>'
            f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{line}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{line}"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{lead}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
            '</w:style>'
        )
        self.document.styles.element.append(style)
