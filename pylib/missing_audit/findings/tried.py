"""A points score of what was known at the report, tried on children whom it had not seen: its tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import SEED, guarded, whose
from missing_audit.findings.graded import GRADES, OUTCOMES, groups_of
from missing_audit.safe_table import Field
from missing_audit.statistics.benefit import decision_curve
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.points import PointsScore, by_group, crossvalidated, scored
from missing_audit.statistics.prediction import calibration_by_group
from missing_audit.words import lower

__all__ = ["BENEFIT", "EVERYONE", "HIGH", "SCORE", "Tried", "bands_draft", "benefit_draft", "fairness_draft",
           "points_draft", "tried"]

_EVENTS, _BANDS = 30, 5
"""Episodes with, and without, the outcome that are needed; and bands that children are put in."""
_THRESHOLDS = tuple(step / 10 for step in range(1, 8))
SCORE, HIGH, EVERYONE = "Points score", "Police grade high", "Everyone"
BENEFIT = {"all": "Every episode", "high": "Graded high", "medium": "Graded medium or high", "score": "By points score"}
"""Rules that may be acted on, as a table heads them."""
_ALL_SOURCES = ("police", "return_interviews", "case_records", "looked_after_episodes", "caf", "mash", "offending",
                "school_events")


@dataclass(frozen=True)
class Tried:
    """One outcome: the episodes of which it is known, and what scores made without the child foretell.

    Attributes
    ----------
    name
        Of `OUTCOMES`.
    rows
        As `graded`, of the episodes whose outcome is known.
    outcome, child
        By row.
    chance
        Foretold by row, by the score of other children.
    score
        Made of all.
    factors
        By row.
    """

    name: str
    rows: pd.DataFrame
    outcome: np.ndarray
    child: np.ndarray
    chance: np.ndarray
    score: PointsScore
    factors: pd.DataFrame

    @property
    def acted(self) -> np.ndarray:
        """Whether the score is high: from the chance at which it is for as many episodes as the police grade high."""
        wanted = self.rows["risk"].eq("high").mean()
        cuts = np.unique(self.chance)
        shares = 1 - np.searchsorted(np.sort(self.chance), cuts) / len(self.chance)
        return self.chance >= cuts[np.argmin(np.abs(shares - wanted))]


def enough(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows whose outcome is known.

    Raises
    ------
    RefusalError
        If fewer than thirty have the outcome or are without it, or these are of fewer than ten children.
    """
    known = rows[rows[name].notna()]
    for value, what in ((1, "with"), (0, "without")):
        own = known.loc[known[name] == value, "child"]
        if len(own) < _EVENTS or own.nunique() < FEWEST:
            raise RefusalError(f"there are fewer than {_EVENTS} graded episodes {what} it, or fewer than {FEWEST} "
                               "children who have one, too few to judge a grade by")
    return known


def tried(rows: pd.DataFrame, factors: pd.DataFrame, name: str) -> Tried:
    """Make a score and try it, by child.

    Raises
    ------
    RefusalError
        As `enough`, and as `scored`.
    """
    known = enough(rows, name)
    outcome, child, used = known[name].to_numpy(int), known["child"].to_numpy(), factors.loc[known.index]
    if not used.shape[1]:
        raise RefusalError("nothing that was known of the children at the report differs between enough of them")
    out = crossvalidated(outcome, used, child, seed=SEED)
    return Tried(name, known, outcome, child, out["predicted"].to_numpy(), scored(outcome, used, child), used)


def points_draft(evidence: Evidence, found: dict[str, Tried]) -> Draft:
    """Points by factor and level, for each outcome."""
    first = next(iter(found.values()))
    lines = []
    for factor, level in first.score.table[["factor", "level"]].itertuples(index=False):
        line: dict[str, object] = {"factor": factor, "level": level}
        for name, one in found.items():
            here = (one.factors[factor] == level).to_numpy()
            line |= {f"{name}_children": len(np.unique(one.child[here])), f"{name}_episodes": int(here.sum()),
                     name: int(one.score.table.loc[(one.score.table["factor"] == factor)
                                                   & (one.score.table["level"] == level), "points"].iloc[0])}
        lines.append(line)
    fields = [Field("factor", "What was known", "label", parts=True), Field("level", "Level", "label")]
    for name in found:
        own = f"{name}_children"
        fields += [Field(f"{name}_episodes", "Episodes", children=own, spanner=OUTCOMES[name]),
                   Field(name, "Points", children=own, spanner=OUTCOMES[name])]
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, *_ALL_SOURCES), (
        "Everything is dated before the day of the report, but for the age, the hour and where the child lived. Sex "
        "and ethnic group are left out on purpose.",
        "Points of all lines that fit an episode are added up; 5 is the most that one line can have, and what has 0 at "
        "every level tells nothing.",
    ))


def bands_draft(evidence: Evidence, found: dict[str, Tried]) -> Draft:
    """What the score foretold, and what came about, in five bands of the score."""
    level, parts = evidence.settings.statistics.confidence, []
    for name, one in found.items():
        edges = np.unique(np.quantile(one.chance, np.linspace(0, 1, _BANDS + 1)))
        band = pd.Series(pd.cut(one.chance, [-np.inf, *edges[1:-1], np.inf],
                                labels=[f"Band {n}" for n in range(1, max(2, len(edges)))]))
        table = calibration_by_group(one.outcome, one.chance, band, one.child, confidence=level)
        parts.append(table.assign(outcome=OUTCOMES[name], band=table.index))
    table = pd.concat(parts, ignore_index=True)
    table["fewest"] = table[["with_outcome", "without"]].min(axis=1)
    return Draft(table, (
        Field("outcome", "Outcome", "label", parts=True), Field("band", "Band of the score, lowest first", "label"),
        Field("children", "Children", children="children"),
        Field("rows", "Episodes", children="children", largest="largest"),
        Field("predicted", "Foretold", "share", "children", "largest"),
        Field("observed", "Came about", "share", "fewest", "largest", low="low", high="high"),
    ), whose(evidence, *_ALL_SOURCES), (
        "Each child is scored by a score that was made without it. In brackets: "
        f"{level:.0%} interval, clustered on the child.",))


def benefit_draft(evidence: Evidence, found: dict[str, Tried]) -> Draft:
    """What acting on grades or on the score gains for every 100 episodes, by the chance from which to act."""
    lines = [line for one in found.values() for line in _benefit(one, evidence.settings.statistics.confidence)]
    fields = [Field("outcome", "Outcome", "label", parts=True), Field("threshold", "Action wanted from", "label")]
    over = "Net benefit for every 100 episodes"
    fields += [Field(name, label, "number", f"{name}_children", spanner=over) for name, label in BENEFIT.items()]
    over = "Over the better of every episode and none"
    fields += [Field(f"{name}_gain", BENEFIT[name], "number", f"{name}_children", spanner=over, low=f"{name}_low",
                     high=f"{name}_high") for name in ("high", "score")]
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, *_ALL_SOURCES), (
        "Net benefit counts each episode acted on that had the outcome as one, and takes off each acted on in vain: "
        "the more, the higher the chance from which action is wanted. Acting on none has 0.",
        f"In brackets: {evidence.settings.statistics.confidence:.0%} interval, clustered on the child."))


def _benefit(one: Tried, confidence: float) -> list[dict[str, object]]:
    grade = one.rows["risk"].to_numpy()
    rules = pd.DataFrame({"high": (grade == "high").astype(float), "medium": (grade != "low").astype(float),
                          "score": one.chance})
    table = decision_curve(one.outcome, rules, _THRESHOLDS, one.child, confidence=confidence)
    lines, earlier = [], np.ones(len(one.child), dtype=bool)
    for threshold, part in table.groupby("threshold"):
        line: dict[str, object] = {"outcome": OUTCOMES[one.name], "threshold": f"{threshold:.0%}"}
        for row in part.to_dict("records"):
            name = str(row["rule"])
            acted = rules[name].to_numpy() >= threshold if name in rules else np.ones(len(grade), dtype=bool)
            steps = [acted, ~acted] + [earlier & ~acted] * (name == "score")
            line |= {name: 100 * row["benefit"], f"{name}_gain": 100 * row["gain"],
                     f"{name}_low": 100 * row["gain_low"], f"{name}_high": 100 * row["gain_high"],
                     # A curve's step tells of those who leave it, and of those who are left.
                     f"{name}_children": min(filter(None, (len(np.unique(one.child[s])) for s in steps)), default=0)}
            earlier = acted if name == "score" else earlier
        lines.append(line)
    return lines


def _with_left_over(table: pd.DataFrame, left: int, threshold: int) -> pd.DataFrame:
    """A group as few as those in no group is not shown with them: they are what everyone less the groups is."""
    guard = guarded(pd.concat([table["children"], pd.Series({"": left})]), threshold).drop("")
    few = (guard != table["children"]).to_numpy()
    names = ["guard", *(f"{name}_children" for name in ("area", "missed", "alarm"))]
    table = table.assign(guard=table["children"])
    return table.assign(**{name: table[name].mask(few, 1) for name in names})


def fairness_draft(evidence: Evidence, one: Tried) -> Draft:
    """How well the score tells, and how it errs, by group; and the police's grade beside it."""
    level, everyone = evidence.settings.statistics.confidence, pd.Series(pd.Categorical([EVERYONE] * len(one.child)))
    high, grade = one.rows["risk"].eq("high").to_numpy(), one.rows["grade"].to_numpy()
    score = (one.chance, one.acted)
    parts = [by_group(one.outcome, *pair, everyone, one.child, confidence=level).assign(part=EVERYONE, label=label)
             .assign(guard=lambda t: t["children"]) for label, pair in ((SCORE, score), (HIGH, (grade, high)))]
    for name, group in groups_of(evidence, one.rows).items():
        table = by_group(one.outcome, *score, group.reset_index(drop=True), one.child, confidence=level)
        table = table.assign(part=f"{SCORE}, by {lower(name)}", label=table.index)
        parts.append(_with_left_over(table, pd.Series(one.child)[group.isna().to_numpy()].nunique(),
                                     evidence.settings.disclosure.threshold))
    fields = [Field("part", "Group", "label", parts=True), Field("label", "Group", "label"),
              Field("children", "Children", children="guard"), Field("rows", "Episodes", children="guard")]
    for name, label in (("area", "Told apart"), ("missed", "Missed"), ("alarm", "False alarm")):
        fields.append(Field(name, label, "share", f"{name}_children", low=f"{name}_low", high=f"{name}_high"))
    return Draft(pd.concat(parts, ignore_index=True), tuple(fields), whose(evidence, *_ALL_SOURCES), (
        f"Outcome: {OUTCOMES[one.name].lower()}. The score counts as high for about as many episodes as the police "
        f"grade {GRADES['high'].lower()}.",
        "Told apart: of two episodes, one with the outcome and one without, how often the one with it has the higher "
        "score; a tie counts half. Missed: of the episodes with the outcome, the share that was not high. False alarm: "
        "of those without it, the share that was.",
        f"In brackets: {level:.0%} interval, clustered on the child; not available with fewer than {FEWEST} children.",
        "A group of fewer than ten children is counted with those not known, and left out where these are fewer than "
        "ten as well.",
    ))
