"""A workbook of one sheet whose bytes depend on its cells alone.

The usual writers stamp the time of writing into the file. This one writes the few parts that a workbook
needs, with fixed times, so that the same cells give the same file.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from missing_audit.synthesis.clock import START

__all__ = ["Cell", "date_cell", "workbook"]

Cell = str | int | None
"""Text, a whole number, or an empty cell; a `date_cell` is a date."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Serial number of day 0; counting from 30 December 1899 makes up for the 29 February 1900 that never was.
_EPOCH = (START - dt.date(1899, 12, 30)).days
_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOC}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_DOC}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_DOC}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/>'
    '<xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}


class date_cell(int):  # noqa: N801  (a value, used like `int`)
    """Day number of the period, to be written as a real date."""


def _column(index: int) -> str:
    return chr(ord("A") + index)


def _cell(value: Cell, place: str, strings: dict[str, int]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date_cell):
        return f'<c r="{place}" s="1"><v>{_EPOCH + int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _sheet(rows: Sequence[Sequence[Cell]], strings: dict[str, int]) -> str:
    letters = [_column(i) for i in range(max(map(len, rows)))]
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(v, f"{a}{number}", strings) for a, v in zip(letters, row, strict=False))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(sheet: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write `rows` (up to 26 columns) to one sheet and return the file's bytes.

    Examples
    --------
    >>> first, second = (workbook("Cases", [["Born"], [date_cell(0)]]) for _ in range(2))
    >>> first == second
    True
    """
    strings: dict[str, int] = {}
    body = _sheet(rows, strings)
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    book = f'<sheets><sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets>'
    parts = _FIXED | {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}">{book}</workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": body,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(
                info, (_HEAD + text).encode(), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9
            )
    return out.getvalue()
