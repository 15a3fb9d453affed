"""RQ11 in words: what followed the responses to going missing."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.rq11 import ANY, AT_RISK, FOLLOW, LONGER
from missing_audit.safe_table import SafeTable
from missing_audit.words import capital, cell, interval, listed, lower, p_value, plural, small

__all__ = ["write"]

_CAVEATS = (
    "It does not show what a response did: somebody chose to give it, and may have known something of the child that "
    "no record holds and that goes with later episodes too.",
    "A response counts from the day after that on which, by the record, it began; whether it was delivered, and how "
    "well, is not known.",
    "Matched children may have had other responses, or the same one later, so that it is not a comparison with "
    "nothing.",
    "Only each child's first response of a kind is looked at, and only episodes that somebody recorded within the "
    "period: of the year before a response, part may lie before it.",
    "Children who could not be matched are left out, and the finding does not speak of them; how they differ from the "
    "others is in the table that sets children and matches side by side.",
    "Nothing is said of whether a child was safer, was found sooner, or felt helped.",
)
_NOT_WHY = "; whether that comes of the response or of who was given one cannot be told"
_NOT_CLEAR = "no clear difference once the number of tests in this report is allowed for"


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    if "rq11_responses" not in tables:
        return Prose({"answer": "What followed the responses to going missing cannot be compared from the sources "
                                "supplied.", "title_responses": "No response can be compared"},
                     "There is no evidence: what is needed was not supplied.", "nobody", _CAVEATS)
    table = tables["rq11_responses"]
    of = dict(zip(table.rows["label"], tests.values(), strict=True))
    kinds = {label: test for label, test in of.items() if label not in (ANY, AT_RISK)}
    return Prose({
        "answer": f"{_say_kinds(table, kinds, settings)} {_say_any(table, of[ANY], settings)}",
        "rq11_kinds": _say_each(table, kinds, settings),
        "rq11_mean": _say_mean(table),
        "rq11_prevention": _say_prevention(table, of[AT_RISK], settings),
        "rq11_check": _say_check(tables["rq11_windows"]),
        "rq11_longer": _say_longer(tables["rq11_windows"]),
        "title_responses": _title(table, kinds, settings),
    }, _strength(of, settings), f"children of {settings.county.name} whom social care knew, who had an episode in the "
        f"year before, were given one of these responses in the period, and could be followed for {FOLLOW} days",
        _CAVEATS)


def _say_any(table: SafeTable, test: Test, settings: Settings) -> str:
    if test.refusal:
        return ("Whether children who were given a response had fewer episodes afterwards cannot be told: "
                f"{test.refusal}.")
    if table.value("ratio", label=ANY)[0] is None:
        return "What followed a response, all kinds together, is withheld."
    times = interval(table, "ratio", label=ANY)
    how = "a clear difference" if clear(test, settings) else _NOT_CLEAR
    return (f"In the {FOLLOW} days after a first response of any kind, children had {times} times as many episodes as "
            f"children of the same recent history who had had none: {how} ({p_value(test.adjusted)}, adjusted)"
            f"{_NOT_WHY if clear(test, settings) else ''}.")


def _say_kinds(table: SafeTable, kinds: Mapping[str, Test], settings: Settings) -> str:
    """Which kinds stand out, which do not, and of which it cannot be told."""
    able = [label for label, test in kinds.items() if not test.refusal]
    if not able:
        return "No kind of response was given to enough children to be compared by itself."
    fewer, more = (_standing_out(table, kinds, settings, side) for side in (-1, 1))
    parts = [f"{listed(_with_ratio(table, some))} {'was' if len(some) == 1 else 'were'} followed by clearly {word} "
             "episodes than the children's recent history lets expect"
             for some, word in ((fewer, "fewer"), (more, "more")) if some]
    said = f"Of {plural(len(able), 'kind')} of response that could be compared, "
    if parts:
        return f"{said}{listed(parts)}."
    return (f"{said}none was followed by clearly fewer or clearly more episodes than the children's recent history "
            "lets expect.")


def _with_ratio(table: SafeTable, labels: list[str]) -> list[str]:
    return [f"{lower(label)} ({interval(table, 'ratio', label=label)} times as many)" for label in labels]


def _standing_out(table: SafeTable, kinds: Mapping[str, Test], settings: Settings, side: int) -> list[str]:
    return [label for label, test in kinds.items() if clear(test, settings) and
            ((table.value("ratio", label=label)[0] or 1) - 1) * side > 0]


def _say_each(table: SafeTable, kinds: Mapping[str, Test], settings: Settings) -> str:
    told = {label: test for label, test in kinds.items()
            if not test.refusal and table.value("ratio", label=label)[0] is not None}
    said = [f"{lower(label)}, {interval(table, 'ratio', label=label)} times as many episodes as expected "
            f"({p_value(test.adjusted)}, adjusted)" for label, test in told.items() if clear(test, settings)]
    refused = [lower(label) for label, test in kinds.items() if test.refusal]
    cannot = f" Of {listed(refused)} it cannot be told: too few children." if refused else ""
    if not told:
        return f"No kind can be compared.{cannot}"
    if not said:
        return f"None of the {small(len(told))} kinds differs clearly from what was expected.{cannot}"
    rest = " The others do not differ clearly from it." if len(said) < len(told) else ""
    return f"By kind: {'; '.join(said)}.{rest}{cannot}"


def _say_mean(table: SafeTable) -> str:
    """How far numbers fall anyway among children matched at the height of their episodes."""
    before, expected = (table.value(name, label=ANY)[0] for name in ("before", "expected"))
    if before is None or expected is None:
        return ""
    return (f"The matched children had {cell(table, 'before', label=ANY)} episodes in the {FOLLOW} days before the "
            f"response and {cell(table, 'observed', label=ANY)} in the {FOLLOW} days after. Such a fall is no sign "
            "that a response worked: from their matches, who had had none by then, "
            f"{cell(table, 'expected', label=ANY)} were to be expected.")


def _say_prevention(table: SafeTable, test: Test, settings: Settings) -> str:
    if test.refusal:
        return ("For children without a recorded episode in the year before, it cannot be told what followed a "
                f"response: {test.refusal}.")
    how = "a clear difference" if clear(test, settings) else _NOT_CLEAR
    return (f"Children without an episode in the year before had, after a response, "
            f"{interval(table, 'ratio', label=AT_RISK)} times as many episodes as matched children: {how}"
            f"{_NOT_WHY if clear(test, settings) else ''}.")


def _say_check(table: SafeTable) -> str:
    known = [label for label in table.rows["label"] if table.value("second", label=label)[0] is not None
             and table.value("usual", label=label)[0] is not None]
    if not known:
        return ""
    label = known[0]
    which = "all kinds together" if label == ANY else lower(label)
    return (f"For {which}, there were {cell(table, 'second', label=label)} times as many episodes as the second method "
            f"expects, and {cell(table, 'usual', label=label)} times as many as the matches let expect.")


def _say_longer(table: SafeTable) -> str:
    both = [label for label in table.rows["label"] if table.value("longer", label=label)[0] is not None
            and table.value("usual", label=label)[0] is not None]
    if not both:
        return f"Too few children could be followed for {LONGER} days."
    label = both[0]
    which = "all kinds together come" if label == ANY else f"'{lower(label)}' comes"
    return (f"Of those who could be followed for {LONGER} days, {which} to {interval(table, 'longer', label=label)} "
            "times as many episodes as their matches let expect, where it was "
            f"{interval(table, 'usual', label=label)} over {FOLLOW} days.")


def _title(table: SafeTable, kinds: Mapping[str, Test], settings: Settings) -> str:
    fewer = _standing_out(table, kinds, settings, -1)
    if fewer:
        return f"{capital(listed([lower(label) for label in fewer]))}: fewer episodes than expected"
    if all(test.refusal for test in kinds.values()):
        return "Episodes after a response, against like children"
    return "No response was followed by clearly fewer episodes"


def _strength(of: Mapping[str, Test], settings: Settings) -> str:
    able = [label for label, test in of.items() if not test.refusal]
    if not able:
        return "There is no evidence either way: too few children were given a response and could be matched."
    found = "some ratios are clear" if any(clear(of[label], settings) for label in able) else "no ratio is clear"
    return ("The evidence is weak to moderate: children are compared with others of the same history, which takes out "
            f"the fall that follows any bad spell, but who is given what was decided by people; {found}, and the "
            "intervals are wide.")
