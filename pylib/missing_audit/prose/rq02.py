"""RQ02 in words: why do certain children and young people go missing recurrently."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.order import ORDERS
from missing_audit.findings.rq02 import MORE
from missing_audit.safe_table import SafeTable
from missing_audit.words import capital, cell, interval, lower, p_value

__all__ = ["write"]

_CAVEATS = (
    "The records show who went missing again and what was known before; why a child went is not in them.",
    "The first episode is the first in the period: some children had gone missing before, so that not all are followed "
    "from the beginning.",
    "A characteristic counts where an agency had recorded it before the first episode. Children known to agencies are "
    "watched more closely, and their episodes may be recorded more fully.",
    "Time in custody, and outside the area of the police force, counts as time in which a child could go missing.",
    "The most frequent children are chosen by what is to be explained. The column without them shows how far the "
    "ratios rest on a few children; it is not a better estimate.",
    "A child whose records could not be matched counts as two, which makes recurrence look rarer than it is.",
)
_NO_ORDER = ("Whether going missing repeatedly or a residential placement comes first cannot be said from the sources "
             "supplied.")


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    sentences: dict[str, str] = {}
    often = tables.get("rq02_often")
    if often is None:
        answer = "Why certain children go missing recurrently cannot be said from the sources supplied."
        return Prose({"answer": answer, "order": _NO_ORDER, "order_short": _NO_ORDER},
                     "None: no record of a missing episode that counts was supplied.", "nobody", _CAVEATS)
    if "rq02_again" in tables:
        sentences |= _say_again(tables["rq02_again"])
    if "rq02_top" in tables:
        sentences |= _say_top(tables["rq02_top"], tables.get("rq02_gini"))
    if "rq02_model" in tables:
        sentences |= _say_model(tables["rq02_model"], tests, settings)
    sentences["order"] = _say_order(tables["rq02_order"]) if "rq02_order" in tables else _NO_ORDER
    sentences["order_short"] = _order_in_short(tables["rq02_order"]) if "rq02_order" in tables else _NO_ORDER
    sentences |= _say_often(often, tables, tests, settings) | {"level": f"{settings.statistics.confidence:.0%}"}
    strength = ("The evidence is strong that many children go missing again soon, and on how uneven the episodes are. "
                "It is weak on what distinguishes those who do: the records hold little of what a child's life is like."
                if "rq02_model" in tables else
                "The evidence is weak: the children are too few, or too little is known of them, for a model.")
    return Prose(sentences, strength, f"children aged {settings.rate_ages} recorded as missing in "
                 f"{settings.county.name} in the period", _CAVEATS, _facts(often, settings))


def _facts(often: SafeTable, settings: Settings) -> tuple[tuple[str, str], ...]:
    if often.value("share", label=MORE)[0] is None:
        return ()
    return ((cell(often, "share", label=MORE),
             f"of the children aged {settings.rate_ages} recorded as missing went missing more than once in the "
             "period"),)


def _say_often(often: SafeTable, tables: Mapping[str, SafeTable], tests: Mapping[str, Test],
               settings: Settings) -> dict[str, str]:
    answer = (f"Of the children aged {settings.rate_ages} recorded as missing in {settings.county.name} in the period, "
              f"{interval(often, 'share', label=MORE)} went missing more than once")
    again, top = tables.get("rq02_again"), tables.get("rq02_top")
    if again is not None and "28 days" in again.rows["label"].tolist():
        answer += f", an estimated {interval(again, 'share', label='28 days')} within 28 days of their first return"
    if top is not None:
        first = top.rows["label"].iloc[0]
        answer += (f". The {first} of children with the most episodes have {interval(top, 'share', label=first)} of "
                   "all episodes")
    known = ". The records do not say why they go."
    if "rq02_model" in tables:
        known = (". What agencies knew beforehand goes with how often they go, but the records do not say why."
                 if clear(tests["RQ02-1"], settings) else
                 ". Nothing that agencies knew beforehand clearly sets them apart, and the records do not say why they "
                 "go.")
    return {
        "answer": answer + known,
        "rq02_often": f"{cell(often, 'children', label=MORE)} children went missing more than once; together they "
                      f"have {cell(often, 'of_episodes', label=MORE)} of all episodes.",
    }


def _say_again(table: SafeTable) -> dict[str, str]:
    shown = table.rows["label"].tolist()
    wanted = [day for day in ("28 days", "90 days") if day in shown] or shown[:1]
    more = "".join(f", and {interval(table, 'share', label=day)} within {day}" for day in wanted[1:])
    last = "365 days" if "365 days" in shown else shown[-1]
    return {
        "rq02_again": f"An estimated {interval(table, 'share', label=wanted[0])} go missing again within {wanted[0]} "
                      f"of the return from the first episode{more}. By {last} after the first episode began, a child "
                      f"has gone missing {interval(table, 'mean', label=last)} further times on average.",
        "title_again": f"{cell(table, 'share', label=wanted[0])} are missing again within {wanted[0]} of return",
    }


def _say_top(table: SafeTable, gini: SafeTable | None) -> dict[str, str]:
    first = table.rows["label"].iloc[0]
    said = (f"The {cell(table, 'children', label=first)} children with the most episodes, {first} of all, have "
            f"{interval(table, 'share', label=first)} of the episodes.")
    if gini is not None:
        said += (" Gini's coefficient, which is 0 where all children have equally many and near 1 where a few have "
                 f"nearly all, is {interval(gini, 'gini', label=gini.rows['label'].iloc[0])}.")
    return {"rq02_top": said,
            "title_top": f"{first} of children have {cell(table, 'share', label=first)} of episodes"}


def _say_model(table: SafeTable, tests: Mapping[str, Test], settings: Settings) -> dict[str, str]:
    asked = tests["RQ02-1"]
    by_label = {test.hypothesis.rpartition("again by: ")[2]: test for test in tests.values() if test.exploratory}
    apart = [label for label in table.rows["label"] if clear(by_label[label], settings)
             and table.value("ratio", label=label)[0] is not None]
    if asked.refusal:
        verdict = f"Whether anything known before goes with going again cannot be tested: {asked.refusal}."
    elif clear(asked, settings):
        verdict = ("What was known before the first episode goes with how often children went missing again "
                   f"({p_value(asked.adjusted)}, adjusted).")
    else:
        verdict = ("There is no clear link between what was known before the first episode and how often children went "
                   f"missing again ({p_value(asked.adjusted)}, adjusted).")
    if apart:
        said = "; ".join(f"'{lower(label)}', {_pair(table, label)}" for label in apart)
        verdict += f" With the other characteristics held alike, the ratio of rates differs clearly from 1 for {said}."
    else:
        verdict += " No single characteristic stands out by itself once the number of comparisons is allowed for."
    return {"rq02_model": verdict,
            "title_before": "What was known before the first episode, and going again"}


def _pair(table: SafeTable, label: str) -> str:
    return (f"{interval(table, 'ratio', label=label)}; without the most frequent children "
            f"{interval(table, 'ratio_less', label=label)}")


def _order_in_short(table: SafeTable) -> str:
    missing = next(iter(ORDERS.values()))
    if table.value("share", label=missing)[0] is None:
        return "Which comes first for how many children, repeated episodes or the residential placement, is withheld."
    return ("Where the order can be seen, children had gone missing repeatedly before the first residential day for "
            f"{interval(table, 'share', label=missing)} of those who did both.")


def _say_order(table: SafeTable) -> str:
    missing, residential, unseen = ORDERS.values()
    number = {label: cell(table, "children", label=label) for label in ORDERS.values()}
    said = ("Of the children who went missing more than once and were at some time in a residential placement, "
            f"{number[missing]} had gone missing at least twice before the first residential day that the records "
            f"show, {number[residential]} were placed there before their second episode, and {number[unseen]} were "
            "there when the period began, so that the order cannot be known.")
    if table.value("low", label=missing)[0] is None:
        return f"{said} They are too few to say which is the more usual order."
    seen = ("where the order can be seen, repeated episodes came first for "
            f"{interval(table, 'share', label=missing)} of the children")
    least, most = (table.value(name, label=missing)[0] for name in ("least_low", "most_high"))
    if least is None or most is None:
        return f"{said} {capital(seen)}; what the others would make of it is withheld."
    usual = ("Going missing repeatedly was the more usual beginning" if least > 0.5 else
             "The residential placement was the more usual beginning" if most < 0.5 else
             "Neither order is clearly the more usual once those are allowed for of whom it cannot be known")
    return (f"{said} {usual}: {seen}, and would have for {interval(table, 'least', label=missing)} to "
            f"{interval(table, 'most', label=missing)}, whatever the order of the rest.")
