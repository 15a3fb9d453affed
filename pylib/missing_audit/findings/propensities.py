"""What goes with being interviewed: a test for each trait, and the chance by all of them at once, for weights."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.finding import Test
from missing_audit.findings.common import WALD, tested
from missing_audit.findings.follow_up import ELSEWHERE, HOME, TRAITS, known_traits, levels
from missing_audit.placing import PLACED
from missing_audit.statistics.compare import Difference, equal_ratios
from missing_audit.statistics.estimate import FEWEST
from missing_audit.statistics.weighting import Propensity, propensity
from missing_audit.words import lower

__all__ = ["compared", "equal_shares", "odds", "weights"]

_REFERENCE = {"placement": HOME, "lies": PLACED["inside"]}
"""Groups that others are compared with, where that is not the largest."""
_JOIN = " | "
"""Between the names of groups that are joined."""

def compared(evidence: Evidence, rows: pd.DataFrame) -> tuple[Test, ...]:
    """Whether interviews are held after the same share of episodes in all groups, trait by trait."""
    tests = []
    for number, (trait, heading) in enumerate(TRAITS.items(), start=2):
        test = Test(f"RQ05-{number}", "Interviews are held after the same share of episodes in all groups by "
                    f"{lower(heading)}", WALD, exploratory=True)
        if (trait, heading) in known_traits(evidence):
            part = rows[rows[trait].isin(levels(evidence, rows, trait))]
            tests.append(tested(test, partial(_equal_traits, part, trait)))
    return tuple(tests)


def _equal_traits(rows: pd.DataFrame, trait: str) -> Difference:
    held = rows["done"].notna()
    return equal_shares(rows, _joined(rows, trait, held), held)


def equal_shares(rows: pd.DataFrame, group: pd.Series, counted: pd.Series) -> Difference:
    """Test that the same share of the rows is counted in all groups."""
    both = pd.DataFrame({"child": rows["child"], "group": group, "part": counted.astype(int), "whole": 1})
    wide = both.groupby(["child", "group"])[["part", "whole"]].sum().unstack(fill_value=0)
    wide = wide.sort_values(list(wide.columns), kind="stable")
    return equal_ratios(wide["part"], wide["whole"].sum(), own=wide["whole"])


def weights(evidence: Evidence, rows: pd.DataFrame) -> tuple[Propensity, dict[str, pd.Series]]:
    """The chance that reasons were told after an episode, by all traits at once.

    Returns
    -------
    tuple
        The model, and for each trait the group of each episode in it, small ones joined.

    Raises
    ------
    RefusalError
        As `propensity`.
    """
    groups = {trait: _joined(rows, trait, rows["told"]) for trait, _ in known_traits(evidence)}
    columns: dict[str, np.ndarray] = {}
    kept = np.ones((len(rows), 1))
    for trait, group in groups.items():
        for value in _others(trait, group):
            column = (group == value).to_numpy(float)
            wider = np.column_stack([kept, column])
            # Not being looked after is told by the placement already, and living outside the county by 'lies'.
            if np.linalg.matrix_rank(wider) > kept.shape[1]:
                kept, columns[f"{trait}: {value}"] = wider, column
    traits = pd.DataFrame(columns, index=rows.index)
    return propensity(rows["told"].to_numpy(), traits, rows["child"].to_numpy(),
                      confidence=evidence.settings.statistics.confidence), groups


def _others(trait: str, group: pd.Series) -> list[str]:
    """Groups of a trait but the one that they are compared with, those not looked after last."""
    order = group.value_counts().rename_axis("group").reset_index(name="rows").sort_values(["rows", "group"])["group"]
    named = [value for value in order if _REFERENCE.get(trait) in value.split(_JOIN)]
    reference = named[0] if named else order.iloc[-1]
    return sorted(order[order != reference], key=lambda value: ELSEWHERE in value)


def _joined(rows: pd.DataFrame, trait: str, answered: pd.Series) -> pd.Series:
    """Groups of a trait, the smallest joined while one has too few children with, or without, an answer."""
    group = rows[trait].astype("str")
    while group.nunique() > 1:
        children = [rows["child"][answered == had].groupby(group[answered == had]).nunique() for had in (True, False)]
        fewest = pd.concat(children, axis=1).reindex(sorted(set(group))).fillna(0).min(axis=1)
        if fewest.min() >= FEWEST:
            break
        first, second = fewest.sort_values(kind="stable").index[:2]
        group = group.where(~group.isin([first, second]), f"{first}{_JOIN}{second}")
    return group


def odds(trait: str, shown: pd.Series, model: Propensity | None, groups: dict[str, pd.Series]) -> dict[str, object]:
    """Odds ratio of each group printed, with the number of children in it as modelled."""
    blank = dict.fromkeys(("odds", "odds_low", "odds_high"), np.nan) | {"odds_children": 0}
    if model is None or trait not in groups:
        return blank
    names = {value: f"{trait}: {joined}" for joined in set(groups[trait]) for value in joined.split(_JOIN)}
    found = model.odds.reindex(shown.map(names)).set_axis(shown.index)
    child = pd.Series(model.child).groupby(groups[trait].to_numpy()).nunique()
    children = shown.map({value: child[joined] for joined in child.index for value in joined.split(_JOIN)})
    return {"odds": found["ratio"], "odds_low": found["low"], "odds_high": found["high"], "odds_children": children}
