"""RQ03 in words: what is the split between residential placements, foster placements and the family home."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.prose.placements import say_adjusted
from missing_audit.safe_table import SafeTable
from missing_audit.schema import NAMED_PLACEMENTS, PLACEMENTS
from missing_audit.words import cell, interval, listed, p_value

__all__ = ["write"]


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    split = tables.get("rq03_split")
    caveats = (
        "A higher rate in one kind of placement does not show that the placement leads to going missing: some "
        "children may be placed there after going missing often.",
        "A duty to report a child missing rests on carers and homes, and not on parents, so that episodes from the "
        "family home may be recorded less fully.",
        "A looked-after child whose police report could not be matched is counted as living at home, which makes the "
        "share and the rate at home too high and those in care too low.",
        "Episodes on which the agencies disagree are left out. Children in care have more agencies to disagree, so "
        "that with these episodes the shares and rates of placements would be higher, and the share from home lower.",
        "'Residential placement' takes children's homes together with residential schools, family centres and secure "
        "units, and with children whom other authorities placed here; their rates may be very unlike.",
        "What children's homes log is left out here, both what it adds and what it disputes, since no other placement "
        "keeps such a log.",
        "Child-years at home include every child of the county who is not looked after, also those who have never "
        "been at risk; and children whom other authorities placed in the county without telling it are counted as at "
        "home.",
    )
    if split is None:
        answer = "The split between placements and the family home cannot be said from the sources supplied."
        return Prose({"answer": answer}, "None: the sources that the question needs were not supplied.",
                     "nobody", caveats)
    if "rq03_adjusted" in tables:
        caveats += (
            "An adjusted ratio holds alike sex, age and audit year, and nothing else: how often a child had gone "
            "missing before, and why it was placed where it was, are not held.",
            "Where a child moves between kinds of placement, its rates in both are compared with each other only in "
            "part, by the accounts in which children's levels are drawn from one distribution or their episodes are "
            "alike; both take how prone a child is to have nothing to do with where it was placed.",
        )
    home = PLACEMENTS["home"] in split.rows["placement"].tolist()
    complete = "rq03_ratios" in tables
    only = "Homes' logs alone"
    sentences = _say_shares(split, settings) if home else _say_care_only(split)
    alone = "Children whom social care does not hold"
    if "rq03_logs" in tables:
        sentences["rq03_logs"] = (
            f"The logs of children's homes hold a further {cell(tables['rq03_logs'], 'episodes', label=only)} episodes "
            f"of {cell(tables['rq03_logs'], 'episodes_children', label=only)} children that could not be matched to a "
            "record of the police or of social care.")
    if "rq03_home" in tables:
        sentences["rq03_home"] = (
            f"Of the episodes counted at home, {cell(tables['rq03_home'], 'share', label=alone)} are of children whom "
            "social care does not hold. Some of these may be looked after, but could not be matched.")
    if complete:
        sentences |= _say_rates(tables, tests["RQ03-1"], sentences["answer"], settings)
        sentences |= say_adjusted(tables, tests["RQ03-2"], settings)
    if not complete:
        strength = ("The evidence is weak: what was supplied does not allow a comparison of children at home with "
                    "children in care.")
    elif clear(tests["RQ03-1"], settings):
        strength = ("The evidence is strong that the rates differ; it is weaker on their size, since recording differs "
                    "between home and care, and some reports of children in care could not be matched to them.")
    else:
        strength = "The evidence does not show whether the rates differ."
    return Prose(sentences, strength, f"children aged {settings.rate_ages} in {settings.county.name} in the period",
                 caveats, _facts(split, settings) if home else ())


def _facts(split: SafeTable, settings: Settings) -> tuple[tuple[str, str], ...]:
    """The number for the front page, unless it is withheld."""
    home = PLACEMENTS["home"]
    if split.value("share", placement=home)[0] is None:
        return ()
    return ((cell(split, "share", placement=home),
             f"of the missing episodes of children aged {settings.rate_ages}, over the whole period, began at the "
             "family home, or are of children who could not be matched to a looked-after child"),)


def _say_shares(split: SafeTable, settings: Settings) -> dict[str, str]:
    part = {name: cell(split, "share", placement=PLACEMENTS[name]) if PLACEMENTS[name] in set(split.rows["placement"])
            else "none" for name in NAMED_PLACEMENTS}
    shares = (f"{part['home']} began at the family home or could not be matched to a looked-after child, "
              f"{part['residential']} in a residential placement and "
              f"{part['foster']} in a foster placement")
    return {
        "answer": f"Of the recorded missing episodes of children aged {settings.rate_ages}, {shares}.",
        "rq03_split": _say_rest(split),
        "title_rates": "Care only: time at home is not known",
    }


def _say_rest(split: SafeTable) -> str:
    """What the answer leaves out: the other placements, and whether one of them has the highest rate."""
    places = {name: PLACEMENTS[name] for name in PLACEMENTS if PLACEMENTS[name] in set(split.rows["placement"])}
    others = [label for name, label in places.items() if name not in NAMED_PLACEMENTS]
    where = {label: f"in '{label.lower()}'" for label in others}
    where[PLACEMENTS["unknown"]] = "where the placement is not known"
    parts = [f"{cell(split, 'share', placement=label)} began {where[label]}" for label in others
             if split.value("episodes", placement=label)[0]]
    said = f"Of all these episodes, {listed(parts)}." if parts else "No other episode can be shown."
    rates = {label: split.value("rate", placement=label)[0] for label in places.values()
             if split.value("rate_low", placement=label)[0] is not None}
    top = max(rates, key=lambda label: rates[label], default="")
    if top in others:
        said += (f" The highest rate, {interval(split, 'rate', placement=top)} for every 100 child-years, is that of "
                 f"'{top.lower()}'; it rests on {cell(split, 'children', placement=top)} children.")
    return said


def _say_rates(tables: Mapping[str, SafeTable], test: Test, answer: str, settings: Settings) -> dict[str, str]:
    split, ratios = tables["rq03_split"], tables["rq03_ratios"]
    rate = {name: interval(split, "rate", placement=PLACEMENTS[name]) for name in NAMED_PLACEMENTS}
    first = ratios.rows["pair"].tolist()[0]
    three = "residential placements, foster placements and the family home"
    if test.refusal:
        verdict = f"Whether the rates in {three} differ cannot be tested: {test.refusal}."
    elif clear(test, settings):
        verdict = f"The rates in {three} are not alike ({p_value(test.adjusted)}, adjusted)."
    else:
        verdict = f"There is no clear difference between the rates in {three} ({p_value(test.adjusted)}, adjusted)."
    known = ratios.value("ratio", pair=first)[0] is not None
    apart = known and (ratios.value("low", pair=first)[0] or 0) > 1
    more = (f" The rate in residential placements is {interval(ratios, 'ratio', pair=first)} times that in foster "
            "placements." if known else "")
    return {
        "answer": f"{answer} For every 100 child-years spent there, there were {rate['residential']} episodes in "
                  f"residential placements, {rate['foster']} in foster placements and {rate['home']} at home.",
        "rq03_ratios": f"{verdict}{more}",
        "title_rates": f"Residential rate is {cell(ratios, 'ratio', pair=first)} times the rate in foster care"
                       if apart else "Missing episodes per 100 child-years, by placement",
    }


def _say_care_only(split: SafeTable) -> dict[str, str]:
    known = [row for row in split.rows["placement"] if split.value("episodes", placement=row)[0]]
    parts = [f"{cell(split, 'episodes', placement=row)} in '{row.lower()}'" for row in known]
    return {
        "answer": "The split between care and the family home cannot be said from the sources supplied: they say "
                  "nothing of children at home.",
        "rq03_split": f"Of the episodes in care that the return records, and that can be shown, {listed(parts)}."
                      if parts else "Every count by placement is withheld.",
        "title_rates": "Care only: nothing is known of children at home",
    }
