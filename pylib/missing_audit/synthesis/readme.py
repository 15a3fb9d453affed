"""The note that lies in the folder and says that all of it is invented."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.synthesis.papers import PAPERS
from missing_audit.synthesis.parameters import FIRST_ADULT

__all__ = ["readme"]

_HEAD = """\
# Larkshire: an invented county

Everything in this folder is invented, apart from `linkage.key`, with which the audit makes pseudonyms.
There is no Larkshire; no child, household, home, district or postcode here exists. Forenames and
surnames are common ones put together at random; no postcode area of the United Kingdom starts with Q, V
or X. Nothing is fitted to any real county, so nothing here says anything about one. The period is 1 April
2014 to 31 March 2017.

The files are made by `missing-audit synthesise --seed {seed} --children {children}{flags} --out data/example`;
the same arguments give the same files. `missing_audit.synthesis` describes the model, and `truth.json`
lists every parameter.

| file | rows | one row is | layout |
|---|---|---|---|
"""
_SURROUNDINGS = (
    ("populations.csv", "a district, mid-year, age and sex",
     "district, year, age (0 to 17), sex (M, F), population"),
    ("areas.csv", "a postcode sector", "the sector, its ward-like area, the district of that"),
    ("adjacency.csv", "a pair of neighbours, in each direction", "district, neighbour"),
    ("tile_map.csv", "a district", "district, row and column of its tile, from 0 at the top left"),
    ("school_terms.csv", "a half-term", "start and end (both school days, ISO dates), name"),
    ("truth_links.csv", "a row of an extract",
     f"source, reference, line, person (the true child; {FIRST_ADULT} and up are adults), event, kind, fault"),
)
_FOOT = """
The two files of truth are for marking the audit's methods; no step of the audit reads them.

In the police export, `Home Postcode` is where the child lived at the time (for three in ten reports of a
child in care, the family's address instead), and `District` is the policing district of the place where
the child lived. `Adults Same Household` and `Children Same Household` count the other persons on the same
report who live at the same address. Two postcode districts make up each district of the county: QX1 and
QX2 the first in alphabetical order, QX3 and QX4 the second, and so on; other areas lie outside the
county.
"""


def readme(arguments: Mapping[str, object], rows: Mapping[str, int]) -> bytes:
    """Bytes of `README.md`; `rows` holds the number of rows of each file, by its path."""
    known = [(paper.file, paper.row, paper.layout) for paper in PAPERS.values()]
    lines = [f"| `{path}` | {rows[path]:,} | {row} | {layout} |\n" for path, row, layout in (*known, *_SURROUNDINGS)]
    lines.append("| `truth.json` | | | parameters, true totals, what was recorded of them, planted faults by kind |\n")
    lines.append("| `audit.toml` | | | the county's configuration, which names every file above |\n")
    head = _HEAD.format(**arguments, flags="" if arguments["seasonal"] else " --no-season")
    return (head + "".join(lines) + _FOOT).encode()
