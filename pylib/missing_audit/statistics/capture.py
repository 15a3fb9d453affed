"""How many children there are at least, judged by how far the lists of several agencies overlap."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.loglinear import poisson_fit

__all__ = ["lower_bound", "models"]

_MOST_LISTS = 4
_LOOSE = 3.0
"""A standard error of the logarithm of those not seen from which a model has settled on nothing."""


def lower_bound(seen: pd.DataFrame, *, confidence: float = 0.95) -> dict[str, float]:
    """Chao's lower bound of the number of children, from those in one list alone and in two [@chao1989].

    Lists may differ in how much they hold, and children in how likely they are to be in any. It is a lower bound where
    lists are independent of each other for one child, or where being in one makes being in another more likely; where
    it makes that less likely, the number may be lower. With two lists it is Chapman's estimate [@chapman1951].

    Parameters
    ----------
    seen
        One row per child, one column per list: whether the child is in it.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    dict
        `seen` (children in any list), `bound`, `low`, `high` (log-normal interval of those not seen [@chao1987]),
        `once`, `twice` (children in one list alone, in two), `fewest` (the smaller of those in two, and those in one
        alone other than the list that holds most of these).

    Raises
    ------
    RefusalError
        If there are fewer than two lists or more than four, or fewer than ten children in one list alone, or in two.

    Examples
    --------
    >>> seen = pd.DataFrame({"a": [1] * 30 + [0] * 20, "b": [1] * 10 + [0] * 20 + [1] * 20})
    >>> round(lower_bound(seen)["bound"], 2)
    86.36
    """
    if not 0 < confidence < 1:
        raise ValueError(f"lower_bound: confidence = {confidence}: must be strictly between 0 and 1")
    held = _checked(seen)
    each = held.sum(axis=1)
    once, twice = int((each == 1).sum()), int((each == 2).sum())
    alone = held[each == 1].sum(axis=0)
    # With two lists this is the smaller number of those in one alone.
    fewest = int(min(once - alone.max(), twice))
    if fewest < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children are in one list alone, or in two, so that the overlap of the "
                           "lists tells too little")
    pairs = float(once**2 - (alone**2).sum()) / 2
    unseen = pairs / (twice + 1)
    # By the delta method, the numbers in each list alone, and in two, taken as Poisson's.
    variance = (float((((once - alone) / (twice + 1)) ** 2 * alone).sum())
                + (pairs / (twice + 1) ** 2) ** 2 * twice + unseen)
    wide = _wide(unseen, variance, confidence)
    return {"seen": len(held), "bound": len(held) + unseen, "low": len(held) + unseen / wide,
            "high": len(held) + unseen * wide, "once": once, "twice": twice, "fewest": fewest}


def models(seen: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """What log-linear models make of the same lists, each with other pairs of lists depending on each other.

    Every combination of dependent pairs is fitted by Poisson regression of the children by which lists they are in
    [@fienberg1972; @iwgdmf1995]; the cell of those in no list is what each foretells. A model as large as its data, and
    one that settles on no estimate, is left out. A list in which some children could not be has no place here.

    Parameters
    ----------
    seen, confidence
        As for `lower_bound`.

    Returns
    -------
    DataFrame
        One row per model, the best by Akaike's criterion first: `pairs` (of lists that depend on each other, joined by
        ``, ``), `aic`, `estimate` (children in all), `low`, `high`.

    Raises
    ------
    RefusalError
        If there are fewer than three lists, which leave nothing to model, or more than four; or if no model settles.
    """
    held = _checked(seen)
    names = list(seen.columns)
    if len(names) < 3:
        raise RefusalError("with two lists nothing can be told of how they depend on each other")
    cells = pd.DataFrame(list(np.ndindex(*[2] * len(names))), columns=names).iloc[1:]
    counted = pd.Series(1, index=pd.MultiIndex.from_arrays(held.T.astype(int))).groupby(level=list(range(len(names))))
    cells["children"] = counted.sum().reindex(pd.MultiIndex.from_frame(cells[names]), fill_value=0).to_numpy()
    pairs = list(combinations(names, 2))
    lines = [line for chosen in chain.from_iterable(combinations(pairs, k) for k in range(len(pairs) + 1))
             if len(names) + 1 + len(chosen) < len(cells) and (line := _model(cells, names, chosen, confidence))]
    if not lines:
        raise RefusalError("no log-linear model of the lists settles on an estimate")
    return pd.DataFrame(lines).sort_values(["aic", "pairs"], ignore_index=True)


def _model(cells: pd.DataFrame, names: list[str], chosen: tuple[tuple[str, str], ...],
           confidence: float) -> dict[str, float] | None:
    design = cells[names].assign(**{f"{a}:{b}": cells[a] * cells[b] for a, b in chosen})
    design.insert(0, "", 1)
    # A pair that no child is in together has no estimate: its coefficient would run away.
    if any(cells.loc[(cells[a] * cells[b]) == 1, "children"].sum() == 0 for a, b in chosen):
        return None
    fit = poisson_fit(cells["children"].to_numpy(), design.to_numpy())
    error = float(fit.bse[0])
    if not (fit.converged and error < _LOOSE):
        return None
    unseen, total = float(np.exp(fit.params[0])), int(cells["children"].sum())
    wide = _wide(unseen, (unseen * error) ** 2 + unseen, confidence)
    return {"pairs": ", ".join(f"{a} and {b}" for a, b in chosen), "aic": float(fit.aic), "estimate": total + unseen,
            "low": total + unseen / wide, "high": total + unseen * wide}


def _wide(unseen: float, variance: float, confidence: float) -> float:
    """By what the number not seen is multiplied and divided for its log-normal interval."""
    return float(np.exp(stats.norm.ppf((1 + confidence) / 2) * np.sqrt(np.log1p(variance / max(unseen, 1e-9) ** 2))))


def _checked(seen: pd.DataFrame) -> np.ndarray:
    if not 2 <= seen.shape[1] <= _MOST_LISTS:
        raise RefusalError(f"it needs from two to {_MOST_LISTS} lists")
    held = seen.to_numpy(bool)
    return held[held.any(axis=1)]
