"""RQ08 in words: what cross-boundary issues are there, and how are children placed out of area, or here, tracked."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.crossings import KINDS, SIDES
from missing_audit.findings.notices import LINES
from missing_audit.findings.rq08 import COMPARED, RECORDED
from missing_audit.placing import PLACED
from missing_audit.safe_table import NOT_APPLICABLE, SafeTable
from missing_audit.words import cell, in_sentences, interval, listed, lower, p_value, share, small

__all__ = ["write"]

_INSIDE, _OUTSIDE, _VISITOR = PLACED.values()
_CAVEATS = (
    "A placement counts as outside the county where its postcode is not in the county's own list of areas; one that is "
    "written wrongly, or not given, would count as outside too.",
    "Children placed outside differ from those placed in the county, so that a difference between them, or none, says "
    "nothing about what a placement outside does.",
    "Going missing from placements outside is known here through social care alone, and social care depends on what "
    "the placement tells it.",
    "Of children whom other authorities placed here, only those of whom a notice came are known to be such; those whom "
    "a home's log alone names are counted beside the notices and nowhere else, and police reports do not say whose a "
    "child is.",
    "A record of a child says that an agency knows the child, and not that it knew where the child was placed.",
)


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    sentences: dict[str, str] = {}
    if "rq08_notices" in tables:
        sentences |= _say_notices(tables["rq08_notices"], settings)
    if "rq08_flows" not in tables:
        known = sentences.get("rq08_notices", "")
        answer = "Who is placed across the county's boundary cannot be said from the sources supplied."
        return Prose(sentences | {"answer": f"{answer} {known}".strip(), "title_flows": "Who crosses is not known"},
                     "There is no evidence on who crosses the boundary: what it needs was not supplied.", "nobody",
                     _CAVEATS)
    flows, tracked = tables["rq08_flows"], tables["rq08_tracked"]
    sentences |= _say_flows(flows) | _say_tracked(tracked)
    if "rq08_rates" in tables:
        sentences |= _say_rates(tables["rq08_rates"], tables["rq08_ratios"], tests, settings)
    sentences["rq08_held"] = _say_held(tables["rq08_held"])
    sentences["answer"] = _answer(flows, tracked, sentences, settings)
    return Prose(sentences, _strength(tests, settings),
                 f"looked-after children aged {settings.rate_ages} whom {settings.county.name} placed, or knows to "
                 "have been placed in it, in the period", _CAVEATS)


def _answer(flows: SafeTable, tracked: SafeTable, sentences: Mapping[str, str], settings: Settings) -> str:
    gone, came = (cell(flows, "at_risk", lies=lies) for lies in (_OUTSIDE, _VISITOR))
    parts = [f"At some time, {gone} of the county's own looked-after children aged {settings.rate_ages} were placed "
             f"outside it, and notices tell of {came} children placed in it by other authorities"]
    if "rate" in sentences:
        parts.append(sentences["rate"])
    known = {verdict: [what for name, what in (("police", "known to this county's police"),
                                               ("offered", "followed by the offer of an interview"))
                       if _verdict(tracked, name) == verdict] for verdict in COMPARED.values()}
    for verdict, words in (("less", "clearly less often"), ("more", "clearly more often")):
        if said := known[COMPARED[verdict]]:
            parts.append(f"episodes outside are {words} {listed(said)} than those in the county; whether the police "
                         "and services where these children lived knew of them is in no record supplied")
    if said := known[COMPARED["alike"]]:
        parts.append(f"episodes outside and in the county do not differ clearly in being {listed(said, 'or')}")
    return in_sentences(parts)


def _verdict(tracked: SafeTable, name: str) -> str:
    """How often something is known of episodes outside, against in the county; not tested where no source tells it."""
    if not tracked.where(label=RECORDED[name]).size:
        return COMPARED[""]
    return tracked.value("compared", label=RECORDED[name])[0]


def _say_flows(flows: SafeTable) -> dict[str, str]:
    inside, outside, here = (flows.value("years", lies=lies)[0] for lies in PLACED.values())
    said = ""
    if inside is not None and outside is not None and inside + outside > 0:
        said = (f"Of the time that the county's own children spent looked after, {share(outside / (inside + outside))} "
                "was outside it.")
    more = "" if here is None else (f" Children placed here by other authorities spent "
                                    f"{cell(flows, 'years', lies=_VISITOR)} child-years in the county.")
    gone, came = (cell(flows, "at_risk", lies=lies) for lies in (_OUTSIDE, _VISITOR))
    return {"rq08_flows": f"{said}{more}".strip() or "The time spent on either side of the boundary is withheld.",
            "title_flows": f"{gone} children placed outside, {came} placed here"}


def _say_rates(rates: SafeTable, ratios: SafeTable, tests: Mapping[str, Test], settings: Settings) -> dict[str, str]:
    test, label = tests["RQ08-1"], KINDS["all"]
    outside, inside = (interval(rates, "rate", kind=label, lies=SIDES[side]) for side in ("outside", "inside"))
    both = (f"for every 100 child-years there were {outside} missing episodes from placements outside, and {inside} "
            "from placements in the county")
    if test.refusal:
        verdict, rest = f"whether these differ cannot be tested: {test.refusal}", both
    elif clear(test, settings):
        verdict = f"this is a clear difference ({p_value(test.adjusted)}, adjusted)"
        rest = f"{both}, a clear difference"
    else:
        verdict = f"this is no clear difference ({p_value(test.adjusted)}, adjusted)"
        rest = f"{both}, which is no clear difference"
    shown = [kind for kind in KINDS if kind != "all" and ratios.value("ratio", kind=KINDS[kind])[0] is not None]
    kinds = listed([f"{interval(ratios, 'ratio', kind=KINDS[kind])} ('{lower(KINDS[kind])}')" for kind in shown])
    by_kind = (f" The rate outside over the rate in the county is, by kind of placement, {kinds}." if shown else
               " No kind of placement has enough children on both sides for the two to be compared.")
    return {"rate": rest, "rq08_rates": f"By social care's records, {both}; {verdict}.{by_kind}"}


def _say_tracked(tracked: SafeTable) -> dict[str, str]:
    said = []
    for name, what in (("police", "known to this county's police"),
                       ("offered", "followed by the offer of a return home interview")):
        if tracked.where(label=RECORDED[name]).size:
            said.append(_one_tracked(tracked, name, what))
    return {"rq08_tracked": " ".join(said) or "No source says who was told of these episodes.",
            "title_tracked": "Who knows of episodes, by where children are placed"}


def _one_tracked(tracked: SafeTable, name: str, what: str) -> str:
    """A share of each group; where one is withheld, which way it differs all the same."""
    inside, outside, visitor = (None if tracked.value(key, label=RECORDED[name])[0] is None else
                                interval(tracked, key, label=RECORDED[name]) for key in PLACED)
    verdict = _verdict(tracked, name)
    against = {COMPARED["less"]: "clearly fewer", COMPARED["more"]: "clearly more"}.get(verdict, "")
    said = ("Of the missing episodes of the county's own children placed in it, "
            f"{inside or 'a share that is withheld'} were {what}")
    if outside:
        said += f"; of those placed outside, {outside}{f' ({against})' if against else ''}"
    else:
        said += f"; of those placed outside{f', {against}' if against else ''} (withheld to protect children)"
    said += f"; of those placed here by others, {visitor}" if visitor else ""
    return f"{said}." + (" Outside and in the county do not differ clearly." if verdict == COMPARED["alike"] else "")


def _say_held(held: SafeTable) -> str:
    could = held.rows[held.marks["visitor"] != NOT_APPLICABLE]
    blank = [value for value in could["visitor"] if value == 0]
    if not blank:
        return "Every record that could hold a child placed here by another authority does hold some."
    return (f"Of the {len(could)} records below that could hold a child placed here by another authority, "
            f"{small(len(blank))} {'holds' if len(blank) == 1 else 'hold'} none.")


def _say_notices(notices: SafeTable, settings: Settings) -> dict[str, str]:
    one = {name: cell(notices, "number", label=LINES[name]) for name in ("all", "in_time", "undated")
           if notices.where(label=LINES[name]).size}
    time = interval(notices, "share", label=LINES["in_time"])
    risk = interval(notices, "share", label=LINES["shared"])
    said = (f"The county holds {one['all']} notices of children aged {settings.rate_ages} placed here by other "
            f"authorities in the period; {time} are known to have come by one working day after the child moved in, "
            f"and {risk} said whether the child was at risk of going missing.")
    if notices.where(label=LINES["missing"]).size:
        said += (f" Of the notices, {interval(notices, 'share', label=LINES['missing'])} are of children who were "
                 "recorded as missing while placed here.")
    if notices.where(label=LINES["unannounced"]).size:
        logged = LINES["logged"]
        said += (" How many children of other authorities the logs of homes name, and of how many of them no notice is "
                 "held, is withheld." if notices.value("number", label=logged)[0] is None else
                 f" The logs of homes name {cell(notices, 'number', label=logged)} children of other authorities; "
                 f"without a notice: {cell(notices, 'number', label=LINES['unannounced'])}.")
    return {"rq08_notices": said}


def _strength(tests: Mapping[str, Test], settings: Settings) -> str:
    police = tests.get("RQ08-2")
    if police is not None and clear(police, settings):
        return ("The evidence is strong that this county's police know of episodes on the two sides of the boundary "
                "unequally often, as is to be expected where another force is responsible, and says nothing of whether "
                "the children were looked for where they lived; it is weak on how often children placed outside go "
                "missing, which only social care records, and weakest on children placed here without notice.")
    return ("The evidence is moderate on who is placed where, and weak on how often children who cross the boundary go "
            "missing, since fewer agencies record it.")
