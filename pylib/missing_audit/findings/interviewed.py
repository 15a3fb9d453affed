"""Who was interviewed after coming back, and who was not: step by step, and by what is known of all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import cell_of, whose
from missing_audit.findings.follow_up import HEARD, known_traits, levels
from missing_audit.findings.propensities import odds
from missing_audit.findings.proportions import guarded_cells, per_child, share_field, share_of
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import FEWEST
from missing_audit.statistics.weighting import Propensity

__all__ = ["HELD", "TOLD", "WITHIN", "funnel", "who"]

_EPISODES, HELD = "Missing episodes in scope", "An interview was held"
WITHIN, TOLD = "It was held within 72 hours of the return", "Reasons were written down"

def funnel(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """From the return to what was said, step by step."""
    held, level = rows["done"].notna(), evidence.settings.statistics.confidence
    steps = {
        _EPISODES: pd.Series(True, index=rows.index),
        "The interview service has a record of the return": rows["heard"],
        "An interview was offered": rows["offered"],
        "The offer was accepted": rows["outcome"].eq("accepted"),
        HELD: held,
        WITHIN: held & rows["within"],
        TOLD: rows["told"],
    }
    table = pd.DataFrame([_step(label, rows, counted.fillna(False).astype(bool), level)
                          for label, counted in steps.items()])
    return Draft(table, (
        Field("step", "Step", "label"),
        Field("episodes", "Episodes", children="share_children", largest="share_largest"),
        Field("children", "Children", children="share_children"),
        share_field("share", "Share of episodes"),
        share_field("of_held", "Share of interviews held"),
    ), whose(evidence, *HEARD), (
        f"In brackets: {level:.0%} interval, clustered on the child.",
        "An interview may be held without a record that the offer was accepted; the steps are counted each by itself.",
    ))


def _step(label: str, rows: pd.DataFrame, counted: pd.Series, level: float) -> dict[str, object]:
    own = per_child(rows, counted)
    line = {"step": label, "episodes": int(own["part"].sum()), "children": int((own["part"] > 0).sum())}
    line |= share_of("share", rows, counted, confidence=level)
    held = rows["done"].notna()
    line |= share_of("of_held", rows[held], counted[held], confidence=level)
    # All episodes are all of them, and only what happens at an interview can be set against interviews.
    without = ["share"] * (label == _EPISODES) + ["of_held"] * (label not in {WITHIN, TOLD})
    return line | {f"{name}{end}": np.nan for name in without for end in ("", "_low", "_high")}


def who(evidence: Evidence, rows: pd.DataFrame, model: Propensity | None, groups: dict[str, pd.Series]) -> Draft:
    """Episodes, offers and interviews by what is known of all episodes."""
    policy, level = evidence.settings.disclosure, evidence.settings.statistics.confidence
    parts = []
    for trait, heading in known_traits(evidence):
        part = pd.DataFrame([{"trait": heading, "group": value} | _line(rows[rows[trait] == value], level)
                             for value in levels(evidence, rows, trait)])
        for name in ("offered", "held", "within", "episodes"):
            part = guarded_cells(part, [(row, name) for row in part.index], policy)
        parts.append(part.assign(**odds(trait, part["group"], model, groups)))
    table = pd.concat(parts, ignore_index=True)
    return Draft(table, (
        Field("trait", "", "label", parts=True),
        Field("group", "Group", "label"),
        Field("episodes", "Episodes", children="episodes_children", largest="episodes_largest"),
        share_field("offered", "Offered", spanner="Share of episodes with an interview"),
        share_field("held", "Held", spanner="Share of episodes with an interview"),
        share_field("within", "Held within 72 hours", spanner="Share of episodes with an interview"),
        Field("odds", "Odds ratio of an interview with reasons", "number", "odds_children", low="odds_low",
              high="odds_high", digits=2),
    ), whose(evidence, *HEARD), (
        f"In brackets: {level:.0%} interval, clustered on the child. A group that others are compared with has no "
        "odds ratio of its own, nor has one that another heading tells already.",
        f"Groups with fewer than {FEWEST} children with, or without, such an interview share one odds ratio.",
    ))


def _line(part: pd.DataFrame, level: float) -> dict[str, float]:
    held = part["done"].notna()
    line = cell_of("episodes", part)
    for name, counted in (("offered", part["offered"]), ("held", held), ("within", held & part["within"])):
        line |= share_of(name, part, counted, confidence=level)
    return line
