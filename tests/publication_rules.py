"""The rules of 'CSV on the Web' that a table's two files must obey, read from the recommendation, not from the code."""

import csv
import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._]*$")
"""A column's name is a variable of a URI template, and does not begin with an underscore."""
TABLE = {"@context", "@id", "@type", "url", "dialect", "notes", "suppressOutput", "tableDirection", "tableSchema",
         "transformations"}
COLUMN = {"@id", "@type", "name", "suppressOutput", "titles", "virtual", "datatype", "null", "required", "lang",
          "default", "ordered", "propertyUrl", "separator", "textDirection", "valueUrl", "aboutUrl"}
PREFIXES = {"dc", "skos", "schema", "rdfs", "dcat"}


def faults(path: Path) -> list[str]:
    """What is wrong with a metadata file and the CSV file that it describes."""
    told = json.loads(path.read_text(encoding="utf-8"))
    found = _keys(told, TABLE)
    found += [fault for column in told["tableSchema"]["columns"] for fault in _keys(column, COLUMN)]
    context = told["@context"]
    if context[0] != "http://www.w3.org/ns/csvw" or set(context[1]) > {"@language", "@base"}:
        found.append(f"the context is {context}")
    data = path.parent / told["url"]
    if not data.is_file() or path.name != f"{data.name}-metadata.json":
        return [*found, f"{told['url']} is not the file that lies beside it"]
    return found + _rows(told, data)


def _keys(told: dict, allowed: set) -> list[str]:
    """A property is one of the recommendation's own, or of a vocabulary with a known prefix."""
    return [f"'{key}' is no property" for key in told if key not in allowed and key.split(":")[0] not in PREFIXES]


def _rows(told: dict, data: Path) -> list[str]:
    raw = data.read_bytes()
    found = ["a byte-order mark"] if raw.startswith(b"\xef\xbb\xbf") else []
    if not raw.endswith(b"\r\n"):
        found.append("the last line does not end as RFC 4180 has it")
    with data.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines, strict=True)
    columns = told["tableSchema"]["columns"]
    if len(columns) != len(head):
        return [*found, f"{len(columns)} columns are described, and the file has {len(head)}"]
    names = [column["name"] for column in columns]
    found += [f"name {name!r} is no name" for name in names if not NAME.match(name)]
    found += ["a name stands twice"] * (len(set(names)) < len(names))
    explained = {note.get("skos:notation") for note in told.get("notes", [])}
    for number, (heading, column) in enumerate(zip(head, columns, strict=True)):
        if heading != column["name"] or heading not in column["titles"]:
            found.append(f"{heading!r} is neither name nor title")
        nulls = column.get("null", [""])
        found += [f"symbol {symbol!r} is not explained" for symbol in nulls if symbol and symbol not in explained]
        for row in rows:
            if len(row) != len(head):
                return [*found, f"a row has {len(row)} cells"]
            if row[number] not in nulls and not _is(row[number], column["datatype"]):
                found.append(f"{row[number]!r} is no {column['datatype']}")
    return found


def _is(text: str, datatype: str) -> bool:
    if datatype == "string":
        return True
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    plain = re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    return plain and (datatype == "decimal" or (datatype == "integer" and value == value.to_integral_value()
                                                and "." not in text))
