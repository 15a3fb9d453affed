"""Linkage of a large invented county, marked against who its rows are truly about."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from missing_audit.config import load
from missing_audit.growth import CORES
from missing_audit.linkage import link, read_key
from missing_audit.measured import cores, measured
from missing_audit.quality import check_all
from missing_audit.synthesis.scale import TRUTH

__all__ = ["CHILDREN", "SOURCES", "trial"]

CHILDREN = 200_000
SOURCES = ("police", "case_records", "home_logs", "caf")
"""Sources that know a child by name."""
_SEED = 20140401


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
        `children`, `rows`; `seconds` of the linkage and its marking; `peak`, most memory of the whole process, reading
        among it, in MiB; `linked` and `exact`, of the linkage and of exact matching by surname, forename and date of
        birth: `made`, `right` and `true` pairs of rows, `precision` and `recall`.

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
    four = {name: source for name, source in settings.sources.items() if name in SOURCES}
    settings = settings.model_copy(update={
        "sources": four, "linkage": settings.linkage.model_copy(update={"truth": TRUTH, "sensitivity": []})})
    used = check_all(settings).used
    begun = time.perf_counter()
    linked = link(used, read_key(settings), settings=settings)
    seconds = time.perf_counter() - begun
    whole = linked.quality[linked.quality["by"] == "All"]
    marks = [dict(zip(("made", "right", "true", "precision", "recall"), map(float, way), strict=True))
             for way in whole[["made", "right", "true", "precision", "recall"]].itertuples(index=False)]
    return {"rows": sum(map(len, used.values())), "seconds": round(seconds, 2), "linked": marks[0], "exact": marks[-1]}


if __name__ == "__main__":
    print(json.dumps(_marked(Path(sys.argv[1]))))
