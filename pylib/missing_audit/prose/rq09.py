"""RQ09 in words: which of the things that agencies do or see go with fewer episodes after a return."""

from __future__ import annotations

import math
from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.returns import FACTORS
from missing_audit.findings.rq09 import WINDOW
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, listed, lower, p_value, small

__all__ = ["write"]

_CAVEATS = (
    "It does not show that any of these things makes a difference: children who are interviewed in time, or have a "
    "named worker, are not a random part of all.",
    "Children who went again within 72 hours are not in the comparison, so that it says nothing of the first three "
    "days, when many go again.",
    "What was not recorded cannot be held alike: how things are at home or in the placement, who the child is with, "
    "and whether the child trusts anybody.",
    "A factor counts as it stood 72 hours after the return; an interview or a worker that came later counts as none.",
    "A ratio is taken to be the same from the first day to the last; where it is not, it is an average over them.",
)
_GONE = "Gone again within 72 hours"
_SHORT = ("a return home interview held within 72 hours", "a move of placement in the 180 days before",
          "an active named worker", "attendance under 90% in the last school term")
"""The factors as they stand in the answer, in the order of `FACTORS`."""


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    where = (f"returns of children aged {settings.rate_ages} recorded as missing in {settings.county.name} in the "
             "period, who had not gone again within 72 hours")
    early = _say_returns(tables["rq09_returns"]) if "rq09_returns" in tables else ""
    if "rq09_factors" not in tables:
        answer = "What goes with fewer episodes after a return cannot be said from the sources supplied."
        return Prose({"answer": answer, "rq09_early": early, "title_factors": "No factor can be compared"},
                     "There is no evidence: too little is known of too few children.", where, _CAVEATS)
    table = tables["rq09_factors"]
    of = dict(zip(FACTORS.values(), tests.values(), strict=True))
    known = [label for label in table.rows["label"] if table.value("ratio", label=label)[0] is not None]
    clearly = [label for label in known if clear(of[label], settings)]
    return Prose({
        "answer": _say_answer(table, of, known, settings),
        "rq09_early": early,
        "rq09_factors": _say_factors(table, of, known, settings),
        "rq09_needed": _say_needed(table, clearly),
        "rq09_windows": _say_windows(tables["rq09_windows"], clearly),
        "rq09_checks": _say_checks(tables["rq09_checks"], tables["rq09_windows"], clearly),
        "title_factors": _title(of, known, table, settings),
    }, _strength(of, known, settings), where, _CAVEATS)


def _say_returns(table: SafeTable) -> str:
    return (f"Of the returns that could be followed, {cell(table, 'share', label=_GONE)} were followed by "
            "another episode within 72 hours, before most of what is asked about here could have happened; they are "
            "reported apart.")


def _sides(table: SafeTable, of: Mapping[str, Test], known: list[str], settings: Settings) -> tuple[list[str], ...]:
    """Labels with a clear ratio under 1, and with one over 1."""
    clearly = [label for label in known if clear(of[label], settings)]
    return tuple([label for label in clearly if (table.value("ratio", label=label)[0] < 1) == under]
                 for under in (True, False))


def _say_answer(table: SafeTable, of: Mapping[str, Test], known: list[str], settings: Settings) -> str:
    if not known:
        return "What goes with fewer episodes after a return cannot be told: too few children are behind every ratio."
    low, high = _sides(table, of, known, settings)
    start = f"Over the {WINDOW} days that begin 72 hours after a return, "
    parts = [f"the rate of going missing again was clearly {word} with {'; and with '.join(_each(table, some))}"
             for some, word in ((low, "lower"), (high, "higher")) if some]
    rest = "; ".join(_each(table, [label for label in known if label not in (*low, *high)]))
    if not parts:
        return (f"{start}none of the factors that could be compared goes with a clearly lower or higher rate of "
                f"going missing again: {rest}.")
    more = f" No clear difference was found for {rest}." if rest else ""
    return (f"{start}{', and '.join(parts)}; whether that comes of it or of which children it is cannot be told.{more}")


def _each(table: SafeTable, labels: list[str]) -> list[str]:
    short = dict(zip(FACTORS.values(), _SHORT, strict=True))
    return [f"{short[label]}, {interval(table, 'ratio', label=label)} times that without" for label in labels]


def _say_factors(table: SafeTable, of: Mapping[str, Test], known: list[str], settings: Settings) -> str:
    tried = [label for label in known if of[label].adjusted is not None]
    apart = [label for label in tried if clear(of[label], settings)]
    refused = [f"'{lower(label)}'" for label, test in of.items() if test.refusal]
    cannot = f" Of {listed(refused)} it cannot be told." if refused else ""
    if not tried:
        return f"No ratio can be shown.{cannot}"
    said = "; ".join(f"'{lower(label)}', {interval(table, 'ratio', label=label)} ({p_value(of[label].adjusted)}, "
                     "adjusted)" for label in apart)
    rest = len(tried) - len(apart)
    found = (f"clearly differs from one for {said}" + (f", and not for the other {small(rest)}" if rest else "")
             if apart else "differs clearly from one for none of what is asked about")
    return (f"A hazard ratio of one means that children go again as soon with as without. With the rest held alike, it "
            f"{found}.{cannot}")


def _say_needed(table: SafeTable, clearly: list[str]) -> str:
    """What something unmeasured would have to be like, for what is clear."""
    said = [f"For '{lower(label)}' something not recorded would have to go both with it and with going again by a risk "
            f"ratio of {cell(table, 'needed', label=label)} each to account for the whole of it, and of "
            f"{cell(table, 'needed_limit', label=label)} to bring its interval to 1." for label in clearly]
    if said:
        return " ".join(said)
    return ("As no ratio is clear, nothing unrecorded is needed to account for them; the E-values of the ratios "
            "themselves stand in the table.")


def _say_windows(table: SafeTable, labels: list[str]) -> str:
    said = [f"For '{lower(label)}' the hazard ratio is {interval(table, 'to_28_ratio', label=label)} over 28 days and "
            f"{interval(table, 'to_180_ratio', label=label)} over 180." for label in labels]
    return " ".join(said) or f"No hazard ratio is clear over {WINDOW} days, so that none is followed further in words."


def _say_checks(checks: SafeTable, windows: SafeTable, labels: list[str]) -> str:
    said = []
    for label in labels:
        said.append(f"For '{lower(label)}' it is {interval(checks, 'late_ratio', label=label)} from day 29 on, and "
                    f"{interval(checks, 'less_ratio', label=label)} without the children with the most episodes.")
        late, early = checks.value("late_ratio", label=label)[0], windows.value("to_28_ratio", label=label)[0]
        if late is not None and early is not None and abs(math.log(late)) >= abs(math.log(early)):
            said.append("It is no nearer to 1 in the later days, of which no test was made: whether it fades cannot be "
                        "told, the less so since those who go again soon are no longer among them.")
    return " ".join(said)


def _title(of: Mapping[str, Test], known: list[str], table: SafeTable, settings: Settings) -> str:
    low, high = _sides(table, of, known, settings)
    if not low and not high:
        return "No factor clearly goes with going missing again"
    if low:
        return f"Gone again less often: {lower(low[0])}"
    return f"Gone again more often: {lower(high[0])}"


def _strength(of: Mapping[str, Test], known: list[str], settings: Settings) -> str:
    if not any(clear(of[label], settings) for label in known):
        return ("The evidence is weak: no ratio is clear once the number of tests is allowed for, and the intervals "
                "leave room for differences that would matter, in either direction.")
    return ("The evidence is moderate that the rates differ, since everything is dated before what it is set against; "
            "it is weak on why, since nobody was given an interview or a worker by chance.")
