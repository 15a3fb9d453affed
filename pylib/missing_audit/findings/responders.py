"""Children who were given a response, and days on which others had the same recent history and had not had it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.pasts import Pasts
from missing_audit.intervals import in_seconds, within
from missing_audit.statistics.matched import empirical_bayes
from missing_audit.statistics.regress import negative_binomial

__all__ = ["ALIKE", "APART", "Histories", "asked_and_pool", "first_given"]

APART = 91
"""How many days lie at most between a child's response and the day of a match: a quarter of a year."""
ALIKE = {"care": 0.0, "last_28": 0.3, "last_90": 0.2, "last_365": 0.3, "age": 2.0, "girl": 1.0, "day": float(APART)}
"""How far matches may be apart: in care or not; log of one more than the episodes in the last 28, 90 and 365 days, so
that low counts are the same and high ones nearly; age in years; sex counts but may differ; days between the two."""
_SPANS = (28, 90, 365)
_YEAR = 365
_DAY = np.timedelta64(86_400, "s")


@dataclass(frozen=True)
class Histories:
    """What matching looks up: each child's episodes, time in the audit, and how it lived.

    Attributes
    ----------
    pasts
        Episodes in scope.
    returns
        One row per return, ordered by `back`: `child`, `back`, `next` (start of the child's next episode).
    spans
        By child: `first` and `last` day in the audit and under 18 (day after the last), and `known` (first day on
        which social care had a case record).
    quarters
        `COLLATED["histories"]`.
    states
        `COLLATED["states"]`.
    """

    pasts: Pasts
    returns: pd.DataFrame
    spans: pd.DataFrame
    quarters: pd.DataFrame
    states: pd.DataFrame

    @classmethod
    def of(cls, evidence: Evidence) -> Histories:
        """Of the county's evidence."""
        quarters, states, contacts, rows = (in_seconds(table) for table in (
            *(evidence.collated[name] for name in ("histories", "states", "contacts")), evidence.in_scope()))
        rows = rows.sort_values(["child", "start"], kind="stable")
        returns = pd.DataFrame({"child": rows["child"], "back": rows["end"].fillna(rows["start"]),
                                "next": rows.groupby("child")["start"].shift(-1)})
        spans = quarters.groupby("child").agg(first=("start", "min"), last=("end", "max"))
        records = contacts[contacts["source"] == "case_records"]
        spans = spans.assign(known=records.groupby("child")["start"].min().reindex(spans.index))
        return cls(Pasts.of(rows), returns.sort_values(["back", "child"], kind="stable", ignore_index=True), spans,
                   quarters, states)

    def described(self, rows: pd.DataFrame, follow: int) -> pd.DataFrame:
        """Days of children (`child`, `moment`) with what was known of them then, and `events` in `follow` days after.

        Only days on which the child was in the audit, known to social care, and under 18 for all of the time after.
        """
        span = self.spans.reindex(rows["child"])
        after = rows["moment"].to_numpy() + follow * _DAY
        kept = ((span["first"].to_numpy() <= rows["moment"]) & (span["known"].to_numpy() <= rows["moment"])
                & (after <= span["last"].to_numpy()))
        rows = rows[kept.to_numpy()].reset_index(drop=True)
        days = pd.DataFrame({"child": rows["child"], "start": rows["moment"].dt.floor("D").astype("datetime64[s]")})
        known = within(days, self.quarters, ["age", "sex"])
        counts = {f"had_{span}": self.pasts.before(rows["child"], rows["moment"], span) for span in _SPANS}
        return rows.assign(
            **counts, **{f"last_{span}": np.log1p(counts[f"had_{span}"]) for span in _SPANS},
            age=known["age"].astype(float), girl=known["sex"].eq("female").astype(float),
            care=within(days, self.states, ["placement"])["placement"].ne("home").astype(float),
            day=(rows["moment"] - self.quarters["start"].min()) / _DAY,
            watched=((rows["moment"] - self.spans["first"].reindex(rows["child"]).to_numpy()) / _DAY).clip(1, _YEAR),
            events=self.pasts.after(rows["child"], rows["moment"], follow)).dropna(subset=["age"])

    def usual(self) -> tuple[pd.Series, float]:
        """Coefficients of a negative binomial model of a year's episodes, and its dispersion.

        Of children whom social care knew, at the start of each quarter, in the year before it.
        """
        rows = self.quarters[self.quarters["had_case_records"] > 0].dropna(subset=["age"])
        first = self.spans["first"].reindex(rows["child"]).to_numpy()
        watched = ((rows["start"] - first) / _DAY).clip(upper=_YEAR)
        rows = rows.assign(care=rows["placement"].ne("home").astype(float), watched=watched,
                           girl=rows["sex"].eq("female").astype(float), age=rows["age"].astype(float))
        rows = rows[(rows["watched"] > 0) & (rows["age"] > 0)]
        # Equal rows are one cell of a sum, but counts of a negative binomial do not add up: each row stays.
        fit = negative_binomial(rows["before_365"].to_numpy(float), _design(rows), rows["watched"].to_numpy() / _YEAR)
        return fit.coefficients, fit.dispersion


def _design(rows: pd.DataFrame) -> pd.DataFrame:
    old = rows["age"].to_numpy(float) - 14
    return pd.DataFrame({"one": 1.0, "old": old, "older": old**2, "girl": rows["girl"], "care": rows["care"]},
                        index=rows.index)


def first_given(evidence: Evidence, kind: str | None) -> pd.DataFrame:
    """Each child's first response of a kind, or of any: `child`, `begun`, `moment` (the end of that day)."""
    rows = evidence.records["responses"]
    rows = rows if kind is None else rows[rows["kind"] == kind]
    first = rows.dropna(subset=["begun"]).groupby("child", as_index=False)["begun"].min()
    # The day on which it began is one before it, since what happened on that day may be why it was given.
    first = first.assign(moment=(first["begun"].dt.normalize() + np.timedelta64(1, "D")).astype("datetime64[s]"))
    return first.sort_values(["moment", "child"], kind="stable", ignore_index=True)


def asked_and_pool(found: Histories, given: pd.DataFrame, usual: tuple[pd.Series, float],
                   follow: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Children as they were on the day of the response, and those whom each may be matched to.

    A match is another child on a day on which it had been back as long, had not had the response, and was at most
    `APART` days from the day of the response. Where there was no return in the last year, it is another without one,
    on the same day.

    Parameters
    ----------
    found
        As `Histories.of` makes them.
    given
        As `first_given` returns them.
    usual
        As `Histories.usual` returns it.
    follow
        Days after, in which episodes are counted.

    Returns
    -------
    tuple of DataFrame
        `asked`: one row per child who was given it, with `set`, what `ALIKE` names, `events`, `foretold`, `had_90`,
        `had_365`. `pool`: the same columns but `foretold`, one row per child and day.
    """
    asked = found.described(given[["child", "moment"]], follow)
    asked = asked.assign(since=_since(found, asked), set=range(len(asked)))
    asked = asked[asked["since"].notna() | (asked["had_365"] == 0)]
    rate = np.exp(_design(asked) @ usual[0]).to_numpy(float)
    foretold = empirical_bayes(asked["had_365"].to_numpy(), rate * asked["watched"].to_numpy() / _YEAR,
                               rate * follow / _YEAR, usual[1])
    asked = asked.assign(foretold=foretold)
    days = pd.concat([_as_long_back(found, asked[asked["had_365"] > 0]),
                      _same_day(found, asked[asked["had_365"] == 0])], ignore_index=True)
    had = days["child"].map(dict(zip(given["child"], given["begun"], strict=True))).astype("datetime64[s]")
    days = days[had.isna() | (had > days["moment"])]
    pool = found.described(days, follow)
    quiet = pool["set"].map(asked.set_index("set")["had_365"].eq(0))
    return asked, pool[~quiet.astype(bool) | (pool["had_365"] == 0)]


def _since(found: Histories, rows: pd.DataFrame) -> pd.Series:
    """Time since the last return; missing without one, or while away."""
    asked = rows[["child", "moment"]].rename_axis("place").reset_index().sort_values("moment", kind="stable")
    last = pd.merge_asof(asked, found.returns, left_on="moment", right_on="back", by="child")
    back = last["back"].where(last["next"].isna() | (last["next"] >= last["moment"]))
    return (last["moment"] - back).set_axis(last["place"]).reindex(rows.index)


def _as_long_back(found: Histories, asked: pd.DataFrame) -> pd.DataFrame:
    """Other children's days on which they had been back as long as the child, before they went again."""
    back, parts = found.returns["back"].to_numpy(), []
    for row in asked.itertuples():
        home, reach = (row.moment - row.since).to_datetime64(), APART * _DAY
        low, high = np.searchsorted(back, home - reach), np.searchsorted(back, home + reach, side="right")
        part = found.returns.iloc[low:high]
        moment = (part["back"] + row.since).astype("datetime64[s]")
        kept = part["next"].isna() | (part["next"] >= moment)
        parts.append(pd.DataFrame({"set": row.set, "child": part["child"], "moment": moment})[kept])
    empty = pd.DataFrame({"set": pd.Series(dtype="int64"), "child": pd.Series(dtype="str"),
                          "moment": pd.Series(dtype="datetime64[s]")})
    return pd.concat([empty, *parts], ignore_index=True)


def _same_day(found: Histories, asked: pd.DataFrame) -> pd.DataFrame:
    """Every other child on the same day."""
    others = found.spans.rename_axis("child").reset_index()[["child"]]
    return asked[["set", "moment"]].merge(others, how="cross")
