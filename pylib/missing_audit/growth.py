"""How time and memory of collation grow with the number of children."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from missing_audit.measured import cores, measured

__all__ = ["CORES", "LIMIT", "SIZES", "Size", "exponents", "grow"]

SIZES = (10_000, 100_000, 1_000_000)
"""Children of the counties that are collated."""
LIMIT = 8192.0
"""Most memory that a collation may take, in MiB."""
CORES = 2
_SEED = 20140401


@dataclass(frozen=True)
class Size:
    """One county made and collated.

    Attributes
    ----------
    children, rows
        Children of the county, and rows of all its extracts.
    made
        Seconds that making it took, which is no part of `seconds`.
    seconds
        Of the collation.
    steps
        Seconds by step, as the collation names them.
    peak
        Most memory of the collation, in MiB; missing where the system does not tell.
    """

    children: int
    rows: int
    made: float
    seconds: float
    steps: dict[str, float]
    peak: float | None

    @property
    def over(self) -> bool:
        """Whether it took more memory than it may."""
        return self.peak is not None and self.peak > LIMIT

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON."""
        return asdict(self) | {"over": self.over}


def grow(sizes: Sequence[int] = SIZES, *, report: Callable[[str], None] = lambda _: None) -> list[Size]:
    """Make a county of each size and collate it, in processes of their own, on two cores at most.

    Parameters
    ----------
    sizes
        Children, from 300.
    report
        Told what is being done.

    Returns
    -------
    list of Size
        By size.

    Raises
    ------
    AuditError
        If a county cannot be made or collated.
    """
    found = []
    with cores(CORES) as available, tempfile.TemporaryDirectory(prefix="bench-scale-") as home:
        report(f"On {available} of this machine's cores, with at most {LIMIT / 1024:g} GiB.")
        for children in sorted(set(sizes)):
            folder = str(Path(home) / str(children))
            report(f"Making a county of {children:,} children …")
            made = measured("missing_audit", "synthesise", "--large", "--children", str(children), "--seed", str(_SEED),
                            "--out", folder)
            report(f"Made in {made.seconds:.0f} s. Collating it …")
            ran = measured("missing_audit", "collate", "--config", folder)
            found.append(Size(children, _rows(made.said), round(made.seconds, 2), round(ran.seconds, 2), ran.steps,
                              None if ran.peak is None else round(ran.peak, 1)))
            report(f"Collated in {ran.seconds:.1f} s.")
    return found


def _rows(said: Sequence[tuple[float, str]]) -> int:
    """Rows made, as the lines ``source: rows`` say."""
    lines = (line.rpartition(": ")[2] for _, line in said)
    return sum(int(line.removesuffix(" rows").replace(",", "")) for line in lines if line.endswith(" rows"))


def exponents(found: Sequence[Size]) -> dict[str, list[float | None]]:
    """How fast each step grows from one size to the next: 1 in proportion to the children, 2 with their square.

    Parameters
    ----------
    found
        As `grow` returns them.

    Returns
    -------
    dict
        For ``seconds``, ``peak`` and every step that all sizes have, log(ratio) / log(ratio of the children) between
        neighbouring sizes; missing where either is not known or too short to be told from nothing.

    Examples
    --------
    >>> exponents([Size(10, 10, 1.0, 2.0, {}, None), Size(1000, 1000, 1.0, 200.0, {}, None)])["seconds"]
    [1.0]
    """
    steps = [step for step in found[0].steps if all(step in size.steps for size in found)] if found else []
    values = {"seconds": [size.seconds for size in found], "peak": [size.peak for size in found]}
    values |= {step: [size.steps[step] for size in found] for step in steps}
    ratios = [math.log(more.children / less.children) for less, more in pairwise(found)]
    return {name: [math.log(more / less) / ratio if more and less else None
                   for (less, more), ratio in zip(pairwise(row), ratios, strict=True)]
            for name, row in values.items()}
