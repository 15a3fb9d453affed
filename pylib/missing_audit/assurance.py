"""How good the records are: rules by rate and by what they touch, completeness, agreement, and what joining decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

import numpy as np
import pandas as pd

from missing_audit.cohort import decided
from missing_audit.config import Settings
from missing_audit.crosschecks import CROSS_RULES, CrossRule, Together, cross_checked
from missing_audit.joining import WINDOW, Window
from missing_audit.linkage import Linked
from missing_audit.quality import TALLY, Checked
from missing_audit.sources import RECORDERS, SOURCES
from missing_audit.statistics.shares import clustered_share

__all__ = ["CHARACTERISTICS", "assured"]

CHARACTERISTICS: dict[str, str] = {"sex": "Sex", "ethnicity": "Ethnic group", "disability": "Disability",
                                   "orientation": "Sexual orientation"}
"""Characteristics whose recording is measured before any finding uses them."""
IN_SCOPE = ("missing", "history", "at_risk")
"""Outcomes of the decision table for children who are in scope."""
_WINDOWS = {
    "The rule of this report": WINDOW, "Times of day: also without an overlap": Window(apart=WINDOW.hours),
    "Days: the same day only": Window(days=0),
    "Days: two days apart": Window(days=2), "Nothing joined": Window(hours=-1, apart=-1, days=-1, inside=False),
}


def assured(checked: Checked, linked: Linked, cohort: Mapping[str, pd.DataFrame],
            settings: Settings) -> dict[str, pd.DataFrame]:
    """Measure the quality of every source.

    Parameters
    ----------
    checked
        Sources after their rules.
    linked
        Sources after linkage.
    cohort
        The tables of `COLLATED`.
    settings
        The county's settings.

    Returns
    -------
    dict of DataFrame
        ``rates``: one row per rule and table: the columns of `TALLY`, `owner` (source whose agency has to mend it),
        `touched` (children in scope with such a row; of quarantined rows, at most so many), `share` (of the children
        in scope).
        ``across``: the rules across sources, over the rows of all: the columns of `TALLY`, `touched`.
        ``faults``: one row per row and rule broken: `table`, `rule`, `line`.
        ``known``: one row per characteristic and scope: `characteristic`, `scope`, `known`, `children`, `share`, `low`,
        `high`.
        ``agreement``: one row per pair of sources of episodes: `source`, `other`, `both`, `recorded`, `children`,
        `apart_children`, `share`, `low`, `high`.
        ``windows``: one row per joining rule: `window`, `episodes` (recorded), `in_scope`, `children`.
    """
    together = Together(linked, cohort["episodes"], cohort["reports"], settings.county.authority)
    everybody = _Everybody(cohort["children"])
    own = checked.tallies
    rates = [own.assign(touched=_touched(checked, linked, everybody), owner=own["table"])]
    faults = [checked.faults.drop(columns="reference")]
    across = []
    for rule, found in _cross_checked(together, everybody):
        across.append(_across(rule, "", found, everybody, settings))
        for name, rows in found.groupby("table", observed=True):
            rates.append(_across(rule, name, rows, everybody, settings))
            broken = rows.loc[rows["broken"], "row"].sort_values()
            faults.append(pd.DataFrame({"table": name, "rule": rule.id,
                                        "line": linked.tables[name]["line"].reindex(broken).to_numpy()}))
    empty = pd.DataFrame(columns=[*TALLY, "touched", "owner"])
    told = pd.concat(rates, ignore_index=True)
    told = told.assign(share=told["touched"] / max(everybody.inside.sum(), 1))
    return {
        "rates": told, "across": pd.concat([empty, *across], ignore_index=True),
        "faults": pd.concat(faults, ignore_index=True), "known": _known(cohort["children"], settings),
        "agreement": _agreement(cohort, settings), "windows": _windows(linked, settings)}


class _Everybody:
    """Every child by number, since numbers are counted faster than pseudonyms, and whether it is in scope."""

    def __init__(self, children: pd.DataFrame) -> None:
        self._index = pd.Index(children["child"])
        self.inside = children["scope"].isin(IN_SCOPE).to_numpy()

    def numbers(self, child: pd.Series) -> np.ndarray:
        """The number of each child named."""
        return self._index.get_indexer(child)

    def touched(self, number: np.ndarray) -> int:
        """How many children in scope have one of these numbers."""
        return int(self.inside[np.unique(number)].sum())


def _touched(checked: Checked, linked: Linked, everybody: _Everybody) -> list[int]:
    """Children in scope with a row that breaks each rule; whose quarantined rows are cannot be known, so all count."""
    mine = {name: pd.Series(everybody.numbers(rows["child"]), index=rows["line"])
            for name, rows in linked.tables.items()}
    by_rule = dict(list(checked.faults.groupby(["table", "rule"])["line"]))
    touched = []
    for rule in checked.tallies.itertuples():
        lines = by_rule.get((rule.table, rule.rule))
        unknown = rule.action == "quarantine" or lines is None or rule.table not in mine
        touched.append(rule.children if unknown else everybody.touched(
            mine[rule.table].reindex(lines).dropna().to_numpy(int)))
    return touched


def _cross_checked(together: Together, everybody: _Everybody) -> Iterator[tuple[CrossRule, pd.DataFrame]]:
    """The rules across sources, each with the rows that it was asked of, as small as they can be: they are many."""
    parts: dict[CrossRule, list[pd.DataFrame]] = {rule: [] for rule in CROSS_RULES}
    for part in together.parts():
        for rule, found in cross_checked(part):
            parts[rule].append(found.assign(table=pd.Categorical(found["table"], list(SOURCES)),
                                            child=everybody.numbers(found["child"])))
    for rule, found in parts.items():
        if found:
            yield rule, pd.concat(found, ignore_index=True)


def _across(rule: CrossRule, name: str, rows: pd.DataFrame, everybody: _Everybody, settings: Settings) -> pd.DataFrame:
    """One rule across sources, of one source's rows."""
    child, broken = rows["child"].to_numpy(), rows["broken"].to_numpy()
    whole = np.bincount(child)
    part = np.bincount(child[broken], minlength=len(whole))
    return pd.DataFrame([(
        name, rule.id, rule.sentence, rule.dimension, rule.severity, "note", "", int(broken.sum()),
        int((part > 0).sum()), len(rows), *clustered_share(part, whole, confidence=settings.statistics.confidence),
        everybody.touched(child[broken]), rule.owner or name)], columns=[*TALLY, "touched", "owner"])


def _known(children: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """How many children in scope have each characteristic recorded."""
    lines = []
    scopes = {"missing": IN_SCOPE[:1], "others": IN_SCOPE[1:], "all": IN_SCOPE}
    for name in CHARACTERISTICS:
        for scope, outcomes in scopes.items():
            rows = children[children["scope"].isin(outcomes)]
            known = (rows[name].notna() & rows[name].ne("unknown")).to_numpy(int)
            share = clustered_share(known, np.ones(len(rows)), confidence=settings.statistics.confidence)
            lines.append((name, scope, int(known.sum()), len(rows), *share))
    return pd.DataFrame(lines, columns=["characteristic", "scope", "known", "children", "share", "low", "high"])


def _agreement(cohort: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """Of the missing episodes of one source that another could hold as well, how many it does."""
    children = cohort["children"]
    held = children["in_case_records"] if children["in_case_records"].any() else slice(None)
    known = children.loc[held, "child"]
    episodes = cohort["episodes"][["child", "scope", "placement", "legal_status", *RECORDERS]]
    episodes = episodes.assign(known=episodes["child"].isin(known))
    episodes = episodes[~episodes["scope"].isin(["outside", "adult", "family"])]
    child = pd.factorize(episodes["child"])[0]
    held = {name: episodes[name].notna().to_numpy() for name in RECORDERS}
    here = [name for name in RECORDERS if held[name].any()]
    lines = []
    for one, other in permutations(here, 2):
        said = episodes[one].map(RECORDERS[one].records).eq("missing") & _could_hold(episodes, other)
        asked = said.to_numpy()
        whole = np.bincount(child[asked], minlength=child.max(initial=0) + 1)
        part = np.bincount(child[asked & held[other]], minlength=len(whole))
        share = clustered_share(part, whole, confidence=settings.statistics.confidence)
        lines.append((one, other, int(part.sum()), int(whole.sum()), int((part > 0).sum()), int((part < whole).sum()),
                      *share))
    return pd.DataFrame(lines, columns=["source", "other", "both", "recorded", "children", "apart_children", "share",
                                        "low", "high"])


def _could_hold(episodes: pd.DataFrame, source: str) -> pd.Series:
    """Episodes that a source could have a record of: a home none of a child who lives elsewhere."""
    if source == "care_missing":
        return episodes["known"]
    if source == "home_logs":
        return episodes["placement"].eq("residential")
    if source == "looked_after_missing":
        return episodes["legal_status"].notna()
    return pd.Series(True, index=episodes.index)


def _windows(linked: Linked, settings: Settings) -> pd.DataFrame:
    """What is counted if records are joined by other rules."""
    lines = []
    for name, window in _WINDOWS.items():
        counts = np.zeros(3, dtype="int64")
        for rows in decided(linked, settings, window):
            counted = rows.loc[rows["scope"] == "missing", "child"]
            counts += [rows["scope"].ne("outside").sum(), len(counted), counted.nunique()]
        lines.append((name, *counts.tolist()))
    return pd.DataFrame(lines, columns=["window", "episodes", "in_scope", "children"])
