"""RQ06 in words: are there countywide peaks or troughs over the year, the week and the day."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.rq06 import ACCOUNTS, HOLIDAY, TERM
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, listed, number, p_value, plural, share

__all__ = ["write"]

_CAVEATS = (
    "It does not show why: the length of the day, warmth, holidays and anything else that comes once a year rise and "
    "fall together, and these records cannot tell them apart.",
    "One wave a year is looked for; a short peak, such as one around a single weekend or a bank holiday, would not be "
    "found by it.",
    "The county is taken as a whole: a peak in one district, or among children of one age, may be hidden in it.",
    "A season in what is reported looks the same as a season in what happens.",
    "The time is that at which the child was recorded as missing from; it may be the time at which somebody noticed.",
)
_MANY_YEARS = 5
"""Years from which a season that comes back is strong evidence."""
_ALIKE = 2.0
"""A difference in AIC below which two accounts fit about equally well."""


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    where = (f"all missing episodes of children aged {settings.rate_ages} recorded in {settings.county.name} in the "
             "period")
    if "rq06_months" not in tables:
        answer = "Whether there are peaks or troughs over the year cannot be said from the sources supplied."
        return Prose({"answer": answer}, "There is no evidence: no missing episode is in scope.", "nobody", _CAVEATS)
    sentences = _say_season(tables, tests, settings)
    sentences["rq06_months"] = _say_months(tables["rq06_months"])
    sentences |= _say_weekdays(tables["rq06_weekdays"], tests["RQ06-3"], settings)
    if "rq06_hours" in tables:
        sentences |= _say_hours(tables["rq06_hours"])
    if "rq06_models" in tables:
        sentences["rq06_models"] = _say_models(tables["rq06_models"], _found(tests, settings))
    if "rq06_holidays" in tables:
        sentences["rq06_holidays"] = _say_holidays(tables["rq06_holidays"], tests["RQ06-2"], settings)
        sentences["holidays"] = ("School holidays differ clearly from term." if clear(tests["RQ06-2"], settings) else
                                 "School holidays do not differ clearly from term at the same time of year.")
    return Prose(sentences, _strength(tests, settings), where, _CAVEATS, _facts(tables, tests, settings))


def _say_season(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> dict[str, str]:
    test, check = tests["RQ06-1"], tests["RQ06-4"]
    if test.refusal:
        return {"answer": "Whether there are peaks or troughs over the year cannot be said from the data supplied: "
                          f"{test.refusal}.",
                "title_months": "Missing episodes per day, by month"}
    season, county = tables["rq06_season"], settings.county.name
    if _found(tests, settings):
        peak, early, late = (cell(season, name, label=county) for name in ("peak", "early", "late"))
        times = interval(season, "ratio", label=county)
        return {
            "answer": f"Numbers rise and fall over the year: at the busiest time, about {peak}, there are {times} "
                      "times as many missing episodes as at the quietest, half a year away; lighter nights and warmer "
                      "weather cannot be told apart here.",
            "rq06_season": f"The rise and fall over the year is more than chance would explain "
                           f"({p_value(test.adjusted)}, adjusted). The busiest time of the year lies between {early} "
                           f"and {late}, and has {times} times as many episodes as the quietest.",
            "check": _say_check(check),
            "title_months": f"Missing episodes peak about {peak}",
        }
    most, weaker = cell(season, "high", label=county), max(test, check, key=lambda each: each.adjusted)
    return {
        "answer": "No clear season was found: the number of missing episodes does not rise and fall with the time of "
                  f"year by more than chance would explain, and a busiest time with more than {most} times as many "
                  "episodes as the quietest can be ruled out.",
        "rq06_season": f"The rise and fall over the year is no more than chance would explain "
                       f"({p_value(weaker.adjusted)}, adjusted). A season in which the busiest time of the year has "
                       f"more than {most} times as many episodes as the quietest can be ruled out; a smaller one "
                       "cannot.",
        "title_months": "No clear season in missing episodes",
    }


def _found(tests: Mapping[str, Test], settings: Settings) -> bool:
    """Whether there is a season by both tests: with the child as the unit, and with weeks that all share."""
    return all(clear(tests[name], settings) for name in ("RQ06-1", "RQ06-4"))


def _say_check(check: Test) -> str:
    """Whether ups and downs that all children share overturn it."""
    return ("It holds as well where single weeks that were busy for all children alike are allowed for "
            f"({p_value(check.adjusted)}, adjusted); an unusual spell of many weeks in one year is not allowed for.")


def _say_months(table: SafeTable) -> str:
    shown = _ordered(table, "rate")
    if len(shown) < 2:
        return "Too few children went missing in most months for the months to be compared."
    return (f"Episodes per day were fewest in {_alike(table, shown, shown[0])}, with "
            f"{interval(table, 'rate', label=shown[0])}, and most in {_alike(table, shown, shown[-1])}, with "
            f"{interval(table, 'rate', label=shown[-1])}.")


def _alike(table: SafeTable, shown: list[str], label: str) -> str:
    """A line's label, with those of lines that print the same number."""
    printed = cell(table, "rate", label=label)
    return listed([other for other in table.rows["label"]
                   if other in shown and cell(table, "rate", label=other) == printed])


def _say_weekdays(table: SafeTable, test: Test, settings: Settings) -> dict[str, str]:
    shown = _ordered(table, "rate")
    if len(shown) < 2:
        return {"rq06_weekdays": "Too few children went missing on most days of the week for the days to be compared.",
                "title_weekdays": "Missing episodes per day, by day of the week"}
    least, most = shown[0], shown[-1]
    said = (f"Episodes per day were fewest on {least}s, with {interval(table, 'rate', label=least)}, and most on "
            f"{most}s, with {interval(table, 'rate', label=most)}.")
    if test.refusal:
        return {"rq06_weekdays": f"{said} Whether the days differ cannot be tested: {test.refusal}.",
                "title_weekdays": "Missing episodes per day, by day of the week"}
    p = p_value(test.adjusted)
    if clear(test, settings):
        return {"rq06_weekdays": f"{said} The days of the week differ by more than chance would explain ({p}, "
                                 "adjusted).",
                "week": "Numbers differ between the days of the week.",
                "title_weekdays": f"Days differ: {cell(table, 'rate', label=least)} episodes on {least}s, "
                                  f"{cell(table, 'rate', label=most)} on {most}s"}
    return {"rq06_weekdays": f"{said} Differences of this size between days arise by chance alone ({p}, adjusted).",
            "week": "Numbers do not clearly differ between the days of the week.",
            "title_weekdays": "No day of the week clearly stands out"}


def _say_hours(table: SafeTable) -> dict[str, str]:
    shown = _ordered(table, "share")
    if not shown:
        return {"rq06_hours": "Too few children went missing at any time of day for the times to be compared.",
                "title_hours": "Missing episodes by time of day"}
    most, first = cell(table, "share", label=shown[-1]), shown[-1]
    return {"rq06_hours": f"Of the episodes whose time of day is known, {most} began from {first}, more than in any "
                          "other two hours. Episodes that the return alone records have a day, but no time.",
            "title_hours": f"Busiest two hours: {first}, {most} of episodes"}


def _say_models(table: SafeTable, found: bool) -> str:
    if not found:
        return "No season was found, so that accounts of one are shown, but not set against each other."
    if not table.where(label=ACCOUNTS["daylight"]).size:
        return "One wave over the year describes the weeks better than no season at all."
    daylight, own = (table.value("aic", label=ACCOUNTS[name])[0] for name in ("daylight", "wave"))
    if daylight is None or own is None:
        return "How well the length of the day describes the weeks is withheld."
    gap = daylight - own
    if gap > _ALIKE:
        return ("The length of the day describes the weeks less well than a wave with its peak at any time: the "
                "busiest time of the year is not that of the longest days. Light may still be one influence among "
                "others.")
    if gap < -_ALIKE:
        return ("The length of the day describes the weeks better, for the numbers that it needs, than a wave with its "
                "peak at any time.")
    return "The length of the day and a wave with its peak at any time describe the weeks about equally well."


def _say_holidays(table: SafeTable, test: Test, settings: Settings) -> str:
    ratio = interval(table, "ratio", label=HOLIDAY)
    said = (f"On a day of school holidays {interval(table, 'rate', label=HOLIDAY)} episodes began, and on a day of "
            f"term {interval(table, 'rate', label=TERM)}. At the same time of year, there are {ratio} times as many in "
            "holidays as in term")
    if clear(test, settings):
        return f"{said}, a clear difference ({p_value(test.adjusted)}, adjusted)."
    return f"{said}, which is no clear difference ({p_value(test.adjusted)}, adjusted)."


def _strength(tests: Mapping[str, Test], settings: Settings) -> str:
    if tests["RQ06-1"].refusal:
        return "The evidence is weak: numbers can be described, but a season cannot be told from chance."
    years = len(settings.years)
    over = f"It rests on {plural(years, 'year')}, and weather or holidays of a single year may weigh much in it."
    if not _found(tests, settings):
        return f"The evidence rules out a large season; it does not rule out a small one. {over}"
    if years >= _MANY_YEARS:
        return ("The evidence is strong that numbers rise and fall with the time of year, and weaker on by how much "
                f"and exactly when. {over}")
    return ("The evidence that numbers rise and fall with the time of year is moderate: in so few years an unusual "
            f"spell of several weeks may look like a season. {over}")


def _facts(tables: Mapping[str, SafeTable], tests: Mapping[str, Test],
           settings: Settings) -> tuple[tuple[str, str], ...]:
    """The season for the front page, where there is one."""
    if not _found(tests, settings):
        return ()
    season, county = tables["rq06_season"], settings.county.name
    low, high = (number(season.value(end, label=county)[0], season.field("ratio")) for end in ("low", "high"))
    return ((f"{cell(season, 'ratio', label=county)} times",
             f"as many missing episodes at the busiest time of the year, about {cell(season, 'peak', label=county)}, "
             f"as at the quietest ({share(settings.statistics.confidence)} interval: {low} to {high})"),)


def _ordered(table: SafeTable, column: str) -> list[str]:
    """Labels of the lines with enough children for an interval, least first."""
    shown = table.rows[table.marks[table.field(column).low] == ""]
    return shown.assign(by=shown[column].astype(float)).sort_values("by", kind="stable")["label"].tolist()
