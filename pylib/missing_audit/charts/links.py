"""Figures of difficulties on record: in two groups of children, as odds ratios, and by what they account for."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import TOO_FEW, fold, labels, message, multiplied, per_cent, points, refused, sideways
from missing_audit.finding import Finding

__all__ = ["accounted", "difficulties", "odds"]



def difficulties(finding: Finding) -> p9.ggplot:
    """Share of either group of whom each difficulty was recorded, with intervals."""
    if (table := finding.tables.get("rq14_prevalence")) is None:
        return refused(finding, "rq14_prevalence")
    groups = {name: table.field(name).spanner for name in ("first_share", "second_share")}
    data = pd.concat([points(table, name, "label").assign(group=title) for name, title in groups.items()])
    if data.empty:
        return message(TOO_FEW)
    data = _placed(data, list(table.rows["label"])[::-1])
    data["group"] = pd.Categorical(data["group"], list(groups.values()))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways("short", size=2.6)
        + p9.facet_wrap("group")
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.16, 0),
                                labels=per_cent)
        + labels(finding, "title_prevalence", table, "Children known to social care with each difficulty on record "
                 f"before, with {finding.says('level')} intervals")
        + p9.theme(panel_spacing=0.04)
    )


def odds(finding: Finding) -> p9.ggplot:
    """Odds ratios with age and sex held, on a ratio scale, with intervals."""
    if (table := finding.tables.get("rq14_odds")) is None:
        return refused(finding, "rq14_odds")
    data = points(table, "adjusted", "label")
    if data.empty:
        return message(TOO_FEW)
    return (
        p9.ggplot(_placed(data, data["label"].tolist()[::-1]), p9.aes("label", "value"))
        + sideways(nothing=1)
        + multiplied(0.4)
        + labels(finding, "title_odds", table, "Odds of having gone missing where each is recorded, over the odds "
                 f"where it is not; age and sex held, with {finding.says('level')} intervals")
        + p9.labs(y="Odds ratio (1: no link)")
    )


def accounted(finding: Finding) -> p9.ggplot:
    """Share of the differences in the number of episodes that each difficulty accounts for, with intervals."""
    if (table := finding.tables.get("rq14_rank")) is None:
        return refused(finding, "rq14_rank")
    data = points(table, "share", "label")
    if data.empty:
        return message(TOO_FEW)
    return (
        p9.ggplot(_placed(data, data["label"].tolist()[::-1]), p9.aes("label", "value"))
        + sideways(nothing=0)
        + p9.scale_y_continuous(expand=(0.02, 0, 0.3, 0))
        + labels(finding, "title_rank", table, "Part of the differences between children in the number of missing "
                 f"episodes, age and sex held, with {finding.says('level')} intervals")
        + p9.labs(y="Share accounted for, per cent")
    )


def _placed(data: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Labels folded, and in this order from below."""
    return data.assign(label=pd.Categorical(data["label"].map(fold), [fold(label) for label in order]))
