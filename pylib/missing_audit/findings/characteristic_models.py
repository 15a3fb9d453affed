"""How many times one group's rate of episodes is another's, with the rest held: of those known, and completed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from missing_audit.findings.characteristics import AGE, CHARACTERISTICS, RECORDED, Characteristic, compared, people
from missing_audit.statistics.counts import count_regression
from missing_audit.statistics.design import indicators
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.fitted import Fitted
from missing_audit.statistics.impute import imputed, pooled

__all__ = ["DRAWS", "HALF", "Model", "completed", "compared_groups", "known_only", "prepared", "term"]

DRAWS = 20
"""Completed tables."""
HALF = 0.5
"""Share of children of whom a characteristic must be known for the others to be filled in."""
_HELD = ("band", "placement", "year")


@dataclass(frozen=True)
class Model:
    """What is compared, on which rows.

    Attributes
    ----------
    rows
        As `cells`, without groups too small to be compared, nor parts of what is held in which nobody went missing.
    references
        By column of the design, the value that others are compared with.
    of
        The characteristics compared.
    """

    rows: pd.DataFrame
    references: dict[str, object]
    of: tuple[Characteristic, ...]


def compared_groups(rows: pd.DataFrame, what: Characteristic) -> list[str]:
    """Groups with at least ten children who went missing, where the reference has them too."""
    each = rows.groupby(["child", what.column])["events"].sum().gt(0).astype(int).reset_index(what.column)
    return compared(each[what.column], each["events"], what)


def prepared(rows: pd.DataFrame, ages: dict[str, str]) -> Model:
    """What can be compared.

    Parameters
    ----------
    rows
        As `cells`.
    ages
        Bands with their labels, youngest first.

    Raises
    ------
    RefusalError
        If nothing can.
    """
    for name in _HELD:  # a part without any event says nothing of any ratio
        rows = rows[rows.groupby(name)["events"].transform("sum") > 0]
    of, references = [], {}
    for what in CHARACTERISTICS:
        each = with_bands(rows, ages) if what is AGE else what
        groups = compared_groups(rows, each)
        known = people(rows)[each.column].notna().mean() if len(rows) else 0
        if groups and known >= HALF:
            rows = rows[rows[each.column].isna() | rows[each.column].isin([*groups, each.reference])]
            of.append(each)
            references[each.column] = each.reference
    if not of:
        raise RefusalError(f"no two groups have at least {FEWEST} children each who went missing")
    for name in _HELD:
        if name not in references and rows[name].nunique() > 1:
            references[name] = rows.groupby(name)["events"].sum().sort_values(kind="stable").index[-1]
    return Model(rows, references, tuple(of))


def with_bands(rows: pd.DataFrame, ages: dict[str, str]) -> Characteristic:
    """The age with its bands; the youngest with enough children is what others are compared with."""
    missing = rows[rows["events"] > 0].groupby("band")["child"].nunique()
    enough = [label for label in ages if missing.get(label, 0) >= FEWEST]
    return replace(AGE, groups=dict(ages), reference=enough[0] if enough else "")


def term(what: Characteristic, group: str) -> str:
    """Name of a group's coefficient."""
    return f"{what.column}={group}"


def known_only(model: Model) -> Fitted:
    """The model on children of whom all that is compared is known.

    Raises
    ------
    RefusalError
        As `count_regression`.
    """
    return _fitted(model, model.rows.dropna(subset=[each.column for each in model.of]))


def _fitted(model: Model, rows: pd.DataFrame) -> Fitted:
    design = indicators(rows, model.references)
    return count_regression(rows["events"].to_numpy(), design, rows["years"].to_numpy(), rows["child"])


def completed(model: Model, *, seed: int, confidence: float) -> pd.DataFrame:
    """The model on all children, with what is not known filled in many times.

    Parameters
    ----------
    model
        What is compared.
    seed
        Of the draws.
    confidence
        Of the intervals.

    Returns
    -------
    DataFrame
        As `pooled`, on the log scale, by term.

    Raises
    ------
    RefusalError
        As `imputed` and `count_regression`.
    """
    each = people(model.rows)
    columns = [what.column for what in model.of if what.column in {"sex", *(one.column for one in RECORDED)}]
    gaps = [name for name in columns if each[name].isna().any()]
    # The outcome is among them, or what is filled in would know nothing of it.
    table = each[columns].assign(missing=each["missing"], events=np.log1p(each["events"]), years=np.log(each["years"]),
                                 band=each["band"], care=each["care"])
    fits = []
    for full in imputed(table, gaps, draws=DRAWS, rng=np.random.default_rng(seed)):
        said = full[columns].set_axis(pd.Index(each["child"]), axis=0)
        rows = model.rows.assign(**{name: model.rows["child"].map(said[name]) for name in columns})
        fits.append(_fitted(model, rows))
    estimates = pd.DataFrame([fit.coefficients for fit in fits])
    variances = pd.DataFrame([pd.Series(np.diag(fit.covariance), fit.covariance.index) for fit in fits])
    return pooled(estimates, variances, complete_df=fits[0].df, confidence=confidence)
