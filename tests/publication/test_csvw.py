"""CSV on the Web: the files of a table, checked by the rules of the recommendation."""

import csv
import io
import json
from datetime import date

import pytest

from missing_audit.publication.catalogue import Item, Place
from missing_audit.publication.csvw import metadata, write_table
from missing_audit.publication.tabular import Column, Tabular
from publication_rules import faults

ITEM = Item("tbl-a", "Table 2.1", "Children, by place", "", Place("one.qmd", 3), (6.3, 3.4))
TABLE = Tabular((Column("place", "Place"), Column("rate", "Rate", "decimal", symbols=("c", "x"))),
                (('The "C", §', "1.5"), ("D\nE", "c")), ("A note.",), (("c", "withheld"), ("x", "not available")),
                "The police")


class TestWriteTable:
    @pytest.fixture
    def folder(self, county, tmp_path):
        write_table(tmp_path, ITEM, TABLE, county())
        return tmp_path

    def test_csv(self, folder):
        """UTF-8 without a mark, lines as RFC 4180 has them, and read back as it was."""
        data = (folder / "tbl-a.csv").read_bytes()
        assert data.startswith(b"place,rate\r\n")
        assert data.endswith(b",c\r\n")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        assert rows == [["place", "rate"], *map(list, TABLE.rows)]

    def test_obeys_the_rules(self, folder):
        """By the checks that the book's files have to pass."""
        assert faults(folder / "tbl-a.csv-metadata.json") == []

    @pytest.mark.parametrize(("change", "said"), [
        (lambda told: told["tableSchema"]["columns"].pop(), "1 columns are described"),
        (lambda told: told["tableSchema"]["columns"][1].update(datatype="integer"), "'1.5' is no integer"),
        (lambda told: told["tableSchema"]["columns"][1].update(null=["x"]), "'c' is no decimal"),
        (lambda told: told["notes"].pop(1), "'c' is not explained"),
        (lambda told: told["tableSchema"]["columns"][0].update(name="_place"), "name"),
        (lambda told: told.update(url="other.csv"), "other.csv"),
        (lambda told: told.update({"title": "x"}), "'title'"),
    ])
    def test_the_checks_can_fail(self, folder, change, said):
        """Each on a file that breaks one rule."""
        path = folder / "tbl-a.csv-metadata.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        change(told)
        path.write_text(json.dumps(told), encoding="utf-8")
        assert any(said in fault for fault in faults(path)), faults(path)


class TestMetadata:
    def test_says_what_and_whose(self, county):
        """Title, period, county, publisher, source, the notice and the terms."""
        told = metadata(ITEM, TABLE, county())
        assert told["dc:title"] == "Table 2.1: Children, by place"
        assert told["dc:temporal"] == "2014-04-01/2016-03-31"
        assert (told["dc:spatial"], told["dc:publisher"]) == ("Smallshire", "Smallshire Council")
        assert told["dc:source"] == "The police"
        assert "Synthetic data" in told["dc:description"]
        assert "invented" in told["dc:rights"]
        assert "dc:issued" not in told

    def test_real_data(self, county):
        """Not safe to publish, and not to be passed on."""
        settings = county()
        own = settings.county.model_copy(update={"synthetic": False})
        document = settings.document.model_copy(update={"published": date(2017, 5, 1)})
        real = settings.model_copy(update={"county": own, "document": document})
        told = metadata(ITEM, TABLE, real)
        assert "Not safe to publish" in told["dc:description"]
        assert "must not be passed on" in told["dc:rights"]
        assert told["dc:issued"] == "2017-05-01"
