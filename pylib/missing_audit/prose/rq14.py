"""RQ14 in words: what links are there between going missing and other difficulties known in children's lives."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.together import NUMBERS, TOGETHER
from missing_audit.prose.phrases import lower
from missing_audit.safe_table import SafeTable
from missing_audit.words import capital, cell, interval, listed, p_value, plural, small

__all__ = ["write"]

_MOST = 3
_CAVEATS = (
    "That two things stand in the records of the same children does not show that one brings about the other.",
    "Children with whom more agencies have to do have more written down about them, whatever their lives are like; the "
    "last column of the odds ratios allows for the number of agencies, and cannot allow for how closely each looks.",
    "Only children whom social care already knew before are compared; of children whom it came to know through their "
    "going missing, or never, nothing is said.",
    "A difficulty that nobody recorded counts as none.",
    "The children who did not go missing are drawn by lot from all who could be; another lot would move the ratios, by "
    "about as much as their intervals say.",
    "The children compared are of the same day, and not of the same age; age and sex are held equal by a model.",
    "A difficulty may have ended long before; the day on which it was first recorded is all that is used.",
)


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    where = (f"children aged {settings.rate_ages} whom social care in {settings.county.name} already knew before they "
             "first went missing, or by the same day")
    if "rq14_odds" not in tables:
        return Prose({"answer": "What links there are with other difficulties cannot be said from the sources "
                                "supplied.", "title_odds": "No difficulty can be compared"},
                     "There is no evidence: what is needed was not supplied, or is of too few children.", where,
                     _CAVEATS)
    odds = tables["rq14_odds"]
    known = [label for label in odds.rows["label"] if odds.value("adjusted", label=label)[0] is not None]
    apart = [label for label in known if odds.value("clear", label=label)[0] == "Yes"]
    sentences = {
        "answer": _say_answer(odds, known, apart),
        "rq14_compared": _say_compared(tables["rq14_compared"]),
        "rq14_number": _say_number(tables["rq14_number"], tests["RQ14-1"], settings),
        "rq14_odds": _say_odds(odds, known, apart, tests),
        "rq14_held": _say_held(odds, apart),
        "rq14_pairs": _say_pairs(tables["rq14_pairs"]),
        "title_odds": _title(odds, apart),
    }
    if "rq14_trio" in tables:
        sentences["rq14_trio"] = _say_trio(tables["rq14_trio"])
    if "rq14_rank" in tables:
        sentences["rq14_rank"] = _say_rank(tables["rq14_rank"])
    return Prose(sentences, _strength(apart), where, _CAVEATS)


def _ratio(odds: SafeTable, label: str, column: str = "adjusted") -> str:
    return interval(odds, column, label=label)


def _quoted(labels: list[str]) -> list[str]:
    return [f"'{lower(label)}'" for label in labels]


def _say_answer(odds: SafeTable, known: list[str], apart: list[str]) -> str:
    if not known:
        return ("Of none of the difficulties that agencies record can it be told whether it goes with going missing: "
                "too few children have it recorded.")
    more = [label for label in apart if odds.value("adjusted", label=label)[0] > 1]
    if not apart:
        return ("Among children whom social care already knew, none of the difficulties that agencies record goes "
                "clearly with going missing, age and sex held equal.")
    said = [f"'{lower(label)}' (odds ratio {_ratio(odds, label).replace(' (', ', ')}" for label in apart[:_MOST]]
    others = len(apart) - len(said)
    rest = f", and {small(others)} more" if others > 0 else ""
    way = "more often" if len(more) == len(apart) else "more, or less, often"
    return (f"Among children whom social care already knew, {len(apart)} of {len(known)} kinds of "
            f"difficulty had been recorded clearly {way} of those who then went missing, age and sex held equal: "
            f"{', '.join(said)}{rest}; this does not show that one brings about the other.")


def _say_compared(table: SafeTable) -> str:
    first, second = table.rows["label"].tolist()
    return (f"{capital(cell(table, 'children', label=first))} children who went missing are set beside "
            f"{cell(table, 'children', label=second)} whom social care knew on the same days and who did not. On "
            f"average {interval(table, 'agencies', label=first)} agencies had a record of the former before, and "
            f"{interval(table, 'agencies', label=second)} of the latter.")


def _say_number(table: SafeTable, test: Test, settings: Settings) -> str:
    none, many = NUMBERS[0], NUMBERS[-1]
    said = (f"No difficulty was recorded of {interval(table, 'first_share', label=none)} of those who went missing and "
            f"of {interval(table, 'second_share', label=none)} of the others, and three or more of "
            f"{interval(table, 'first_share', label=many)} and {interval(table, 'second_share', label=many)}.")
    if test.refusal:
        return f"{said} Whether the numbers differ cannot be tested: {test.refusal}."
    how = "a clear difference" if clear(test, settings) else "no clear difference"
    return f"{said} The numbers are compared child by child: there is {how} ({p_value(test.adjusted)}, adjusted)."


def _say_odds(odds: SafeTable, known: list[str], apart: list[str], tests: Mapping[str, Test]) -> str:
    rest = [label for label in known if label not in apart]
    said = [f"'{lower(label)}', {_ratio(odds, label)}" for label in apart]
    some = f"With age and sex held equal, the odds ratios that are beyond chance are: {'; '.join(said)}." if said else \
        "With age and sex held equal, no odds ratio is beyond chance."
    others = f" Of {listed(_quoted(rest))} no clear difference was found." if rest else ""
    refused = sum(bool(test.refusal) for test in tests.values())
    cannot = f" {capital(plural(refused, 'comparison'))} could not be made." if refused else ""
    return f"{some}{others}{cannot}"


def _say_held(odds: SafeTable, apart: list[str]) -> str:
    """What is left where the number of agencies is held equal."""
    shown = [label for label in apart if odds.value("agencies_low", label=label)[0] is not None]
    if not shown:
        return ""
    left = [label for label in shown if odds.value("agencies_low", label=label)[0] > 1]
    if not left:
        return ("Between children of whom equally many agencies have a record, none of these ratios has an interval "
                "that leaves 1 out: how closely a child is looked at may be all that they show.")
    return (f"Between children of whom equally many agencies have a record, the intervals of "
            f"{listed(_quoted(left))} still leave 1 out.")


def _say_pairs(table: SafeTable) -> str:
    shown = [label for label in table.rows["label"] if table.value("children", label=label)[0] is not None]
    if not shown:
        return "No pair of difficulties is recorded of enough children to be shown."
    first, second = shown[0].split("; ")
    return (f"The pair recorded most often of children who went missing is '{lower(first)}' with '{second}', of "
            f"{interval(table, 'share', label=shown[0])} of them.")


def _say_trio(table: SafeTable) -> str:
    if TOGETHER not in set(table.rows["label"]):
        return "Nobody in one of the groups had been assessed before."
    share = interval(table, "first_share", label=TOGETHER)
    if table.value("first_share", label=TOGETHER)[0] is None:
        return ("Of how many assessed children all three had been found before cannot be shown: they are too few, in "
                "one group or the other.")
    return (f"All three had been found of {share} of the assessed children who went missing, and of "
            f"{interval(table, 'second_share', label=TOGETHER)} of the others.")


def _say_rank(table: SafeTable) -> str:
    whole = table.rows["label"].iloc[-1]
    first = table.rows["label"].iloc[0]
    share = cell(table, "share", label=whole)
    return (f"All together, with age and sex held equal, account for {share}% of the differences between children in "
            f"how often they go missing. First in rank comes '{lower(first)}', with a rank between "
            f"{_limits(table, first)} as far as chance allows.")


def _limits(table: SafeTable, label: str) -> str:
    low, high = (table.value(f"rank_{end}", label=label)[0] for end in ("low", "high"))
    return f"{low:.0f} and {high:.0f}" if low is not None else "limits that are withheld"


def _title(odds: SafeTable, apart: list[str]) -> str:
    if not apart:
        return "No difficulty goes clearly with going missing"
    return f"{apart[0]}: {cell(odds, 'adjusted', label=apart[0])} times the odds"


def _strength(apart: list[str]) -> str:
    if not apart:
        return "The evidence does not show links beyond chance; weak ones may still be there."
    return ("The evidence is moderate that these difficulties are recorded more often before children first go "
            "missing. It is weak on what that says of their lives, since who is looked at more has more recorded.")
