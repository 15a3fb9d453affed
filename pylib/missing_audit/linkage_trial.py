"""Linkage of a large invented county, marked against who its rows are truly about."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from missing_audit.config import load
from missing_audit.growth import CORES
from missing_audit.linkage import link, read_key
from missing_audit.measured import cores, measured
from missing_audit.quality import check_all
from missing_audit.synthesis.scale import TRUTH

__all__ = ["CHILDREN", "SOURCES", "pairs", "trial"]

CHILDREN = 200_000
SOURCES = ("police", "case_records", "home_logs", "caf")
"""Sources that know a child by name."""
_SEED = 20140401


def pairs(found: pd.Series, truth: pd.Series) -> dict[str, float]:
    """Precision and recall over pairs of rows, counted from the sizes of groups.

    Parameters
    ----------
    found, truth
        The child that a row was given, and the one that it is about; a missing child is one of its own.

    Returns
    -------
    dict
        `rows`; `made`, `right` and `true`, in pairs of rows that were given one child, that are of one child, and both;
        `precision` and `recall`, from 0 to 1.

    Examples
    --------
    >>> pairs(pd.Series(["a", "a", "b"]), pd.Series([1, 1, 1]))["recall"]
    0.3333333333333333
    """
    alone = pd.Series([f"row {i}" for i in range(len(found))], index=found.index, dtype="str")
    table = pd.DataFrame({"found": found.astype("str").fillna(alone), "truth": truth})
    made, true, right = (_pairs(table.groupby(keys).size()) for keys in (["found"], ["truth"], ["found", "truth"]))
    return {"rows": len(table), "made": made, "right": right, "true": true,
            "precision": right / made if made else 1.0, "recall": right / true if true else 1.0}


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def trial(children: int = CHILDREN, *, report: Callable[[str], None] = lambda _: None) -> dict[str, object]:
    """Make a county, and link its four sources that know children by name in a process of its own.

    Parameters
    ----------
    children
        Of the county, from 300.
    report
        Told what is being done.

    Returns
    -------
    dict
        `children`, `rows`; `seconds` of the linkage alone; `peak`, most memory of the whole process, reading among it,
        in MiB; `linked` and `exact`, precision and recall as in `pairs`, of the linkage and of exact matching by
        surname, forename and date of birth.

    Raises
    ------
    AuditError
        If a step fails.
    """
    with cores(CORES), tempfile.TemporaryDirectory(prefix="bench-linkage-") as home:
        report(f"Making a county of {children:,} children …")
        measured("missing_audit", "synthesise", "--large", "--children", str(children), "--seed", str(_SEED),
                 "--out", home)
        report("Linking it …")
        ran = measured("missing_audit.linkage_trial", home)
    return {"children": children, "peak": ran.peak} | json.loads(ran.said[-1][1])


def _marked(folder: Path) -> dict[str, object]:
    """Link a county's four sources and mark the result; what the process of its own does."""
    settings = load(folder)
    settings = settings.model_copy(update={"sources": {name: source for name, source in settings.sources.items()
                                                    if name in SOURCES}})
    used = check_all(settings).used
    begun = time.perf_counter()
    linked = link(used, read_key(settings))
    seconds = time.perf_counter() - begun
    persons = _persons(folder, used)
    child = pd.concat([linked.tables[name]["child"] for name in used], ignore_index=True)
    exact = pd.concat([_exact(rows) for rows in used.values()], ignore_index=True)
    return {"rows": len(child), "seconds": round(seconds, 2), "linked": pairs(child, persons),
            "exact": pairs(exact, persons)}


def _persons(folder: Path, used: dict[str, pd.DataFrame]) -> pd.Series:
    """Who each row is about, source by source in the order of their rows."""
    truth = pd.read_csv(folder / TRUTH, dtype={"source": "category"}, usecols=["source", "line", "person"])
    by_source = {name: rows.set_index("line")["person"] for name, rows in truth.groupby("source", observed=True)}
    return pd.concat([rows["line"].map(by_source[name]) for name, rows in used.items()], ignore_index=True)


def _exact(rows: pd.DataFrame) -> pd.Series:
    """Surname, forename and birth in one text; names without case, accents, blanks or punctuation."""
    names = [rows[name].str.normalize("NFKD").str.lower().str.replace(r"[^a-z]", "", regex=True)
             for name in ("surname", "forename")]
    return names[0] + "|" + names[1] + "|" + rows["dob"].dt.strftime("%Y-%m-%d").astype("str")


if __name__ == "__main__":
    print(json.dumps(_marked(Path(sys.argv[1]))))
