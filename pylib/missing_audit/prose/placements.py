"""What RQ03 says of rates with age, sex and audit year held alike: beside the crude ones, worked out anew, the fit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from missing_audit.config import Settings
from missing_audit.finding import Test
from missing_audit.findings.common import clear
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, number, p_value, plural, small

__all__ = ["say_adjusted"]

_LITTLE = 1.1
"""Times by which a ratio may change and still be said to change little."""
_FIRST = "residential_foster"


def say_adjusted(tables: Mapping[str, SafeTable], test: Test, settings: Settings) -> dict[str, str]:
    """Sentences by name; none where the model could not be fitted."""
    if "rq03_adjusted" not in tables:
        return {}
    return {"rq03_adjusted": _beside(tables["rq03_adjusted"], test, settings),
            "rq03_accounts": _in_other_ways(tables["rq03_accounts"]),
            "rq03_variation": _variation(tables["rq03_variation"])} | _fit(tables["rq03_fit"])


def _beside(table: SafeTable, test: Test, settings: Settings) -> str:
    pair = table.rows["pair"].tolist()[0]
    said = (f"With sex, age and audit year held alike, the rate in residential placements is "
            f"{interval(table, 'adjusted', pair=pair)} times that in foster placements; with nothing held alike it is "
            f"{interval(table, 'ratio', pair=pair)} times.")
    crude, held = (table.value(name, pair=pair)[0] for name in ("ratio", "adjusted"))
    if crude is not None and held is not None:
        if max(held / crude, crude / held) <= _LITTLE:
            said += " The ratio changes little."
        else:
            said += f" The ratio is {'smaller' if held < crude else 'larger'} so."
    if test.refusal:
        return f"{said} Whether the three rates then differ cannot be tested: {test.refusal}."
    if clear(test, settings):
        return f"{said} Held alike so, the three rates are not alike ({p_value(test.adjusted)}, adjusted)."
    return f"{said} Held alike so, there is no clear difference between the three rates ({p_value(test.adjusted)}, " \
           "adjusted)."


def _in_other_ways(table: SafeTable) -> str:
    """How far the first ratio depends on the way in which it is worked out."""
    found = {label: table.value(_FIRST, label=label)[0] for label in table.rows["label"]}
    found = {label: value for label, value in found.items() if value is not None}
    if len(found) < 2:
        return "No other way to work it out gives a ratio that can be shown."
    field = table.field(_FIRST)
    low, high = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    ends = [(table.value(f"{_FIRST}_low", label=label)[0], table.value(f"{_FIRST}_high", label=label)[0])
            for label in found]
    known = [(first, last) for first, last in ends if first is not None]
    said = (f"Worked out in {plural(len(found), 'way')}, the rate in residential placements is between "
            f"{number(found[low], field)} and {number(found[high], field)} times that in foster placements, the lowest "
            f"by '{low.lower()}'.")
    if known and all(first > 1 or last < 1 for first, last in known):
        return f"{said} None of the intervals includes 1."
    return f"{said} Some of the intervals include 1, so that there may be no difference."


def _variation(table: SafeTable) -> str:
    labels = table.rows["label"].tolist()
    best = {label: table.value("aic", label=label)[0] for label in labels}
    best = {label: value for label, value in best.items() if value is not None}
    if not best:
        return "How far episodes vary about the models is withheld."
    return (f"Episodes vary {cell(table, 'pearson', label='Poisson')} times as much as if each were chance by itself, "
            f"and {cell(table, 'pearson', label='Negative binomial')} times as much as the negative binomial model "
            "expects; the intervals allow for that, since they rest on how children differ. By Akaike's criterion "
            f"the model that fits best is: {min(best, key=best.__getitem__).lower()}.")


def _fit(table: SafeTable) -> dict[str, str]:
    """How many groups by placement and age have as many episodes as expected, allowing for chance."""
    shown = [(low, high) for low, high in zip(table.rows["low"], table.rows["high"], strict=True)
             if low is not None and not np.isnan(float(low))]
    if not shown:
        return {"rq03_fit": "Too few children are in any group by placement and age to say how well the model fits.",
                "title_fit": "Too few children to compare"}
    near = sum(low <= 1 <= high for low, high in shown)
    many = len(shown)
    if near == many:
        return {"rq03_fit": f"In all {small(many)} groups by placement and age that can be judged, the recorded number "
                            "is compatible with what the model expects.",
                "title_fit": "Recorded episodes agree with the model at every age"}
    return {"rq03_fit": f"In {small(near)} of {small(many)} groups by placement and age that can be judged, the "
                        "recorded number is compatible with what the model expects; in the others one ratio for all "
                        "ages says too little.",
            "title_fit": "Recorded episodes depart from the model at some ages"}
