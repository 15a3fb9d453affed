"""RQ08: what cross-boundary issues are there, and how are children placed out of area, or placed here, tracked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.boundaries import looked_after_days, no_areas
from missing_audit.findings.common import MANY, NO_RECORDER, WALD, cell_of, clear, lacking, tested, whose
from missing_audit.findings.crossings import SOCIAL_CARE, cross_rates, of_social_care, rate_tests, ratios
from missing_audit.findings.interviews import interviews_of_episodes
from missing_audit.findings.notices import notices
from missing_audit.findings.propensities import equal_shares
from missing_audit.findings.proportions import share_field, share_of
from missing_audit.placing import PLACED, where_placed
from missing_audit.safe_table import Field
from missing_audit.sources import RECORDERS, SOURCES

__all__ = ["COMPARED", "GROUPS", "RECORDED", "compute"]

_PARTS = ("rq08_flows", "rq08_rates", "rq08_ratios", "rq08_tracked", "rq08_held", "rq08_notices")
_ELSEWHERE = ("Whether another county's police or interview service knew of children placed outside this one cannot be "
              "seen, nor whether and when this county told the authorities where it placed them: no such records are "
              "collated.")
RECORDED = {"police": "This county's police have a report", "social_care": "Social care has a record",
            "home_logs": "A children's home logged it", "offered": "A return home interview was offered",
            "held": "A return home interview was held"}
"""What may be known of an episode, with labels."""
GROUPS = {"inside": "Placed in the county throughout", "outside": "Placed outside at some time",
          "visitor": PLACED["visitor"]}
"""Each looked-after child in one group, by where it was placed in the period."""
_DEFINING = ("looked_after_header", "looked_after_episodes", "placed_by_others")
_OWN = ("case_records", "care_missing", "cin_factors", "looked_after_missing", "looked_after_health",
        "annex_a_looked_after", "fostering")
"""Records kept of the county's own children alone: of others they could hold nothing, which is no gap."""
_TESTS = {
    "police": Test("RQ08-2", "This county's police have no report of the same share of missing episodes of its own "
                   "children placed in the county and outside it", WALD),
    "offered": Test("RQ08-3", "A return home interview is offered after the same share of missing episodes of the "
                    "county's own children placed in the county and outside it", WALD, exploratory=True),
}
COMPARED = {"less": "clearly less often", "more": "clearly more often", "alike": "no clear difference",
            "": "not tested"}
"""How often something is known of children placed outside, against those placed in the county."""


def compute(evidence: Evidence) -> Work:
    """Flows over the county's boundary, how often children who cross it go missing, and who knows of them."""
    reason = no_areas(evidence) or ("" if evidence.recorders else NO_RECORDER)
    if reason:
        drafts, refusals = {}, dict.fromkeys(_PARTS, reason)
        if evidence.has("placed_by_others"):
            drafts["rq08_notices"] = notices(evidence, looked_after_days(evidence), None)
            del refusals["rq08_notices"]
        return Work(drafts, (), refusals)
    days = looked_after_days(evidence)
    rows = evidence.of_ages(evidence.in_scope())
    rows = rows.assign(lies=where_placed(evidence.records, rows))
    drafts = {"rq08_flows": _flows(evidence, rows, days), "rq08_held": _held(evidence, days)}
    tracked = _known_of(evidence, rows)
    refusals, tests = {"rq08_elsewhere": _ELSEWHERE}, _tests_of_tracking(tracked)
    if any(evidence.has(name) for name in SOCIAL_CARE):
        recorded = of_social_care(evidence)
        drafts |= {"rq08_rates": cross_rates(evidence, recorded, days), "rq08_ratios": ratios(evidence, recorded, days)}
        tests = [*rate_tests(recorded, days), *tests]
    else:
        refusals["rq08_rates"] = refusals["rq08_ratios"] = lacking(evidence, SOCIAL_CARE[-1])
    if evidence.has("placed_by_others"):
        drafts["rq08_notices"] = notices(evidence, days, rows)
    else:
        refusals["rq08_notices"] = lacking(evidence, "placed_by_others")
    return Work(drafts, tuple(tests), refusals, partial(_tracked, evidence, tracked))


def _flows(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame) -> Draft:
    """Children, their time, and recorded episodes by whose they are and where they are placed."""
    lines = []
    for key, label in PLACED.items():
        own = days[days["lies"] == key].groupby("child")["days"].sum()
        years = float(own.sum()) / 365.25
        lines.append({"lies": label, "at_risk": len(own), "years": years,
                      "longest": float(own.max() / own.sum()) if len(own) else 0.0}
                     | (found := cell_of("episodes", rows[rows["lies"] == key]))
                     | {"never": max(len(own) - found["episodes_children"], 0)})
    return Draft(pd.DataFrame(lines), (
        Field("lies", "Looked-after children", "label"),
        Field("at_risk", "Children", children="at_risk"),
        Field("years", "Child-years", "number", "at_risk", "longest", digits=0),
        Field("episodes_children", "Children who went missing", children="episodes_children"),
        Field("episodes", "Missing episodes", children="episodes_children", largest="episodes_largest"),
    ), whose(evidence, *evidence.recorders, "looked_after_episodes", "placed_by_others"), (
        f"Children aged {evidence.settings.rate_ages}; one placed both in the county and outside it is in both lines.",
        "A child of whom the county was not told that the placement had ended counts as still here.",
    ), nested=(("at_risk", "never"), ("episodes_children", "")))


def _known_of(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Episodes of looked-after children, with a column of yes or no for each of `RECORDED` that can be known."""
    out = rows[rows["lies"].isin(PLACED)]
    followed = interviews_of_episodes(evidence).set_index("episode")
    care = [name for name in SOCIAL_CARE if evidence.has(name)]
    known = {"police": out["police"].notna(), "social_care": out[care].notna().any(axis=1),
             "home_logs": out["home_logs"].notna(),
             "offered": out["episode"].map(followed["offered"]).fillna(False).astype(bool),
             "held": out["episode"].map(followed["done"]).notna()}
    return out.assign(**{f"known_{name}": known[name] for name in _can_tell(evidence)})


def _can_tell(evidence: Evidence) -> list[str]:
    needs = {"police": ["police"], "social_care": SOCIAL_CARE, "home_logs": ["home_logs"],
             "offered": ["return_interviews"], "held": ["return_interviews"]}
    return [name for name in RECORDED if any(evidence.has(source) for source in needs[name])]


def _tracked(evidence: Evidence, rows: pd.DataFrame, tests: Mapping[str, Test]) -> dict[str, Draft]:
    """Which agency knows of the episodes of each group."""
    level, lines = evidence.settings.statistics.confidence, []
    for name in _can_tell(evidence):
        line: dict[str, object] = {"label": RECORDED[name], "compared": _compared(evidence, rows, name, tests)}
        for key in PLACED:
            part = rows[rows["lies"] == key]
            line |= _none(key) if (name, key) == ("social_care", "visitor") else share_of(
                key, part, part[f"known_{name}"], confidence=level)
        lines.append(line)
    return {"rq08_tracked": Draft(pd.DataFrame(lines), (
        Field("label", "Of missing episodes", "label"),
        *(share_field(key, label) for key, label in PLACED.items()),
        Field("compared", "Outside, against in the county", "label"),
    ), whose(evidence, *RECORDERS, "return_interviews", "looked_after_episodes", "placed_by_others"), (
        f"Children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} interval, clustered on the child.",
        "Of episodes that at least one agency recorded: outside the county, in effect those that social care did. It "
        "keeps no record of other authorities' children, and only homes in the county keep the logs that are collated.",
    ))}


def _none(key: str) -> dict[str, float]:
    """The cells of a share of which it makes no sense to ask."""
    return dict.fromkeys((key, f"{key}_low", f"{key}_high"), float("nan")) | {f"{key}_children": MANY,
                                                                              f"{key}_largest": 0.0}


def _compared(evidence: Evidence, rows: pd.DataFrame, name: str, tests: Mapping[str, Test]) -> str:
    """Which way a tested share differs: it holds of the group, also where the share itself is withheld."""
    test = tests[_TESTS[name].id] if name in _TESTS else None
    if test is None or test.refusal:
        return COMPARED[""]
    if not clear(test, evidence.settings):
        return COMPARED["alike"]
    share = rows.groupby("lies")[f"known_{name}"].mean()
    return COMPARED["less" if share["outside"] < share["inside"] else "more"]


def _tests_of_tracking(rows: pd.DataFrame) -> list[Test]:
    own = rows[rows["lies"].isin(["inside", "outside"])]
    # Of the police, what they do not know is compared, since of children outside they know of too few.
    counted = {name: ~own[f"known_{name}"] if name == "police" else own[f"known_{name}"]
               for name in _TESTS if f"known_{name}" in own}
    return [tested(_TESTS[name], partial(equal_shares, own, own["lies"], yes)) for name, yes in counted.items()]


def _held(evidence: Evidence, days: pd.DataFrame) -> Draft:
    """Which sources hold a record, of any kind and time, of the children of each group."""
    lies = days.groupby("child")["lies"].agg(set)
    group = lies.map(lambda seen: next(key for key in ("visitor", "outside", "inside") if key in seen))
    held = evidence.children.set_index("child").reindex(group.index)
    level, lines = evidence.settings.statistics.confidence, []
    for name, source in SOURCES.items():
        if evidence.has(name) and name not in _DEFINING:
            line: dict[str, object] = {"agency": source.owner, "source": source.title}
            for key in GROUPS:
                part = pd.DataFrame({"child": group.index[group == key]})
                line |= _none(key) if (name in _OWN and key == "visitor") else share_of(
                    key, part, part["child"].map(held[f"in_{name}"]), confidence=level)
            lines.append(line)
    return Draft(pd.DataFrame(lines), (
        Field("source", "Record", "label"), Field("agency", "Kept by", "label"),
        *(share_field(key, label, spanner="Children of whom there is a record") for key, label in GROUPS.items()),
    ), whose(evidence, *SOURCES), (
        f"Of looked-after children aged {evidence.settings.rate_ages} at some time in the period, each in one column; "
        f"a record may be of any time. In brackets: {level:.0%} interval.",
    ))
