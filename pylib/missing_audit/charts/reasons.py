"""Figures of what children say in return home interviews, and of who is interviewed."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, in_panels, labels, message, points, refused, share_points
from missing_audit.finding import Finding
from missing_audit.theme import colour

__all__ = ["interviewed", "reasons"]


def reasons(finding: Finding) -> p9.ggplot:
    """Share of interviews that name each reason, push above pull, each most often named first; weighted beside it."""
    if (table := finding.tables.get("rq05_reasons")) is None:
        return refused(finding, "rq05_reasons")
    data = points(table, "share", "reason")
    if data.empty:
        return message("Every reason is named by too few children to be shown.")
    data = data.merge(table.rows[["reason", "side"]], left_on="label", right_on="reason")
    weighted = points(table, "weighted", "reason").set_index("label")["value"]
    data = in_panels(data.assign(weighted=data["label"].map(weighted).astype(float), panel=data["side"].map(fold)))
    beside = "; diamond: weighted to stand for all missing episodes" if len(weighted) else ""
    return (
        share_points(data)
        + p9.geom_point(p9.aes(y="weighted"), data=data.dropna(subset=["weighted"]), shape="D", fill="white",
                        color=colour("ink"), size=1.8)
        + labels(finding, "title_reasons", table, "Share of interviews with reasons that name each, push above pull, "
                 f"with {finding.says('level')} intervals{beside}")
        + p9.theme(figure_size=(6.3, 5.6))
    )


def interviewed(finding: Finding) -> p9.ggplot:
    """Share of missing episodes after which an interview was held, by group."""
    if (table := finding.tables.get("rq05_who")) is None:
        return refused(finding, "rq05_who")
    data = pd.concat([points(table, "held", "group", trait=trait).assign(panel=fold(trait))
                      for trait in table.rows["trait"].drop_duplicates()])
    if data.empty:
        return message("Too few children are in every group for interviews to be shown.")
    return (
        share_points(in_panels(data))
        + labels(finding, "title_who", table, "Share of missing episodes after which an interview was held, with "
                 f"{finding.says('level')} intervals")
        + p9.theme(figure_size=(6.3, 6.6))
    )
