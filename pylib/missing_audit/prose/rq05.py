"""RQ05 in words: what are the overall reasons for running away rather than staying in the placement or home."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.follow_up import TRAITS
from missing_audit.findings.interviewed import HELD, TOLD, WITHIN
from missing_audit.findings.rq05 import ALONE, TABLES, TESTED
from missing_audit.safe_table import SafeTable
from missing_audit.schema import code_list
from missing_audit.words import capital, cell, in_sentences, interval, listed, lower, p_value, plural, small

__all__ = ["write"]

_MOST = 3
_CAVEATS = (
    "A reason is what a child told an interviewer, after the return, and what the interviewer wrote down under one of "
    "a fixed list of headings; it is not what an inquiry found.",
    "The list has more headings of push than of pull, so that push is the more easily named.",
    "Children differ in whether they are interviewed also by what no agency records, and weights cannot make up for "
    "that.",
    "Interviews that could not be matched to a missing episode in scope are left out.",
    "Children who go missing without any agency's knowing are never asked.",
    "Some reasons cannot hold everywhere: nobody at the family home is unhappy in a placement.",
)


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    if "rq05_reasons" not in tables:
        answer = "Why children go cannot be said from the sources supplied: nobody's return home interview is there."
        return Prose({"answer": answer}, "There is no evidence: it needs return home interviews.", "nobody", _CAVEATS)
    reasons, alone, funnel = (tables[f"rq05_{name}"] for name in ("reasons", "sides", "funnel"))
    sentences = _say_most(reasons) | _say_sides(alone, tests["RQ05-1"], settings) | _say_funnel(funnel)
    sentences["answer"] = in_sentences([sentences.pop("most"), sentences.pop("split")])
    sentences |= _say_weighted(reasons)
    for trait in TABLES:
        if f"rq05_{trait}" in tables:
            sentences[f"rq05_{trait}"] = _say_trait(tables[f"rq05_{trait}"], trait, tests, settings)
    sentences |= _say_who(tables["rq05_who"], tests, settings)
    return Prose(sentences, _strength(funnel), f"children aged {settings.rate_ages} who were interviewed after a "
                 "missing episode and, weighted, all of these ages whose episodes were recorded in "
                 f"{settings.county.name} in the period, as far as those who were not interviewed would have said the "
                 "like", _CAVEATS, _facts(reasons))


def _ordered(reasons: SafeTable, column: str = "share") -> list[str]:
    """Reasons that can be shown, the most often named first."""
    shown = reasons.rows[reasons.marks[column] == ""]
    return shown.assign(by=shown[column].astype(float)).sort_values("by", ascending=False, kind="stable")[
        "reason"].tolist()


def _say_most(reasons: SafeTable) -> dict[str, str]:
    order = _ordered(reasons)[:_MOST]
    if not order:
        return {"most": "Every reason given in return home interviews is named by too few children to be shown",
                "title_reasons": "Reasons named in return home interviews"}
    first, *others = order
    said = [f"'{lower(first)}', in {interval(reasons, 'share', reason=first)} of interviews"]
    said += [f"'{lower(reason)}', in {interval(reasons, 'share', reason=reason)}" for reason in others]
    by_child = [f"{cell(reasons, 'children_share', reason=first)} named '{lower(first)}' at least once"]
    by_child += [f"{cell(reasons, 'children_share', reason=reason)} '{lower(reason)}'" for reason in others]
    return {
        "most": f"The reasons most often written down in return home interviews are {listed(said)}; of the children "
                f"interviewed, {listed(by_child)}",
        "rq05_reasons": "Among children, one who was interviewed several times counts once.",
        "title_reasons": f"'{first}' is named in {cell(reasons, 'share', reason=first)} of interviews",
    }


def _say_sides(alone: SafeTable, test: Test, settings: Settings) -> dict[str, str]:
    part = {side: interval(alone, "share", alone=label) for side, label in ALONE.items()}
    return {
        "split": "Of a list with more headings of push than of pull, reasons of push alone, away from where the child "
                 "lived, are named in "
                 f"{part['push']} of interviews, of pull alone, towards something or somebody, in {part['pull']}, and "
                 f"of both in {part['both']}",
        "rq05_sides": _say_push(alone, test, settings),
    }


def _say_push(alone: SafeTable, test: Test, settings: Settings) -> str:
    if test.refusal:
        return f"Whether push alone or pull alone is the more frequent cannot be tested: {test.refusal}."
    push, pull = (alone.value("share", alone=ALONE[side])[0] for side in ("push", "pull"))
    p = p_value(test.adjusted)
    if not clear(test, settings):
        return f"There is no clear difference between how often push alone and pull alone are named ({p}, adjusted)."
    more = "" if None in (push, pull) else "more" if push > pull else "less"
    said = f"Push alone is named {more} often than pull alone" if more else "Push alone and pull alone differ"
    return f"{said}, a clear difference ({p}, adjusted)."


def _say_weighted(reasons: SafeTable) -> dict[str, str]:
    shown = reasons.rows[(reasons.marks["weighted"] == "") & (reasons.marks["share"] == "")]
    if shown.empty:
        return {}
    points = round(100 * float((shown["weighted"].astype(float) - shown["share"].astype(float)).abs().max()))
    much = plural(points, "percentage point") if points else "half a percentage point"
    plain, weighted = _ordered(reasons)[:_MOST], _ordered(reasons, "weighted")[:_MOST]
    then = listed([f"'{lower(each)}'" for each in weighted])
    same = "the same reasons come first" if set(plain) == set(weighted) else f"the reasons that come first are {then}"
    return {"rq05_weights": "Weighted so that the interviews stand for all missing episodes, no share changes by more "
                            f"than about {much}, and {same}."}


def _say_trait(table: SafeTable, trait: str, tests: Mapping[str, Test], settings: Settings) -> str:
    """Which reasons differ between groups, and how the one that differs most does."""
    codes = code_list("reason")
    own = {code: tests[TESTED[trait, code]] for code in codes}
    found = [code for code, test in own.items() if clear(test, settings)]
    refused = sum(bool(test.refusal) for test in own.values())
    where, rest = TRAITS[trait].lower(), f" {capital(small(refused))} of the {len(own)} reasons could not be tested: a "
    rest = f"{rest}group has too few children who named them." if refused else ""
    if refused == len(own):
        return f"Whether reasons differ by {where} cannot be tested: too few children are in one of the groups."
    if not found:
        return f"By {where}, no reason that could be tested differs clearly between the groups.{rest}"
    first = min(found, key=lambda code: own[code].adjusted)
    each = [f"{lower(field.label)}, {interval(table, field.name, reason=codes[first].label)}"
            for field in table.fields if field.low]
    names = listed([f"'{lower(codes[code].label)}'" for code in found])
    groups = f"Its shares of interviews are: {'; '.join(each)}.{rest}"
    if len(found) == 1:
        return f"By {where}, one reason differs clearly between the groups: {names}. {groups}"
    return (f"By {where}, {small(len(found))} reasons differ clearly between the groups: {names}. "
            f"The clearest difference is in '{lower(codes[first].label)}'. {groups}")


def _say_funnel(funnel: SafeTable) -> dict[str, str]:
    held, within, told = (interval(funnel, column, step=step) for column, step in (
        ("share", HELD), ("of_held", WITHIN), ("of_held", TOLD)))
    return {"rq05_funnel": f"An interview was held after {held} of missing episodes; {within} of these interviews were "
                           f"within 72 hours of the return, and reasons were written down in {told} of them."}


def _say_who(table: SafeTable, tests: Mapping[str, Test], settings: Settings) -> dict[str, str]:
    """By which traits interviews differ, with the lowest and the highest share."""
    ids = {trait: f"RQ05-{number}" for number, trait in enumerate(TRAITS, start=2)}
    made = {trait: tests[name] for trait, name in ids.items() if name in tests}
    found = [trait for trait, test in made.items() if clear(test, settings)]
    if not found:
        return {"rq05_who": "No clear difference was found in how often children of different groups are interviewed.",
                "title_who": "Who is interviewed after coming back"}
    return {"rq05_who": "The share of episodes after which an interview was held differs clearly "
                        f"{'; '.join(_range(table, trait) for trait in found)}.",
            "title_who": f"Interviews differ by {listed([lower(TRAITS[trait]) for trait in found])}"}


def _range(table: SafeTable, trait: str) -> str:
    """The lowest and the highest share among the groups of a trait that can be shown."""
    heading = TRAITS[trait]
    shown = table.rows[(table.rows["trait"] == heading) & (table.marks["held"] == "")]
    shown = shown.assign(by=shown["held"].astype(float)).sort_values("by", kind="stable")["group"].tolist()
    if len(shown) < 2:
        return f"by {lower(heading)}"
    ends = [f"{interval(table, 'held', trait=heading, group=each)}, '{each}'," for each in (shown[0], shown[-1])]
    return f"by {lower(heading)}, from {' to '.join(ends).rstrip(',')}"


def _strength(funnel: SafeTable) -> str:
    share = funnel.value("share", step=TOLD)[0]
    if share is None:
        return "The evidence is weak: too few interviews have reasons."
    return ("The evidence is moderate on what interviewed children say: reasons are known of "
            f"{interval(funnel, 'share', step=TOLD)} of missing episodes. It is weak on why children go, since nobody "
            "can know whether those who were not asked, or did not say, would have named the same.")


def _facts(reasons: SafeTable) -> tuple[tuple[str, str], ...]:
    """The reason named most often, for the front page, unless all are withheld."""
    order = _ordered(reasons)[:1]
    return tuple((cell(reasons, "share", reason=first),
                  f"of return home interviews name '{lower(first)}' as why the child went, more than any other reason")
                 for first in order)
