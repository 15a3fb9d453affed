"""The note that lies in the folder and says that all of it is invented."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.synthesis.parameters import FIRST_ADULT

__all__ = ["readme"]

_HEAD = """\
# Larkshire: an invented county

Everything in this folder is invented, apart from `audit.toml` and `linkage.key`, which say how to audit
it. There is no Larkshire; no child, household, home, district or postcode here exists. Forenames and
surnames are common ones put together at random; no postcode area of the United Kingdom starts with Q, V
or X. Nothing is fitted to any real county, so nothing here says anything about one. The period is 1 April
2014 to 31 March 2017.

The files are made by `missing-audit synthesise --seed {seed} --children {children}{flags} --out data/example`;
the same arguments give the same files. `missing_audit.synthesis` describes the model, and `truth.json`
lists every parameter.

| file | rows | one row is | layout |
|---|---|---|---|
"""
# Path, what a row is, layout; the number of rows is put in by name.
_ROWS = (
    ("extracts/police_missing_reports.csv", "police", "a child on a report",
     "Windows-1252, CRLF, day-first times, surnames in capitals, an unused last column, "
     "blank rows at the end"),
    ("extracts/social_care_case_records.xlsx", "cases", "a child known to social care",
     "sheet `Case records`, two title rows above the header; births and referrals are real dates, "
     "closures (`02-Apr-2015`) and assessments (`02/04/2015`) are text"),
    ("extracts/looked_after_header.csv", "header", "a looked-after child",
     "SSDA903 Header, UTF-8 with a byte-order mark; CHILD is the case record's Person ID"),
    ("extracts/looked_after_episodes.csv", "episodes", "an episode of care",
     "SSDA903 Episodes, three years in one file, DEC blank while open, postcodes in any spacing"),
    ("extracts/looked_after_missing.csv", "missing", "a time missing (M) or away (A)",
     "SSDA903 Missing, whole days, MIS_END blank while open"),
    ("extracts/childrens_homes_logs.csv", "logs", "an absence of a child from a children's home of the county",
     "a title above the header, semicolons, months spelt, the homes' own words for what it was"),
    ("extracts/caf_assessments.txt", "assessments", "a common assessment of a child",
     "tabs, Windows-1252, dates with full stops"),
    ("populations.csv", "populations", "a district, mid-year, age and sex",
     "district, year, age (0 to 17), sex (M, F), population"),
    ("adjacency.csv", "adjacency", "a pair of neighbours, in each direction", "district, neighbour"),
    ("tile_map.csv", "tiles", "a district", "district, row and column of its tile, from 0 at the top left"),
    ("school_terms.csv", "terms", "a half-term", "start and end (both school days, ISO dates), name"),
    ("truth.json", "", "", "parameters, true totals, what was recorded of them, planted faults by kind"),
    ("truth_links.csv", "links", "a row of an extract",
     f"source, reference, line, person (the true child; {FIRST_ADULT} and up are adults), "
     "event, kind, fault"),
)  # fmt: skip
_FOOT = """
The two files of truth are for marking the audit's methods; no step of the audit reads them.

In the police export, `Home Postcode` is where the child lived at the time (for three in ten reports of a
child in care, the family's address instead), and `District` is the policing district of the place where
the child lived. `Adults Same Household` and `Children Same Household` count the other persons on the same
report who live at the same address. Two postcode districts make up each district of the county: QX1 and
QX2 the first in alphabetical order, QX3 and QX4 the second, and so on; other areas lie outside the
county.
"""


def readme(arguments: Mapping[str, object], counts: Mapping[str, int]) -> bytes:
    """Bytes of `README.md`; `counts` holds the number of rows of each file."""
    lines = [
        f"| `{path}` | {f'{counts[name]:,}' if name else ''} | {row} | {layout} |\n"
        for path, name, row, layout in _ROWS
    ]
    head = _HEAD.format(**arguments, flags="" if arguments["seasonal"] else " --no-season")
    return (head + "".join(lines) + _FOOT).encode()
