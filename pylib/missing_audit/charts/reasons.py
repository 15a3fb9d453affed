"""Figures of what children say in return home interviews, and of who is interviewed."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, points, refused
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme

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
    data = _ordered(data.assign(weighted=data["label"].map(weighted).astype(float), panel=data["side"].map(fold)))
    beside = "; diamond: weighted to stand for all missing episodes" if len(weighted) else ""
    return (
        _shares(data)
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
        _shares(_ordered(data))
        + labels(finding, "title_who", table, "Share of missing episodes after which an interview was held, with "
                 f"{finding.says('level')} intervals")
        + p9.theme(figure_size=(6.3, 6.6))
    )


def _ordered(data: pd.DataFrame) -> pd.DataFrame:
    """Panels and lines in the order of the table; the same words in two panels are two lines."""
    line = data["panel"] + "|" + data["label"]
    return data.assign(line=pd.Categorical(line, line.tolist()[::-1]),
                       panel=pd.Categorical(data["panel"], data["panel"].drop_duplicates().tolist()))


def _shares(data: pd.DataFrame) -> p9.ggplot:
    """Points with intervals in panels, one above the other."""
    return (
        p9.ggplot(data, p9.aes("line", "value"))
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2)
        + p9.geom_point(color=colour("lead"), size=2.6)
        + p9.geom_text(p9.aes(y="high", label="short"), nudge_y=0.012, ha="left", size=8, color=colour("ink"))
        + p9.scale_x_discrete(labels=lambda breaks: [each.split("|", 1)[1] for each in breaks])
        + p9.scale_y_continuous(labels=lambda breaks: [f"{b:.0%}" for b in breaks], limits=(0, None),
                                expand=(0.01, 0, 0.1, 0))
        + p9.facet_grid("panel ~ .", scales="free_y", space="free_y")
        + p9.coord_flip()
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank(), panel_spacing=0.02,
                   strip_text_y=p9.element_text(angle=0, size=8.5, ha="left"))
    )
