"""CSV files with a metadata file beside each, as the W3C's recommendation 'CSV on the Web' has it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from missing_audit.config import Settings
from missing_audit.front import notice, terms
from missing_audit.publication.catalogue import Item
from missing_audit.publication.tabular import Column, Tabular

__all__ = ["metadata", "write_table"]


def write_table(folder: Path, item: Item, table: Tabular, settings: Settings) -> None:
    """Write a table's two files.

    Parameters
    ----------
    folder
        Where to.
    item
        The table's place in the book.
    table
        Its content.
    settings
        Whose audit it is.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([column.name for column in table.columns])
    lines.writerows(table.rows)
    (folder / item.files["CSV"]).write_bytes(text.getvalue().encode("utf-8"))
    described = json.dumps(metadata(item, table, settings), indent=2, ensure_ascii=False)
    (folder / item.files["metadata"]).write_bytes(f"{described}\n".encode())


def metadata(item: Item, table: Tabular, settings: Settings) -> dict[str, Any]:
    """What a program, or a reader, needs to know of a table's CSV file.

    Returns
    -------
    dict
        A table description of CSV on the Web; ``dc:`` is Dublin Core.
    """
    document, county = settings.document, settings.county
    notes = [{"dc:description": note} for note in table.notes]
    symbols = [{"skos:notation": symbol, "skos:definition": meaning} for symbol, meaning in table.symbols]
    about = {
        "dc:identifier": item.id,
        "dc:title": f"{item.number}: {item.title}",
        "dc:description": f"{notice(settings)}. Values are rounded as in the report.",
        "dc:isPartOf": f"{document.title}. {document.subtitle}",
        "schema:version": document.versions[-1].version,
        "dc:issued": document.published.isoformat() if document.published else None,
        "dc:publisher": county.authority,
        "dc:spatial": county.name,
        "dc:temporal": f"{settings.period.start}/{settings.period.end}",
        "dc:source": table.source,
        "dc:language": "en-GB",
        "dc:rights": terms(settings),
    }
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": item.files["CSV"],
        **{key: value for key, value in about.items() if value},
        **({"notes": [*notes, *symbols]} if notes or symbols else {}),
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {"columns": [_column(column) for column in table.columns]},
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        # The name again, so that a program which compares headings with titles finds the one in the file.
        "name": column.name, "titles": list(dict.fromkeys([column.title, column.name])),
        "datatype": column.datatype,
        **({"null": list(column.symbols)} if column.symbols else {}),
        **({"schema:unitText": column.unit} if column.unit else {}),
        **({"dc:description": column.about} if column.about else {}),
    }
