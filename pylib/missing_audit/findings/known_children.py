"""Children whom social care already knew: those who then went missing, and others known at the same time."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.difficulties import TRIO, coded, first_days, recording
from missing_audit.intervals import elementary, in_seconds, within
from missing_audit.statistics.risk_sets import risk_set_weights

__all__ = ["AGENCIES", "Known", "known_children"]

AGENCIES = ("cin_factors", "mash", "health", "offending", "school_events", "caf", "wtwf", "youth_services")
"""Sources whose dated rows say that another agency, or an assessment, has had to do with a child."""
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """Children compared, in runs of days over which nothing about them changes.

    Attributes
    ----------
    runs
        One row per child and run, from the first day on which it could be compared to its first missing episode, or to
        the last such day: `child`; `start`, `stop` (numbers of the day before the run, and of its last day); `event`
        (whether the child went missing for the first time on that last day); `age`; `girl`; `after` (missing episodes
        from then on); `agencies` (how many of `AGENCIES`, and of schools by absence, had recorded anything of it
        before); `known_…` for each of these; `assessed` (whether factors had been assessed); a column of each
        difficulty, and of each of `TRIO`: whether it was recorded before. Ordered by content.
    rows
        Two groups: with `missing`, each child who went missing, on the day of its first episode; without, every run of
        children who had not gone missing by the day of another's. The columns of `runs`, and `weight`.
    once
        Each child once: on the day of its first episode, or, if it has none, in the middle of the days on which it is
        compared.
    difficulties
        Labels by column.
    outside
        Children who went missing but are not compared: not known to social care before, of other ages, of unknown sex,
        or already missing before the period.
    """

    runs: pd.DataFrame
    rows: pd.DataFrame
    once: pd.DataFrame
    difficulties: dict[str, str]
    outside: int

    @property
    def missing(self) -> pd.DataFrame:
        """Those who went missing, one row a child."""
        return self.rows[self.rows["missing"]]


def known_children(evidence: Evidence) -> Known:
    """Pick the children, and the days on which each is looked at.

    A child who went missing is looked at on the day of its first missing episode. It is set against all who had not
    gone missing by then, whom social care knew, and who were of an age to be compared: the risk set of that day
    [@prentice1978]. Each of these counts on each such day as one over their number, so that records had as long to
    gather in both groups, and no lot decides who is compared. Those who went missing later are among them until they
    did: to leave them out would set the groups too far apart [@lubin1984].

    Parameters
    ----------
    evidence
        With case records and missing episodes.

    Returns
    -------
    Known
        Weights of those who had not gone missing add up to their number.
    """
    wanted = recording(evidence)
    days = first_days(evidence, wanted | (TRIO if evidence.has("cin_factors") else {}))
    told = _told(evidence)
    dated = [*days, *told]
    runs = _runs(evidence, _pool(evidence, days.join(told, how="outer")), dated)
    runs = runs.assign(girl=runs["sex"].eq("female"), agencies=runs[list(told)].sum(axis=1).astype(int),
                       assessed=runs.get("known_cin_factors", False))
    plain = ["start", "stop", "event", "age", "girl", "after", "agencies", "assessed", *dated]
    runs = runs.sort_values([*plain, "child"], kind="stable", ignore_index=True)[["child", *plain]]
    rows, once = _groups(runs)
    missing = int(evidence.children["scope"].eq("missing").sum())
    return Known(runs, rows, once, {name: each.label for name, each in wanted.items()},
                 missing - int(runs["event"].sum()))


def _pool(evidence: Evidence, dated: pd.DataFrame) -> pd.DataFrame:
    """Children with a case record, who were not missing before the period, with the day of all that is dated."""
    case = evidence.records["case_records"].drop_duplicates("child").set_index("child")
    rows = evidence.in_scope()
    early = evidence.episodes[evidence.episodes["start"] < pd.Timestamp(evidence.settings.period.start)]
    pool = evidence.children.loc[evidence.children["sex"].isin(["male", "female"]), ["child", "sex", "scope"]]
    pool = pool[pool["child"].isin(case.index) & ~pool["child"].isin(early["child"])]
    first = rows["start"].dt.normalize().groupby(rows["child"]).min()
    # Of others it is not known whether they went missing.
    pool = pool[pool["scope"].isin(["missing", "out", "at_risk"])]
    pool = pool.assign(opened=pool["child"].map(case["opened"]), gone=pool["child"].map(first),
                       after=pool["child"].map(rows["child"].value_counts()).fillna(0).astype(int))
    return pool.dropna(subset=["opened"]).merge(dated, left_on="child", right_index=True, how="left")


def _runs(evidence: Evidence, pool: pd.DataFrame, dated: list[str]) -> pd.DataFrame:
    """Runs of days on which a child could be compared, over which neither its age nor anything recorded changes."""
    limits, quarters = evidence.settings.ages, in_seconds(evidence.collated["histories"]).astype({"age": "float64"})
    quarters = quarters[quarters["child"].isin(pool["child"])]
    span = quarters.groupby("child", as_index=False).agg(first=("start", "min"), end=("end", "max"))
    until = (span["child"].map(pool.set_index("child")["gone"]) + _DAY).astype("datetime64[s]")
    span["end"] = span["end"].where(until.isna() | (until > span["end"]), until)
    # What is recorded on a day was known before the next.
    edges = pool.melt("child", ["opened", *dated], value_name="start").dropna(subset=["start"])
    edges = edges.assign(start=(edges["start"].dt.normalize() + _DAY).astype("datetime64[s]"))
    runs = elementary(pd.concat([quarters[["child", "start"]], edges[["child", "start"]]]), span)
    runs = runs.assign(age=within(runs, quarters, ["age"])["age"]).merge(pool, on="child")
    runs = runs[runs["age"].between(limits.youngest, limits.oldest) & (runs["opened"] < runs["start"])]
    begin = pd.Timestamp(evidence.settings.period.start)
    return runs.assign(
        event=runs["end"] == runs["gone"] + _DAY, age=runs["age"].astype(int),
        **{name: runs[name].lt(runs["start"]).fillna(False).astype(bool) for name in dated},
        **{to: (runs[of] - begin).dt.days - 1 for to, of in (("start", "start"), ("stop", "end"))})


def _groups(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two groups, and each child once, from the same runs."""
    cases = runs[runs["event"]].assign(missing=True, weight=1.0)
    # On the day of its own first episode a child is not one of the others.
    weight = risk_set_weights(runs["start"] + 1, runs["stop"] + 1 - runs["event"], cases["stop"])
    others = runs.assign(missing=False, weight=weight)[weight > 0]
    ordered = others[~others["child"].isin(cases["child"])].sort_values(["child", "start"])
    by_child = ordered.groupby("child")["weight"]
    reached, whole = by_child.cumsum(), by_child.transform("sum")
    middle = ordered[(reached >= whole / 2) & (reached - ordered["weight"] < whole / 2)].sort_index()
    others = others.assign(weight=others["weight"] * others["child"].nunique() / others["weight"].sum())
    return (pd.concat([cases, others], ignore_index=True),
            pd.concat([cases, middle], ignore_index=True).drop(columns=["missing", "weight"]))


def _told(evidence: Evidence) -> pd.DataFrame:
    """The first day on which each agency recorded anything of each child but its going missing."""
    contacts = evidence.collated["contacts"]
    contacts = contacts[contacts["kind"].ne("missing") | ~contacts["source"].isin(["mash", "youth_services"])]
    first = contacts.groupby(["source", "child"])["start"].min()
    found = {f"known_{name}": first.loc[name] if name in first.index else pd.Series(dtype="datetime64[s]")
             for name in AGENCIES if evidence.has(name)}
    if evidence.has("attendance"):
        # Absence that a term's figures show is on record as much as what an agency wrote down.
        found["known_attendance"] = coded(evidence, "attendance").groupby("child")["day"].min()
    return pd.DataFrame(found)
