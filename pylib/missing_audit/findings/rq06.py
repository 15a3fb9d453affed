"""RQ06: are there countywide peaks or troughs over the year, the week and the day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, WALD, by_child, cannot, clear, counted, tested, whose
from missing_audit.findings.season import Modelled, calendar, modelled
from missing_audit.safe_table import Field
from missing_audit.sources import RECORDERS
from missing_audit.statistics.compare import equal_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.season import WAVE, between, date_of, wald, wave
from missing_audit.words import HOURS, MONTHS, WEEKDAYS

__all__ = ["ACCOUNTS", "compute", "timed"]

ACCOUNTS = {"none": "No season", "wave": "One wave over the year, its peak at any time",
            "daylight": "Length of the day"}
"""What the models compared say of the year."""
TERM, HOLIDAY = "School term", "School holidays"

_MODEL = "Negative binomial regression of weekly counts with one annual wave; Wald test, children drawn anew"
_SEASON = Test("RQ06-1", "The number of episodes does not rise and fall with the time of year", _MODEL)
_HOLIDAYS = Test("RQ06-2", "At the same time of year, episodes are as many in school holidays as in term", _MODEL)
_WEEKDAYS = Test("RQ06-3", "The number of episodes is the same on every day of the week", WALD)
_SHARED = Test("RQ06-4", "As RQ06-1, allowing for ups and downs that all children of a week share",
               f"{_MODEL}, clustered on the week as well")
_MODEL_TABLES = ("rq06_season", "rq06_models", "rq06_holidays")
_BAND = 24 // len(HOURS)


def compute(evidence: Evidence) -> Work:
    """Episodes by month, weekday and hour, and a model of the weeks."""
    rows = evidence.of_ages(evidence.in_scope())
    if rows.empty:
        reason = cannot("no missing episode is in scope") if evidence.recorders else NO_RECORDER
        names = ("rq06_months", "rq06_weekdays", "rq06_hours", *_MODEL_TABLES)
        return Work(refusals=dict.fromkeys(names, reason))
    days = calendar(evidence)
    drafts = {"rq06_weekdays": _weekdays(evidence, rows, days)}
    refusals = {}
    clock = rows[timed(rows)]
    if clock.empty:
        refusals["rq06_hours"] = cannot("no source supplied says at what time of day an episode began")
    else:
        drafts["rq06_hours"] = _hours(evidence, clock)
    week = tested(_WEEKDAYS, lambda: equal_ratios(_by_weekday(rows), _days_by(days, "weekday")))
    try:
        model = modelled(evidence, rows)
        season = _SEASON.done(wald(model.wave, WAVE))
    except RefusalError as reason:
        refusals |= dict.fromkeys(_MODEL_TABLES, cannot(reason))
        refused = tuple(Test(t.id, t.hypothesis, t.method, refusal=str(reason)) for t in (_SEASON, _HOLIDAYS, _SHARED))
        drafts["rq06_months"] = _months(evidence, rows, days, None)
        return Work(drafts, (*refused[:2], week, refused[2]), refusals)
    drafts["rq06_models"] = _models(evidence, model)
    if "daylight" not in model.fits:
        refusals["rq06_daylight"] = ("The length of the day cannot be set beside it: the county's latitude was not "
                                     "supplied.")
    holiday = tested(_HOLIDAYS, lambda: _holiday_test(model))
    if holiday.refusal:
        refusals["rq06_holidays"] = cannot(holiday.refusal)
    else:
        drafts["rq06_holidays"] = _holidays(evidence, rows, days, model)
    tests = (season, holiday, week, _SHARED.done(wald(model.shared, WAVE)))
    return Work(drafts, tests, refusals, partial(_later, evidence, rows, days, model))


def timed(rows: pd.DataFrame) -> pd.Series:
    """Whether an episode's start has a time of day: where the police or a home's own log recorded it."""
    return rows.reindex(columns=[name for name, source in RECORDERS.items() if source.timed]).notna().any(axis=1)


def _later(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame, model: Modelled,
           tests: Mapping[str, Test]) -> dict[str, Draft]:
    """The tables that say how large the season is, or how large it can be at most."""
    found = model if all(clear(tests[name], evidence.settings) for name in ("RQ06-1", "RQ06-4")) else None
    return {"rq06_months": _months(evidence, rows, days, found), "rq06_season": _season(evidence, model, found)}


def _per_day(evidence: Evidence, rows: pd.DataFrame, by: str, days: pd.Series) -> pd.DataFrame:
    """Episodes per day, by what `by` says of the day."""
    level = evidence.settings.statistics.confidence
    rates = clustered_ratios(by_child(rows, by, days.index), days, confidence=level)
    return counted(rows, by, days.index).assign(days=days, rate=rates["rate"], low=rates["low"], high=rates["high"])


def _per_day_fields(heading: str) -> tuple[Field, ...]:
    return (
        Field("label", heading, "label"),
        Field("days", "Days in the period"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("rate", "Episodes per day", "number", "children", "largest", low="low", high="high", digits=2),
    )


def _source(evidence: Evidence) -> str:
    return whose(evidence, *evidence.recorders)


def _bracket(evidence: Evidence) -> str:
    return f"In brackets: {evidence.settings.statistics.confidence:.0%} interval, clustered on the child."


def _days_by(days: pd.DataFrame, part: str) -> pd.Series:
    """Days of the period by month (1 to 12) or weekday (0 to 6)."""
    index = days.index.month if part == "month" else days.index.day_of_week
    groups = range(1, 13) if part == "month" else range(7)
    return pd.Series(1.0, days.index).groupby(index).sum().reindex(groups)


def _months(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame, model: Modelled | None) -> Draft:
    by_month = rows.assign(month=rows["start"].dt.month)
    table = _per_day(evidence, by_month, "month", _days_by(days, "month")).assign(label=list(MONTHS))
    fields, notes = _per_day_fields("Month"), (
        _bracket(evidence), "A child who went missing in several months is counted in each.")
    if model is not None:
        c, s = model.wave.fit.coefficients[list(WAVE)]
        times = np.exp(c * days["cosine"] + s * days["sine"])
        table["wave"] = (times / times.mean()).groupby(days.index.month).mean() * len(rows) / len(days)
        fields += (Field("wave", "Wave fitted, per day", "number", "children", "largest", digits=2),)
        notes += ("The wave fitted leaves the trend from year to year and the school holidays out.",)
    return Draft(table, fields, _source(evidence), notes)


def _by_weekday(rows: pd.DataFrame) -> pd.DataFrame:
    return by_child(rows.assign(weekday=rows["start"].dt.day_of_week), "weekday", range(7))


def _weekdays(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame) -> Draft:
    by_weekday = rows.assign(weekday=rows["start"].dt.day_of_week)
    table = _per_day(evidence, by_weekday, "weekday", _days_by(days, "weekday")).assign(label=list(WEEKDAYS))
    return Draft(table, _per_day_fields("Day of the week"), _source(evidence), (
        _bracket(evidence), "An episode that began after midnight counts on the day that had then begun."))


def _hours(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    level, bands = evidence.settings.statistics.confidence, range(len(HOURS))
    rows = rows.assign(band=rows["start"].dt.hour // _BAND)
    wide = by_child(rows, "band", bands)
    own = pd.DataFrame(np.repeat(wide.sum(axis=1).to_numpy()[:, None], len(bands), axis=1).astype(float), wide.index,
                       wide.columns)
    shares = clustered_ratios(wide, own.sum(), own=own, confidence=level)
    table = counted(rows, "band", bands).assign(label=list(HOURS), share=shares["rate"], low=shares["low"],
                                                high=shares["high"].clip(upper=1))
    return Draft(table, (
        Field("label", "Time of day when the episode began", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("share", "Share of episodes", "share", "children", "largest", low="low", high="high"),
    ), whose(evidence, "police", "home_logs"), (
        _bracket(evidence), "Only episodes whose time of day a source records; the looked-after return records the day "
        "alone."))


def _models(evidence: Evidence, model: Modelled) -> Draft:
    table = pd.DataFrame([{"label": ACCOUNTS[name], "parameters": fit.parameters, "fit": fit.log_likelihood,
                           "aic": fit.aic, "children": model.wave.children}
                          for name, fit in model.fits.items()])
    return Draft(table, (
        Field("label", "What is said of the year", "label"),
        Field("parameters", "Numbers estimated"),
        Field("fit", "Log-likelihood", "number", "children"),
        Field("aic", "AIC (less is better)", "number", "children"),
    ), _source(evidence), (
        "AIC is twice the numbers estimated less twice the log-likelihood; a difference of under two says little.",
        f"Every line also has a level and a trend for each of: {'; '.join(model.kinds)}"
        + ("; and school holidays." if "holiday" in model.wave.fit.coefficients else "."),
    ))


def _season(evidence: Evidence, model: Modelled, found: Modelled | None) -> Draft:
    """One line: how large the season is, or how large it can be."""
    level = evidence.settings.statistics.confidence
    size = wave(model.shared, confidence=level)
    line = {"label": evidence.settings.county.name, "children": model.wave.children, "episodes": model.episodes,
            "ratio": np.exp(2 * size.amplitude), "low": np.exp(2 * size.low), "high": np.exp(2 * size.high)}
    fields = (Field("label", "County", "label"), Field("children", "Children", children="children"),
              Field("episodes", "Episodes", children="children"))
    if found is None:
        fields += (Field("high", "Busiest time of year against quietest: not ruled out, up to", "number", "children",
                         digits=2),)
        notes = (f"At the {level:.0%} level: a season larger than this can be ruled out, a smaller one cannot.",)
    else:
        parts = {"peak": size.peak, "early": size.early, "late": size.late}
        line |= {name: _day(part) for name, part in parts.items()}
        fields += (Field("ratio", "Busiest time of year against quietest", "number", "children", low="low",
                         high="high", digits=2),
                   Field("peak", "Peak about", "label"), Field("early", "Peak at the earliest", "label"),
                   Field("late", "Peak at the latest", "label"))
        notes = (f"In brackets, and from the earliest to the latest: {level:.0%} for size and peak together.",)
    return Draft(pd.DataFrame([line]), fields, _source(evidence), notes)


def _day(part: float) -> str:
    day = date_of(part)
    return f"{day.day} {MONTHS[day.month - 1]}"


def _holiday_test(model: Modelled):
    if "holiday" not in model.days:
        raise RefusalError("it needs the county's school terms, not supplied")
    if "holiday" not in model.wave.fit.coefficients:
        raise RefusalError("by the terms supplied, the period is all school term or all holiday")
    return wald(model.shared, ["holiday"])  # holidays are weeks that all children share


def _holidays(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame, model: Modelled) -> Draft:
    free = days["holiday"].astype(bool)
    by_part = rows.assign(free=rows["start"].dt.normalize().map(free).astype(int))
    table = _per_day(evidence, by_part, "free", free.astype(int).value_counts().reindex([0, 1]).astype(float))
    ratio, low, high = between(model.shared, "holiday", confidence=evidence.settings.statistics.confidence)
    table = table.assign(label=[TERM, HOLIDAY], ratio=[np.nan, ratio], ratio_low=[np.nan, low],
                         ratio_high=[np.nan, high], fewest=table["children"].min())
    return Draft(table, (
        *_per_day_fields("Part of the school year"),
        Field("ratio", "Against term, at the same time of year", "number", "fewest", low="ratio_low",
              high="ratio_high", digits=2),
    ), f"{_source(evidence)}; the county's school terms", (
        _bracket(evidence),
        "Every day outside the terms, the break in the middle of a term included, counts as holiday; a weekend during "
        "term does not."))
