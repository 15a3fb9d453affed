"""RQ14 in words: what links are there between going missing and other difficulties known in children's lives."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.together import NUMBERS, TOGETHER
from missing_audit.findings.two_groups import FIRST, SECOND
from missing_audit.safe_table import SafeTable
from missing_audit.words import capital, cell, interval, listed, lower, p_value, small

__all__ = ["write"]

_CAVEATS = (
    "It does not show that a difficulty brings about going missing, nor that going missing brings about a difficulty: "
    "both may have a third thing behind them, and what was recorded later may have begun earlier.",
    "Children whom social care did not know before are not compared at all, although many who go missing are among "
    "them; nothing here is about children in general.",
    "A difficulty counts where an agency recorded it, so that children whom more agencies know have more recorded; "
    "holding the number of agencies alike takes some of that away, and may take away something real as well.",
    "A difficulty that is not recorded may be there all the same, most of all where no assessment was made.",
    "Children who went missing later are among the others until they did, so that the groups are those who went and "
    "those who had not gone yet, and not two kinds of children.",
    "Those of whom no episode is recorded may have been missing without anybody's reporting it.",
    "The family support list says of a whole family that it met a criterion, which counts for each of its children.",
    "Ranks rest on shares that are small and near each other; where their intervals overlap, the order is open. They "
    "mix whether a child went with how often, and those who did not are looked at on a day of another kind.",
)
_NAMED = 3
"""Difficulties that the answer names."""


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    if "rq14_odds" not in tables:
        answer = ("What links there are between going missing and other difficulties cannot be said from the sources "
                  "supplied.")
        return Prose({"answer": answer}, "There is no evidence: what the comparison needs was not supplied, or is of "
                     "too few children.", "nobody", _CAVEATS)
    beyond = [row for row in tables["rq14_odds"].rows["label"]
              if tables["rq14_odds"].value("clear", label=row)[0] == "Yes" and _known(tables["rq14_odds"], row)]
    sentences = {"answer": _answer(tables, tests["RQ14-1"], beyond, settings), "rq14_compared": _compared(tables),
                 "rq14_prevalence": _prevalence(tables["rq14_prevalence"]),
                 "rq14_number": _number(tables["rq14_number"], tests["RQ14-1"], settings),
                 "rq14_odds": _odds(tables["rq14_odds"], beyond), "rq14_pairs": _pairs(tables["rq14_pairs"]),
                 "rq14_agencies": _agencies(tables["rq14_odds"], beyond)}
    sentences |= _titles(tables, beyond)
    if "rq14_trio" in tables:
        sentences["rq14_trio"] = _trio(tables["rq14_trio"])
    if "rq14_rank" in tables:
        sentences["rq14_rank"] = _rank(tables["rq14_rank"])
    return Prose(sentences, _strength(beyond), "children of these ages in "
                 f"{settings.county.name} whom social care knew before, and to nobody else", _CAVEATS)


def _known(table: SafeTable, label: str) -> bool:
    """Whether the odds ratio is shown, and above 1."""
    return (table.value("adjusted", label=label)[0] or 0) > 1 and table.value("adjusted_low", label=label)[1] == ""


def _answer(tables: Mapping[str, SafeTable], test: Test, beyond: list[str], settings: Settings) -> str:
    """The number of difficulties in both groups, and those that stand out."""
    number, none = tables["rq14_number"], NUMBERS[0]
    if any(number.value(f"{group}_share", label=none)[1] for group in ("first", "second")):
        said = "How many had a difficulty recorded before is withheld"
    else:
        said = (f"Of children whom social care knew before, {interval(number, 'first_share', label=none)} of those who "
                f"then went missing had none of the difficulties looked for on record, against "
                f"{interval(number, 'second_share', label=none)} of others known at the same time")
    if test.refusal or not clear(test, settings):
        said += "; the two groups do not clearly differ in how many they had"
    if not beyond:
        return f"{said}. With age and sex held, no single difficulty is clearly linked with going missing."
    many = len(tables["rq14_odds"].rows)
    kept = _kept(tables["rq14_odds"], beyond)
    said += (f". With age and sex held, {len(beyond)} of {many} difficulties "
             f"{'is' if len(beyond) == 1 else 'are'} clearly linked with going missing. Children whom more agencies "
             "know have more on record")
    if not kept:
        return f"{said}: among children known to equally many, no interval stays above 1."
    named = [f"'{lower(label)}' (odds ratio {_ratio(tables['rq14_odds'], 'agencies', label)})"
             for label in kept[:_NAMED]]
    count = (f"the interval of {small(len(kept))} stays above 1, which is not adjusted for the number of difficulties")
    which = f"{listed(named)}" if len(kept) <= _NAMED else f"{listed(named)} foremost"
    return f"{said}: among children known to equally many, {count}: {which}. This says nothing of why."


def _kept(table: SafeTable, beyond: list[str]) -> list[str]:
    """The links that are clear by themselves where equally many agencies had a record."""
    return [label for label in beyond if (table.value("agencies_low", label=label)[0] or 0) > 1]


def _ratio(table: SafeTable, column: str, label: str) -> str:
    """An odds ratio with its interval, without brackets within brackets."""
    return interval(table, column, label=label).replace(" (", ", ").removesuffix(")")


def _compared(tables: Mapping[str, SafeTable]) -> str:
    table = tables["rq14_compared"]
    first, second = (cell(table, "children", label=label) for label in (FIRST, SECOND))
    ages = [cell(table, "age", label=label) for label in (FIRST, SECOND)]
    return (f"Compared are {first} children, as they were on the day of their first episode, and {second} who had not "
            f"gone missing by then. Their mean ages are {ages[0]} and {ages[1]} years, which is why odds ratios are "
            "given with age and sex held.")


def _prevalence(table: SafeTable) -> str:
    shown = [label for label in table.rows["label"] if table.value("difference", label=label)[1] == ""]
    if not shown:
        return "Every count by difficulty is withheld."
    top = shown[0]
    apart = max(shown, key=lambda label: table.value("difference", label=label)[0])
    return (f"The difficulty recorded most often of those who went missing is '{lower(top)}', of "
            f"{interval(table, 'first_share', label=top)}. The largest difference from the others is in "
            f"'{lower(apart)}': {interval(table, 'difference', label=apart)} percentage points.")


def _number(table: SafeTable, test: Test, settings: Settings) -> str:
    most = NUMBERS[-1]
    said = "How many had several kinds recorded is withheld."
    if not any(table.value(f"{group}_share", label=most)[1] for group in ("first", "second")):
        said = (f"{capital(lower(most))} kinds of difficulty were on record of "
                f"{interval(table, 'first_share', label=most)} of those who went missing, and of "
                f"{interval(table, 'second_share', label=most)} of the others.")
    if test.refusal:
        return f"{said} Whether the groups differ in this cannot be tested: {test.refusal}."
    verdict = "differ in" if clear(test, settings) else "do not clearly differ in"
    return f"{said} The two groups {verdict} how many kinds were recorded ({p_value(test.adjusted)}, adjusted)."


def _odds(table: SafeTable, beyond: list[str]) -> str:
    if not beyond:
        return "With age and sex held, no difficulty is recorded clearly more often of those who went missing."
    top = beyond[0]
    unclear = [row for row in table.rows["label"] if table.value("clear", label=row)[0] == "No"]
    times = interval(table, "adjusted", label=top)
    said = (f"With age and sex held, the odds of going missing for the first time are {times} times as high where "
            f"'{lower(top)}' is recorded as where it is not. ")
    said += (f"Clearly linked: {_quoted(beyond)}." if len(beyond) <= _NAMED else
             f"Of {len(table.rows)} difficulties, {len(beyond)} are clearly linked with going missing.")
    return f"{said} No clear link was found with {_quoted(unclear, 'or')}." if unclear else said


def _quoted(labels: list[str], joint: str = "and") -> str:
    """Difficulties in a sentence, each set off, since a label may hold an 'or' of its own."""
    return listed([f"'{lower(label)}'" for label in labels], joint)


def _agencies(table: SafeTable, beyond: list[str]) -> str:
    """What is left of the links where equally many agencies had a record."""
    if not beyond:
        return "Children who went missing were known to more agencies before."
    kept = _kept(table, beyond)
    said = ("Where children of whom equally many agencies had a record are set side by side, every link becomes weaker"
            if all(_less(table, label) for label in beyond) else
            "Where children of whom equally many agencies had a record are set side by side, the links change")
    if not kept:
        return f"{said}, and none is clear by itself: recording may account for much of what is seen here."
    return (f"{said}; the interval still lies above 1 for {_quoted(kept)}. Recording may "
            "account for much of the rest.")


def _less(table: SafeTable, label: str) -> bool:
    one, other = (table.value(column, label=label)[0] for column in ("adjusted", "agencies"))
    return one is not None and other is not None and other < one


def _pairs(table: SafeTable) -> str:
    shown = [label for label in table.rows["label"] if table.value("children", label=label)[1] == ""]
    if not shown:
        return "No pair of difficulties was recorded of enough children to be shown."
    top = shown[0]
    one, two = (lower(each) for each in top.split("; "))
    return (f"The pair recorded most often of those who went missing is '{one}' together with '{two}', of "
            f"{cell(table, 'children', label=top)} children, {cell(table, 'times', label=top)} times as many as if the "
            "two were unrelated.")


def _trio(table: SafeTable) -> str:
    if table.rows.empty:
        return "No assessment made before can be compared."
    if table.value("difference", label=TOGETHER)[1]:
        return ("The three together were found of too few of the assessed children for a comparison to be shown; each "
                "of the three by itself is in the table, as far as it can be shown.")
    return (f"All three together were found of {interval(table, 'first_share', label=TOGETHER)} of the assessed "
            f"children who went missing, and of {interval(table, 'second_share', label=TOGETHER)} of the others.")


def _rank(table: SafeTable) -> str:
    whole = table.rows["label"].tolist()[-1]
    shown = [label for label in table.rows["label"] if label != whole and table.value("rank", label=label)[1] == ""]
    said = (f"Together the difficulties account for {cell(table, 'share', label=whole)}% of the differences between "
            "children in whether, and how often, they went missing, with age and sex held and no allowance for how "
            "long each was followed.")
    if not shown:
        return said
    best, worst = (table.value(column, label=shown[0])[0] for column in ("rank_low", "rank_high"))
    rank = (f"its rank may be anything from {best:.0f} to {worst:.0f}" if worst > best else
            "it stands there in nearly every resample of children")
    return f"{said} First of them stands '{lower(shown[0])}', with {cell(table, 'share', label=shown[0])}%; {rank}."


def _titles(tables: Mapping[str, SafeTable], beyond: list[str]) -> dict[str, str]:
    many = len(tables["rq14_odds"].rows)
    rank = tables.get("rq14_rank")
    return {"title_odds": f"{len(beyond)} of {many} difficulties are linked with going missing, agencies not held"
            if beyond else "No difficulty is clearly linked with going missing",
            "title_prevalence": "Difficulties on record before, in both groups",
            "title_rank": "Difficulties by what they account for" if rank is None else _first(rank)}


def _first(rank: SafeTable) -> str:
    """The title of the ranking: who stands first, and whether that is settled."""
    label = rank.rows["label"].tolist()[0]
    worst, hidden = rank.value("rank_high", label=label)
    if hidden:
        return "Difficulties by what they account for"
    return f"'{label}' stands first{', but the order is open' if worst > 1 else ''}"


def _strength(beyond: list[str]) -> str:
    if not beyond:
        return "The evidence shows no clear link; links that are weak, or of rare difficulties, may not be found by it."
    return ("The evidence is moderate that difficulties on record go with going missing: everything was recorded "
            "before the first episode, and tests allow for their number. It is weak on which matter most, since "
            "recording differs from child to child and the ranks overlap.")
