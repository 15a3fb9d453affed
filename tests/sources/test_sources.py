"""Every source alike: nothing is lost, each rule has a row that breaks it, and no odd file ends in a traceback."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missing_audit.errors import AuditError
from missing_audit.quality import RAGGED, check_all
from missing_audit.sources import RECORDERS, SOURCES, checking_order
from missing_audit.synthesis.papers import PAPERS
from smallshire import EXAMPLE
from sources.extract import HERE, checked, good, module, settings_of

BREAKS = [(name, rule.id) for name, source in SOURCES.items() for rule in source.rules]
LAYOUTS = [(name, layout) for name, source in SOURCES.items() for layout in source.layouts]


def laid_out(source: str, layout: str) -> str:
    """The good rows of a source under the headings of one of its layouts."""
    first, rest = module(source).GOOD.split("\n", 1)
    known, wanted = (SOURCES[source].headings(name, {}) for name in (next(iter(SOURCES[source].layouts)), layout))
    other = {known[column]: wanted[column] for column in known}
    return ",".join(other.get(heading, heading) for heading in next(csv.reader([first]))) + "\n" + rest


class TestModules:
    """One module a source, and with it its test and its synthetic maker."""

    @pytest.mark.parametrize("name", SOURCES)
    def test_has_all_its_parts(self, name):
        """Found by their names alone."""
        assert (HERE / f"test_{name}.py").is_file()
        assert PAPERS[name].source == name

    @pytest.mark.parametrize("name", SOURCES)
    def test_columns_that_it_names_are_there(self, name):
        """Dates, kinds, references; and a heading for each column in each layout, none twice."""
        source = SOURCES[name]
        named = [source.dated, source.until, source.told, source.event, source.reference,
                 *(rule.column for rule in source.rules)]
        assert {column for column in named if column} <= set(source.names)
        if source.knows == "name":
            assert {"surname", "forename", "dob"} <= set(source.names)
        else:
            assert "person" in source.names
        for layout in source.layouts:
            headings = list(source.headings(layout, {}).values())
            assert all(headings)
            assert len(set(headings)) == len(headings)
        if source.records:
            assert set(source["kind"].canonical().values()) == set(source.records)
            assert set(source.records.values()) <= {"missing", "unauthorised"}

    def test_rules_have_ids_of_their_own(self):
        """Reports and feedback quote them."""
        ids = [rule for _, rule in BREAKS]
        assert len(set(ids)) == len(ids)
        assert RAGGED.id not in ids

    def test_recorders(self):
        """Those with a time of day come first."""
        timed = [source.timed for source in RECORDERS.values()]
        assert timed == sorted(timed, reverse=True)

    def test_order(self):
        """What a rule looks at is checked before."""
        order = checking_order()
        assert sorted(order) == sorted(SOURCES)
        assert all(order.index(before) < order.index(name) for name, s in SOURCES.items() for before in s.after)


class TestRules:
    """What each rule finds, and no more."""

    @pytest.mark.parametrize(("name", "layout"), LAYOUTS)
    def test_good_rows(self, tmp_path, name, layout):
        """Rows without a fault are all used, whatever the layout."""
        texts = good(name) | {name: laid_out(name, layout)}
        found = checked(tmp_path, texts, layouts={name: layout})
        assert not found.failed
        assert found.quarantine.empty
        mine = found.tallies[found.tallies["table"] == name]
        assert mine.loc[mine["rows"] > 0, "rule"].tolist() == []

    @pytest.mark.parametrize(("name", "rule"), BREAKS)
    def test_breaks(self, tmp_path, name, rule):
        """A row that breaks it is quarantined under it or counted under it; the others stay."""
        texts = good(name)
        change = module(name).BREAKS[rule]
        texts[name] = change(texts[name]) if callable(change) else texts[name] + change
        found = checked(tmp_path, texts)
        tally = found.tallies.set_index("rule").loc[rule]
        assert tally["rows"] == 1
        assert tally["asked"] >= 1
        quarantined = found.quarantine["rule"].tolist()
        assert quarantined == ([rule] if tally["action"] == "quarantine" else [])
        counts = found.sources
        assert (counts["rows"] == counts["used"] + counts["quarantined"]).all()

    @pytest.mark.parametrize("name", SOURCES)
    def test_too_many_cells(self, tmp_path, name):
        """The one rule that every file has to keep."""
        texts = good(name)
        row = texts[name].splitlines()[-1]
        width = len(next(csv.reader([texts[name].splitlines()[0]])))
        cells = next(csv.reader([row]))
        texts[name] += ",".join(cells + [""] * (width - len(cells)) + ["odd"]) + "\n"
        assert checked(tmp_path, texts).quarantine["rule"].tolist() == [RAGGED.id]


class TestNothingIsLost:
    """Rows in = rows used + rows quarantined, and never a traceback."""

    def test_example(self):
        """Every extract of the example county."""
        from missing_audit.config import load

        county = load(EXAMPLE)
        found = check_all(county)
        assert set(found.sources["table"]) == set(SOURCES) == set(county.sources)
        assert (found.sources["rows"] == found.sources["used"] + found.sources["quarantined"]).all()
        assert (found.sources["rows"] > 0).all()

    @settings(max_examples=600, deadline=None, derandomize=True,
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(layout=st.sampled_from(LAYOUTS), data=st.data())
    def test_mutated(self, tmp_path, layout, data):
        """Whatever is done to bytes, cells, columns and order, rows are accounted for or a fault says why."""
        name, form = layout
        text = mutated(data, laid_out(name, form))
        try:
            county = settings_of(tmp_path, good(name) | {name: text}, layouts={name: form})
            found = check_all(county)
        except AuditError as fault:
            assert len(str(fault)) > 20
            return
        assert name in set(found.sources["table"]) | set(found.failed)
        assert (found.sources["rows"] == found.sources["used"] + found.sources["quarantined"]).all()
        held = found.quarantine.groupby("table").size()
        assert held.to_dict() == {table: n for table, n in found.sources.set_index("table")["quarantined"].items() if n}
        if isinstance(text, str) and name in set(found.sources["table"]):
            rows = sum(any(cell.strip().strip("\ufeff\u00a0") for cell in row) for row in csv.reader(io.StringIO(text)))
            counted = found.sources.set_index("table").loc[name, "rows"]
            assert counted <= rows - 1


def mutated(data: st.DataObject, text: str) -> str | bytes:
    """A file with something done to it."""
    how = data.draw(st.sampled_from(["bytes", "cells", "columns", "order", "separator", "encoding"]))
    if how == "bytes":
        raw = bytearray(text.encode())
        for _ in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at:at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
        return bytes(raw)
    if how == "encoding":
        return text.encode(data.draw(st.sampled_from(["utf-16", "utf-8-sig", "cp1252"])), errors="replace")
    rows = list(csv.reader(io.StringIO(text)))
    if how == "separator":
        return written(rows, delimiter=data.draw(st.sampled_from(";\t|")))
    if how == "order":
        return written([rows[0], *data.draw(st.permutations(rows[1:]))])
    if how == "columns":
        order = data.draw(st.permutations(range(len(rows[0]))))
        kept = order[data.draw(st.integers(0, 2)):]
        return written([[row[i] if i < len(row) else "" for i in kept] for row in rows])
    odd = st.one_of(st.text(max_size=12), st.sampled_from(
        ["", "31/02/2015", "29/02/2015 25:61", "-1", "NaN", "9" * 30, "=1+1", "\u202e", "01/01/0001", "12/31/9999",
         "'"]))
    for _ in range(data.draw(st.integers(1, 5))):
        row = data.draw(st.sampled_from(rows[1:]))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(odd)
    return written(rows)


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
