"""RQ07 in words: are there hot spots, what describes them, and do children go missing together."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.companions import HOUSEHOLD
from missing_audit.findings.places import NOWHERE, POSITIONS
from missing_audit.prose.company import say_company, say_frequent, say_mix
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, listed, p_value, plural

__all__ = ["write"]

_CAVEATS = (
    "It does not show why a place has more episodes than another: the make-up of a district is described, and anything "
    "that is not recorded may differ as well.",
    "Places where children are reported more readily look the same as places where more children go missing.",
    "What is expected rests on the age of the population and on the year; it does not allow for need, deprivation, or "
    "how many children are known to services.",
    "The population of ward-like areas is not known, so that an area can only be set against other areas by the "
    "children whom services know there.",
    "Friends cannot be told from others who happen to go missing at the same time and place, since names noted by the "
    "police stay behind linkage.",
    "With a dozen places or fewer, a difference of a fifth or a quarter between a hot spot and others can easily be "
    "missed.",
)


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    where = f"children aged {settings.rate_ages} in {settings.county.name} in the period"
    sentences = say_company(tables)
    if "rq07_districts" not in tables:
        sentences["answer"] = "Whether there are hot spots in the county cannot be said from the sources supplied."
        return Prose(sentences, "There is no evidence on hot spots: the sources that it needs were not supplied.",
                     where if tables else "nobody", _CAVEATS)
    sentences |= _say_districts(tables, tests["RQ07-1"], settings)
    sentences["rq07_moran"] = _say_neighbours(tests["RQ07-2"], settings)
    sentences["answer"] = " ".join(filter(None, [_answer(tables, tests, settings), _in_short(tables)]))
    if "rq07_traits" in tables:
        sentences["rq07_traits"] = _say_match(tables["rq07_traits"], settings)
    if "rq07_compared" in tables:
        sentences["rq07_compared"] = _say_compared(tables["rq07_compared"], tests, settings)
    if "rq07_variance" in tables:
        part = interval(tables["rq07_variance"], "omega", label="Three places")
        sentences["omega"] = f"Which of the three places a child lives in accounts for {part} of the variance."
    if "rq07_areas" in tables:
        sentences["rq07_areas"] = _say_areas(tables["rq07_areas"])
    if "rq07_frequent" in tables:
        sentences["rq07_frequent"] = say_frequent(tables["rq07_frequent"])
    if "rq07_mix" in tables:
        sentences["rq07_mix"] = say_mix(tables["rq07_mix"])
    return Prose(sentences, _strength(tests, settings), where, _CAVEATS)


def _span(settings: Settings) -> tuple[str, str]:
    """The years in which a hot spot is chosen, and the one in which it is tried, as they are printed."""
    labels = [settings.year_label(year) for year in settings.years]
    return listed(labels[:-1]), labels[-1]


def _answer(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> str:
    districts, test = tables["rq07_districts"], tests["RQ07-3"]
    if "rq07_compared" not in tables:
        return (f"{_range(districts)} Whether any is a lasting hot spot cannot be said: "
                f"{test.refusal or 'too few children went missing'}.")
    table = tables["rq07_compared"]
    hot, like, _ = table.rows["group"].tolist()
    chosen, tried = _span(settings)
    times = interval(table, "rate", group=hot)
    if test.refusal:
        return (f"{hot} had the most episodes for its children's ages in {chosen}, and in {tried} {times} times as "
                f"many as expected; whether it is a hot spot cannot be tested: {test.refusal}.")
    if _confirmed(table, tests, settings):
        return (f"{hot} is a hot spot: it had the most episodes for its children's ages in {chosen}, and again in "
                f"{tried}, with {times} times as many as expected, clearly apart from {like}, the district most like "
                "it, or from all others.")
    return (f"No hot spot is confirmed: {hot} had the most episodes for its children's ages in {chosen}, and in "
            f"{tried} {times} times as many as expected, but that year it did not differ clearly from {like}, the "
            "district most like it, or from all others.")


def _in_short(tables: Mapping[str, SafeTable]) -> str:
    """What the answer says of siblings, where it can."""
    table = tables.get("rq07_company")
    if table is None or not table.value("share", label=HOUSEHOLD)[0]:
        return ""
    return (f"Of the episodes that the police recorded, {interval(table, 'share', label=HOUSEHOLD)} are on a report "
            "with another child of the household.")


def _confirmed(table: SafeTable, tests: Mapping[str, Test], settings: Settings) -> bool:
    """Whether the places differ by both tests, with the hot spot on top."""
    values = [table.value("rate", group=group)[0] for group in table.rows["group"]]
    on_top = all(value is not None for value in values) and values[0] == max(values)
    return on_top and all(clear(tests[name], settings) for name in ("RQ07-3", "RQ07-4"))


def _range(table: SafeTable) -> str:
    names = _shown(table)
    if not names:
        return "Every district's figure is withheld."
    return (f"Episodes ranged from {interval(table, 'rate', district=names[-1])} times what the ages of the population "
            f"lead one to expect in {names[-1]} to {interval(table, 'rate', district=names[0])} times in {names[0]}.")


def _shown(table: SafeTable) -> list[str]:
    """Districts with a ratio, highest first."""
    return [name for name in table.rows["district"]
            if name != NOWHERE and table.value("rate", district=name)[0] is not None]


def _say_districts(tables: Mapping[str, SafeTable], test: Test, settings: Settings) -> dict[str, str]:
    table = tables["rq07_districts"]
    parts = [_range(table)]
    if test.refusal:
        parts.append(f"Whether districts differ by more than chance cannot be tested: {test.refusal}.")
    elif clear(test, settings):
        parts.append(f"Districts differ by more than chance would explain ({p_value(test.adjusted)}, adjusted).")
    else:
        parts.append(f"Differences of this size between districts are not clearly more than chance "
                     f"({p_value(test.adjusted)}, adjusted).")
    if "limits" in table.rows:
        parts.append(_say_limits(table))
    aside = cell(table, "episodes", district=NOWHERE)
    if aside != "0":
        parts.append(f"The district is not known, or lies outside the county, for {aside} episodes.")
    names = _shown(table)
    top = f"{names[0]}: {cell(table, 'rate', district=names[0])} times the episodes expected" if names else (
        "Episodes against those expected")
    return {"rq07_districts": " ".join(filter(None, parts)), "title_funnel": top,
            "title_tiles": f"{names[0]} highest, {names[-1]} lowest for their children's ages" if len(names) > 1 else
            "Episodes against those expected, by district"}


def _say_limits(table: SafeTable) -> str:
    at = {position: [name for name in _shown(table) if table.value("limits", district=name)[0] == words]
          for position, words in POSITIONS.items()}
    said = []
    if at["above"]:
        said.append(f"{listed(at['above'])} {_lies(at['above'])} above what chance, and districts' differing in any "
                    "case, would allow.")
    if at["beyond"]:
        said.append(f"{listed(at['beyond'])} {_lies(at['beyond'])} above what chance alone would allow, but not above "
                    "what is left once districts' differing in any case is allowed for.")
    if at["under"] or at["below"]:
        low = at["under"] + at["below"]
        said.append(f"{listed(low)} {_lies(low)} below what chance alone would allow.")
    return " ".join(said) or "No district lies outside what chance would allow."


def _lies(names: list[str]) -> str:
    return "lies" if len(names) == 1 else "lie"


def _say_neighbours(test: Test, settings: Settings) -> str:
    if test.refusal:
        return f"Whether districts next to each other are alike cannot be tested: {test.refusal}."
    found = f"Moran's I {test.statistic:.2f}, {p_value(test.adjusted)}, adjusted"
    if clear(test, settings):
        return f"Districts next to each other are more alike than others ({found}), so that high rates lie together."
    return f"Districts next to each other are not clearly more alike than others ({found})."


def _say_match(table: SafeTable, settings: Settings) -> str:
    hot, like = table.rows["district"].tolist()[:2]
    chosen, tried = _span(settings)
    return (f"The hot spot was chosen in {chosen} alone, and is tried in {tried}, since a place that is picked as the "
            f"highest of many is likely to look less high in the next year. It is {hot}; the district most like it in "
            f"what is listed, none of which counts missing episodes, is {like}.")


def _say_compared(table: SafeTable, tests: Mapping[str, Test], settings: Settings) -> str:
    hot, like, rest = table.rows["group"].tolist()
    welch, dealt = tests["RQ07-3"], tests["RQ07-4"]
    _, tried = _span(settings)
    said = (f"In {tried}, {hot} had {interval(table, 'rate', group=hot)} times the episodes expected, {like} "
            f"{interval(table, 'rate', group=like)} times, and all other districts together "
            f"{interval(table, 'rate', group=rest)} times.")
    if table.value("times_ratio", group=like)[0] is not None:
        said += f" {hot} had {interval(table, 'times_ratio', group=like)} times as many for its children as {like}."
    if welch.refusal:
        return f"{said} Whether children of the three differ cannot be tested: {welch.refusal}."
    how = f"{p_value(welch.adjusted)} by analysis of variance and {p_value(dealt.adjusted)} by permutation, adjusted"
    if clear(welch, settings) and clear(dealt, settings):
        return f"{said} Child by child, the three places differ by more than chance would explain ({how})."
    return f"{said} Child by child, the three places do not differ clearly ({how})."


def _say_areas(table: SafeTable) -> str:
    above = [name for name in table.rows["area"]
             if table.value("limits", area=name)[0] in (POSITIONS["above"], POSITIONS["beyond"])
             and (table.value("low", area=name)[0] or 0) > 1]
    if not above:
        return "No ward-like area lies above what chance would allow by its limits and by its own interval."
    top = above[0]
    return (f"{plural(len(above), 'ward-like area').capitalize()} {'lies' if len(above) == 1 else 'lie'} above what "
            "the limits and the interval of their own children allow, as a few among so many areas would by chance; "
            f"the one that stands out most is {top} in {cell(table, 'district', area=top)}, with "
            f"{interval(table, 'rate', area=top)} times the episodes expected of the children whom services know "
            "there.")


def _strength(tests: Mapping[str, Test], settings: Settings) -> str:
    if tests["RQ07-3"].refusal:
        return "The evidence is weak: districts can be described, but no hot spot could be tried in another year."
    if all(clear(tests[name], settings) for name in ("RQ07-3", "RQ07-4")):
        return ("The evidence is moderate: the hot spot was chosen in some years and holds in another, but a single "
                "year and a handful of places are not many.")
    if clear(tests["RQ07-1"], settings):
        return ("The evidence is moderate that districts differ, and weak on any one of them: that the place chosen "
                "stands out could not be confirmed in another year.")
    return ("The evidence is weak: the figures point to a place, but neither that districts differ nor that this one "
            "stands out in another year is clear.")
