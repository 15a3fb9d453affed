"""The invented county of Larkshire: districts, neighbours, postcodes, populations, school terms."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = [
    "DISTRICTS",
    "HOT_SPOT",
    "NAME",
    "OUTSIDE",
    "adjacency",
    "areas",
    "district_of",
    "outcodes",
    "outside_postcodes",
    "populations",
    "postcodes",
    "school_terms",
    "tile_map",
    "weights",
]

NAME = "Larkshire"
# name: (row, column) on the tile map, share of the county's children, share among children known to agencies
_DISTRICTS: dict[str, tuple[tuple[int, int], float, float]] = {
    "Ashmere": ((0, 1), 0.075, 0.060),
    "Brackenholt": ((0, 2), 0.065, 0.055),
    "Carrowby": ((1, 0), 0.090, 0.085),
    "Dunsel Vale": ((1, 1), 0.050, 0.035),
    "Elverbrook": ((1, 2), 0.110, 0.120),
    "Fernhythe": ((1, 3), 0.060, 0.050),
    "Hallowmoor": ((2, 0), 0.080, 0.095),
    "Ingleswick": ((2, 1), 0.125, 0.150),
    "Larkhaven": ((2, 2), 0.095, 0.115),
    "Merrowdale": ((2, 3), 0.070, 0.065),
    "Quernford": ((3, 1), 0.100, 0.105),
    "Thornmere": ((3, 2), 0.080, 0.065),
}
DISTRICTS: tuple[str, ...] = tuple(_DISTRICTS)
HOT_SPOT = "Larkhaven"
"""The one district whose children go missing more often than their other circumstances explain."""
# Pairs that meet although their tiles touch at a corner only.
_CORNERS = (("Ashmere", "Carrowby"), ("Dunsel Vale", "Larkhaven"), ("Merrowdale", "Thornmere"))
# No postcode area of the United Kingdom starts with Q, V or X, so none of these can be anybody's address.
_AREA = "QX"
OUTSIDE = ("QW", "VD", "XB")
_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
_CHILDREN_0_17 = 240_000


def weights(*, known: bool) -> np.ndarray:
    """Share of each district among all children, or among children known to agencies; sums to 1."""
    share = np.array([row[2 if known else 1] for row in _DISTRICTS.values()])
    return share / share.sum()


def tile_map() -> pd.DataFrame:
    """One row a district: `district`, `row` and `column` of its tile, both from 0 at the top left."""
    rows = [(name, *tile) for name, (tile, _, _) in _DISTRICTS.items()]
    return pd.DataFrame(rows, columns=["district", "row", "column"])


def adjacency() -> pd.DataFrame:
    """One row a pair in each direction: `district`, `neighbour`.

    Examples
    --------
    >>> pairs = set(adjacency().itertuples(index=False, name=None))
    >>> all((b, a) in pairs for a, b in pairs)
    True
    """
    tile = {name: row[0] for name, row in _DISTRICTS.items()}
    sides = [(a, b) for a in tile for b in tile if sum(abs(np.subtract(tile[a], tile[b]))) == 1]
    corners = [pair for a, b in _CORNERS for pair in ((a, b), (b, a))]
    return pd.DataFrame(sorted(sides + corners), columns=["district", "neighbour"])


def outcodes() -> dict[str, list[str]]:
    """Postcode districts of each district, two apiece.

    Examples
    --------
    >>> outcodes()["Ashmere"]
    ['QX1', 'QX2']
    """
    return {name: [f"{_AREA}{2 * i + 1}", f"{_AREA}{2 * i + 2}"] for i, name in enumerate(DISTRICTS)}


def _inward(rng: np.random.Generator, size: int) -> list[str]:
    digits = rng.integers(1, 10, size)
    letters = rng.choice(_LETTERS, (size, 2))
    return [f"{digit}{a}{b}" for digit, (a, b) in zip(digits, letters, strict=True)]


def postcodes(rng: np.random.Generator, district: np.ndarray) -> list[str]:
    """One invented postcode for each district number (0 to 11), evenly over its two postcode districts."""
    side = rng.integers(1, 3, len(district))
    outward = 2 * np.asarray(district) + side
    return [
        f"{_AREA}{out} {inward}" for out, inward in zip(outward, _inward(rng, len(district)), strict=True)
    ]


def outside_postcodes(rng: np.random.Generator, size: int) -> list[str]:
    """Invented postcodes of three invented areas outside the county."""
    area = rng.choice(np.array(OUTSIDE), size)
    number = rng.integers(1, 20, size)
    return [f"{a}{n} {i}" for a, n, i in zip(area, number, _inward(rng, size), strict=True)]


def district_of(postcode: str) -> str | None:
    """District of a postcode in its usual spacing, or None outside the county.

    Examples
    --------
    >>> district_of("QX2 1AB"), district_of("VD2 1AB")
    ('Ashmere', None)
    """
    outward = postcode.split(maxsplit=1)[0]
    if not outward.startswith(_AREA):
        return None
    return DISTRICTS[(int(outward.removeprefix(_AREA)) - 1) // 2]


def areas() -> pd.DataFrame:
    """Ward-like areas, three postcode sectors each: one row a sector, `postcode`, `area`, `district`.

    Examples
    --------
    >>> areas().groupby("district")["area"].nunique().unique().tolist()
    [6]
    """
    rows = [(f"{out} {digit}", name, 9 * side + digit - 1) for name, outs in outcodes().items()
            for side, out in enumerate(outs) for digit in range(1, 10)]
    table = pd.DataFrame(rows, columns=["postcode", "district", "place"])
    number = table["district"].map({name: 6 * i for i, name in enumerate(DISTRICTS)}) + table["place"] // 3 + 1
    return table.assign(area=[f"LK{n:03d}" for n in number])[["postcode", "area", "district"]]


def populations(rng: np.random.Generator) -> pd.DataFrame:
    """Mid-year estimates: one row a `district`, `year`, `age` and `sex` (M, F), with its `population`."""
    age_shape = 1 + 0.035 * np.cos(np.arange(18) / 17 * np.pi)
    rows = []
    for name, share in zip(DISTRICTS, weights(known=False), strict=True):
        local = 1 + rng.normal(0, 0.03, (18, 2))
        for step, year in enumerate((2014, 2015, 2016)):
            cell = _CHILDREN_0_17 * share * (1 + 0.004 * (step - 1)) * age_shape / age_shape.sum()
            split = np.rint(cell[:, None] * np.array([0.512, 0.488]) * local).astype(int)
            rows += [
                (name, year, age, sex, int(split[age, j])) for age in range(18) for j, sex in enumerate("MF")
            ]
    return pd.DataFrame(rows, columns=["district", "year", "age", "sex", "population"])


_TERMS = """\
2014-04-22,2014-05-23,Summer 2014 first half
2014-06-02,2014-07-22,Summer 2014 second half
2014-09-03,2014-10-24,Autumn 2014 first half
2014-11-03,2014-12-19,Autumn 2014 second half
2015-01-06,2015-02-13,Spring 2015 first half
2015-02-23,2015-03-27,Spring 2015 second half
2015-04-13,2015-05-22,Summer 2015 first half
2015-06-01,2015-07-21,Summer 2015 second half
2015-09-02,2015-10-23,Autumn 2015 first half
2015-11-02,2015-12-18,Autumn 2015 second half
2016-01-05,2016-02-12,Spring 2016 first half
2016-02-22,2016-03-24,Spring 2016 second half
2016-04-11,2016-05-27,Summer 2016 first half
2016-06-06,2016-07-20,Summer 2016 second half
2016-09-05,2016-10-21,Autumn 2016 first half
2016-10-31,2016-12-20,Autumn 2016 second half
2017-01-04,2017-02-10,Spring 2017 first half
2017-02-20,2017-03-31,Spring 2017 second half"""


def school_terms() -> pd.DataFrame:
    """Invented half-terms of the period: `start` and `end` (ISO dates, both school days), `name`."""
    return pd.DataFrame([line.split(",") for line in _TERMS.splitlines()], columns=["start", "end", "name"])
