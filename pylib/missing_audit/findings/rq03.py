"""RQ03: what is the split between residential placements, foster placements and the family home."""

from __future__ import annotations

import pandas as pd

from missing_audit.cohort import EPISODE_RULES, decide
from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import MANY, WALD, by_child, cannot, cell_of, counted, lacking, tested, whose
from missing_audit.findings.placement_models import PAIRS
from missing_audit.findings.placement_tables import ADJUSTED, adjusted, pair_label
from missing_audit.safe_table import Field
from missing_audit.schema import NAMED_PLACEMENTS, PLACEMENTS
from missing_audit.statistics.compare import equal_ratios, rate_ratios
from missing_audit.statistics.estimate import clustered_ratios

__all__ = ["compute"]

_DAYS = 365.25
_PARTS = ("rq03_split", "rq03_home", "rq03_ratios", *ADJUSTED)


def compute(evidence: Evidence) -> Work:
    """Children, episodes and rates by placement on the day the episode began."""
    reason = lacking(evidence, "looked_after_episodes")
    if not reason and not evidence.has("police"):
        reason = lacking(evidence, "looked_after_missing")
    if reason:
        return Work(refusals=dict.fromkeys(_PARTS, reason))
    rows, logged = _recorded_everywhere(evidence)
    if rows.empty:
        return Work(refusals=dict.fromkeys(_PARTS, cannot("no missing episode of a child of these ages is in "
                                                       "scope")))
    years, own = _child_years(evidence)
    groups = [name for name in PLACEMENTS if years.get(name, 0) > 0 or (rows["placement"] == name).any()]
    drafts = {"rq03_split": _split(evidence, rows, groups, years, own)}
    if evidence.has("home_logs"):
        drafts["rq03_logs"] = _logs(evidence, rows, logged)
    if evidence.has("police", "case_records"):
        drafts["rq03_home"] = _at_home(evidence, rows)
    more, tests, refusals = _compared(evidence, rows, years, own)
    if "rq03_home" not in drafts:
        refusals["rq03_home"] = lacking(evidence, "police", "case_records")
    return Work(drafts | more, tests, refusals)


def _compared(evidence: Evidence, rows: pd.DataFrame, years: pd.Series,
              own: pd.DataFrame) -> tuple[dict[str, Draft], tuple[Test, ...], dict[str, str]]:
    """Rates of the three named placements beside each other, with nothing held alike and with what is known."""
    compared = [name for name in NAMED_PLACEMENTS if years.get(name, 0) > 0]
    if not evidence.has("police") or len(compared) < len(NAMED_PLACEMENTS):
        reason = lacking(evidence, "police", "populations") or cannot(
            "nobody spent any time in one of the placements to be compared")
        return {}, (), dict.fromkeys(("rq03_ratios", *ADJUSTED), reason)
    crude = _ratios(evidence, rows, years, own)
    held, test, refusals = adjusted(evidence, rows, crude.table, crude.source)
    return {"rq03_ratios": crude} | held, (_test(rows, compared, years, own), test), refusals


def everywhere(evidence: Evidence) -> list[str]:
    """Sources of missing episodes that look at every placement: all but the logs of children's homes."""
    return [name for name in evidence.recorders if name != "home_logs"]


def _recorded_everywhere(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Episodes from sources that look at every placement, and those that a children's home alone recorded.

    Only one kind of placement keeps such a log, so that with these the placements could not be compared: neither what
    it adds counts here, nor what it disputes.
    """
    rows = evidence.of_ages(evidence.episodes)
    seen = rows[everywhere(evidence)].notna().any(axis=1)
    blind = decide(rows[seen].assign(home_logs=None), EPISODE_RULES, evidence.settings)
    return blind[blind["scope"] == "missing"], rows[~seen & (rows["scope"] == "missing")]


def _child_years(evidence: Evidence) -> tuple[pd.Series, pd.DataFrame]:
    """Child-years by placement, in all and of each child looked after; at home, population less looked-after time."""
    lived = evidence.of_ages(evidence.person_time)
    care = lived[~lived["placement"].isin(["home", "unknown"])]
    own = care.groupby(["child", "placement"])["days"].sum().unstack(fill_value=0) / _DAYS
    years = own.sum()
    if evidence.has("police", "populations"):
        period = (pd.Timestamp(evidence.settings.period.end) - pd.Timestamp(evidence.settings.period.start)).days + 1
        share = period / _DAYS / len(evidence.settings.years)
        years["home"] = evidence.person_years().sum() * share - years.sum()
    return years, own


def _matrix(rows: pd.DataFrame, groups: list[str], own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Episodes and own child-years of every child who has either, ordered by content."""
    counts = by_child(rows, "placement", groups)
    everybody = counts.index.union(own.index)
    counts = counts.reindex(everybody, fill_value=0)
    exposure = own.reindex(index=everybody, columns=groups, fill_value=0.0).fillna(0.0)
    both = pd.concat([counts, exposure.add_suffix(" years")], axis=1)
    both = both.sort_values(list(both.columns), kind="stable")
    return both[groups], both[[f"{g} years" for g in groups]].set_axis(groups, axis=1)


def _split(evidence: Evidence, rows: pd.DataFrame, groups: list[str], years: pd.Series, own: pd.DataFrame) -> Draft:
    level = evidence.settings.statistics.confidence
    counts, _ = _matrix(rows, groups, own)
    total = counts.sum(axis=1)
    shares = clustered_ratios(counts, pd.Series(float(total.sum()), index=groups),
                              own=pd.DataFrame(dict.fromkeys(groups, total)), confidence=level)
    timed = [g for g in groups if years.get(g, 0) > 0]
    some, exposure = _matrix(rows[rows["placement"].isin(timed)], timed, own)
    rates = clustered_ratios(some, years, own=exposure, confidence=level).reindex(groups)
    counted_rows = counted(rows, "placement", groups)
    # Time at risk is some children's too; at home it is everybody's.
    at_risk = (own > 0).sum().reindex(groups)
    table = counted_rows.assign(
        at_risk=at_risk.fillna(MANY), longest=(own.max() / own.sum()).reindex(groups).fillna(0),
        fewest=counted_rows["children"].where(counted_rows["children"] > 0, at_risk),
        placement=[PLACEMENTS[g] for g in groups], years=years.reindex(groups),
        share=shares["rate"], share_low=shares["low"], share_high=shares["high"].clip(upper=1),
        rate=rates["rate"] * 100, rate_low=rates["low"] * 100, rate_high=rates["high"] * 100,
    )
    return Draft(table, (
        Field("placement", "Placement when the episode began", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("share", "Share of episodes", "share", "children", "largest", "", "share_low", "share_high"),
        Field("years", "Child-years", "number", "at_risk", "longest", digits=0),
        Field("rate", "Episodes per 100 child-years", "number", "fewest", "largest", "", "rate_low", "rate_high"),
    ), whose(evidence, *everywhere(evidence), "looked_after_episodes", "populations"), (
        f"Children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} interval, clustered on the child.",
        "A child who went missing from two kinds of placement is counted in each, so children add up to more than "
        "there are.",
        "A child-year is one child for one year, or two children for half a year each.",
    ))


def _logs(evidence: Evidence, rows: pd.DataFrame, logged: pd.DataFrame) -> Draft:
    """What the homes' logs would add to the split, by themselves."""
    found = {"Police or social care, as in this chapter": rows, "Homes' logs alone": logged}
    lines = [{"label": label} | cell_of("episodes", part) for label, part in found.items()]
    return Draft(pd.DataFrame(lines), (
        Field("label", "Who recorded the episode", "label"),
        Field("episodes_children", "Children", children="episodes_children"),
        Field("episodes", "Episodes", children="episodes_children", largest="episodes_largest"),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {evidence.settings.rate_ages}. A child may be in both lines.",
    ))


def _at_home(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Episodes counted at home, by whether any other source than the police knows the child."""
    known = evidence.children.set_index("child")[["in_case_records", "in_looked_after_header"]].any(axis=1)
    labels = {True: "Children whom social care also holds", False: "Children whom social care does not hold"}
    home = rows[rows["placement"] == "home"].assign(known=lambda t: t["child"].map(known))
    counts = counted(home, "known", list(labels)).assign(label=list(labels.values()))
    total = max(1, counts["episodes"].sum())
    return Draft(counts.assign(share=counts["episodes"] / total), (
        Field("label", "Counted at the family home", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("share", "Share of episodes", "share", "children", "largest"),
    ), whose(evidence, "police", "looked_after_episodes"),
        ("A child whom social care does not hold may be unknown to social care, or could not be matched.",))


def _ratios(evidence: Evidence, rows: pd.DataFrame, years: pd.Series, own: pd.DataFrame) -> Draft:
    counts, exposure = _matrix(rows[rows["placement"].isin(NAMED_PLACEMENTS)], list(NAMED_PLACEMENTS), own)
    level = evidence.settings.statistics.confidence
    table = rate_ratios(counts, years, PAIRS, own=exposure, confidence=level)
    part = counted(rows, "placement", NAMED_PLACEMENTS)["largest"]
    table["largest"] = [max(part[a], part[b]) for a, b in PAIRS]
    table["pair"] = [pair_label(*pair) for pair in PAIRS]
    return Draft(table, (
        Field("pair", "Placements compared", "label"),
        Field("ratio", "Rate ratio", "number", "children", "largest", low="low", high="high"),
    ), whose(evidence, *everywhere(evidence), "looked_after_episodes", "populations"), (
        f"Episodes per child-year in the first, divided by those in the second. In brackets: {level:.0%} interval, "
        "clustered on the child.",
    ))


def _test(rows: pd.DataFrame, groups: list[str], years: pd.Series, own: pd.DataFrame) -> Test:
    counts, exposure = _matrix(rows[rows["placement"].isin(groups)], groups, own)
    return tested(Test("RQ03-1", "The rate of episodes per child-year is the same in residential placements, in foster "
                       "placements and at home", WALD), lambda: equal_ratios(counts, years, own=exposure))
