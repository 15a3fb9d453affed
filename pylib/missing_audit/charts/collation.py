"""Figures of how records were put together: what each likeness weighs, and what is recorded of whom."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotnine as p9

from missing_audit.book import Book
from missing_audit.charts.parts import fold, labels, message, per_cent, points, sideways
from missing_audit.theme import colour, figure_theme

__all__ = ["known", "pairs", "weights"]


def weights(book: Book) -> p9.ggplot:
    """What each likeness of two records weighs, for one child and against, on the scale of doublings of the odds."""
    table = book.tables["weights"]
    data = table.rows[table.rows["comparison"] != table.rows["comparison"].iloc[0]]
    if data.empty:
        return message("There is no model: no source that knows a child by name was supplied.")
    data = data.assign(weight=data["weight"].astype(float), label=data["level"].map(_narrow))
    # Each comparison has levels of its own; the same words in two of them are two lines.
    data["line"] = pd.Categorical(data["comparison"] + "|" + data["label"],
                                  (data["comparison"] + "|" + data["label"]).tolist()[::-1])
    data["panel"] = pd.Categorical(data["comparison"], data["comparison"].drop_duplicates().tolist())
    data["text"] = data["weight"].map(lambda bits: f"{bits:+.1f}".replace("-", "\u2212") if abs(bits) >= 0.05 else "0")
    data["side"] = data["weight"].ge(0)
    return (
        p9.ggplot(data, p9.aes("line", "weight"))
        + p9.geom_col(p9.aes(fill="side"), width=0.7, show_legend=False)
        + p9.geom_hline(yintercept=0, color=colour("ink"), size=0.4)
        + p9.geom_text(p9.aes(label="text"), data=data[data["side"]], ha="left", nudge_y=0.25, size=7.5,
                       color=colour("ink"))
        + p9.geom_text(p9.aes(label="text"), data=data[~data["side"]], ha="right", nudge_y=-0.25, size=7.5,
                       color=colour("ink"))
        + p9.scale_fill_manual({True: colour("lead"), False: colour("muted")})
        + p9.scale_x_discrete(labels=lambda breaks: [each.split("|", 1)[1] for each in breaks])
        + p9.scale_y_continuous(expand=(0.09, 0.3))
        + p9.facet_grid("panel ~ .", scales="free_y", space="free_y")
        + p9.coord_flip()
        + labels(book, "title_weights", table, "Match weight of each likeness of two records, in bits: one bit more "
                  "doubles the odds that they are of one child")
        + p9.labs(x="", y="Bits (left of zero: speaks against one child; right: speaks for it)")
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank(), axis_text_y=p9.element_text(size=7.5),
                   strip_text_y=p9.element_text(angle=0, size=8.5, ha="left"), panel_spacing=0.015,
                   figure_size=(6.3, 6.6))
    )


def pairs(book: Book) -> p9.ggplot:
    """How many of the true pairs of records were found, for every two sources."""
    table = book.tables.get("pairs")
    shown = pd.DataFrame() if table is None else table.rows[table.marks["recall"] == ""]
    if shown.empty:
        return message("How many pairs were found can be known of invented data alone.")
    both = shown["group"].str.split(" \u2013 ", expand=True)
    order = list(dict.fromkeys([*both[0], *both[1]]))
    data = pd.DataFrame({"one": both[0], "other": both[1], "value": shown["recall"].astype(float)})
    data = pd.concat([data, data.rename(columns={"one": "other", "other": "one"})]).drop_duplicates(["one", "other"])
    data = data.assign(text=data["value"].map(lambda per: f"{per:.0f}" if per > 99.95 else f"{per:.1f}"),
                       one=pd.Categorical(data["one"], order), other=pd.Categorical(data["other"], order[::-1]))
    return (
        p9.ggplot(data, p9.aes("one", "other"))
        + p9.geom_tile(p9.aes(fill="value"), color="white", size=0.6, show_legend=False)
        + p9.geom_text(p9.aes(label="text"), size=6, color=colour("ink"))
        + p9.scale_fill_gradient(low=colour("accent"), high=colour("panel"), limits=(min(90, data["value"].min()), 100))
        + labels(book, "title_pairs", table, "Pairs of records of one child that were matched, per cent of "
                 "all such pairs; darker: fewer")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major=p9.element_blank(), axis_text_x=p9.element_text(angle=90, size=7, va="top"),
                   axis_text_y=p9.element_text(size=7))
    )


def known(book: Book) -> p9.ggplot:
    """How many of the children in scope have each characteristic recorded, with intervals."""
    table = book.tables["known"]
    order = table.rows["who"].drop_duplicates().tolist()
    data = pd.concat([points(table, "share", "label", who=who).assign(who=who) for who in order])
    if data.empty:
        return message("Too few children are in scope for this to be shown.")
    data = data.assign(label=pd.Categorical(data["label"], table.rows["label"].drop_duplicates().tolist()[::-1]),
                       who=pd.Categorical(data["who"].map(fold), [fold(who) for who in order]))
    withheld = "; no point: withheld" if (table.marks["share"] != "").any() else ""
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways("short", size=2.6)
        + p9.scale_y_continuous(limits=(0, 1), labels=per_cent, breaks=[0, 0.5, 1], expand=(0.06, 0, 0.36, 0))
        + p9.facet_wrap("who", nrow=1)
        + labels(book, "title_known", table, "Children in scope, by whether the records give the characteristic, with "
                  f"{book.says('level')} intervals{withheld}")
        + p9.theme(panel_spacing=0.05)
    )


def _narrow(text: str) -> str:
    """A level's name in the small letters of this figure."""
    return textwrap.fill(text, 42)
