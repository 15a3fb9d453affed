"""What the last full run of the simulations found, as the book prints it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from missing_audit.front import day
from missing_audit.paths import PACKAGE
from missing_audit.store import tree_digest, write_json
from missing_audit.validation.scenario import BOUNDS
from missing_audit.words import capital

__all__ = ["RESULTS", "Validation", "methods", "read", "written"]

RESULTS = Path(__file__).with_name("results.json")

_HEADS = {"nominal": "95% intervals that should hold the truth in 93.5% to 96.5% of tables",
          "conservative": "95% intervals on the safe side, which should hold it in at least 94%",
          "approximate": "Approximate 95% intervals, which should hold it in at least 90%",
          "size": "Tests at 5% where nothing is there, which should find something in 3.5% to 6.5%",
          "power": "How often tests find what is there", "bias": "How far estimates are from the truth"}


@dataclass(frozen=True)
class Validation:
    """A run of the simulations.

    Attributes
    ----------
    date, seed, replicates
        When it ended, what the random numbers were drawn from, and tables a scenario.
    methods
        Digest of the methods that were tried.
    scenarios
        As `summarised`, in order.
    counties
        As `counties_tried`.
    """

    date: str
    seed: int
    replicates: int
    methods: str
    scenarios: list[dict[str, Any]]
    counties: list[dict[str, Any]]

    @property
    def when(self) -> str:
        """The day on which it ended, as printed."""
        return day(datetime.date.fromisoformat(self.date))

    @property
    def drawn(self) -> str:
        """Data sets for each scenario, as printed."""
        return f"{self.replicates:,}"

    @property
    def standing(self) -> str:
        """Whether the results are of the methods as they now are, in a sentence."""
        if self.methods == methods():
            return "The methods have not been changed since."
        return "Some of the methods, or of the trials, have been changed since, and are to be tried again."

    @property
    def verdict(self) -> str:
        """How many methods came out as they should, in a sentence or two."""
        held, asked = self.held
        if held == asked:
            return f"all {asked} intervals and tests of which that can be asked came out as they should."
        return (f"of {asked} intervals and tests of which that can be asked, {held} came out as they should. These did "
                f"not: {'; '.join(self.missed)}.")

    @property
    def held(self) -> tuple[int, int]:
        """Scenarios that came out as they should, and those of which that can be asked."""
        asked = [line["holds"] for line in self.scenarios if line["holds"] is not None]
        return sum(asked), len(asked)

    @property
    def missed(self) -> list[str]:
        """Methods that did not come out as they should."""
        return [line["method"] for line in self.scenarios if line["holds"] is False]

    def off(self, headline: str) -> str:
        """How far a headline of the invented counties is from the truth on average, in words."""
        bias = next(line["bias"] for line in self.counties if line["id"] == headline)
        return "not given" if bias is None else f"{abs(bias):.0%} too {'high' if bias > 0 else 'low'}"

    def lines(self) -> list[dict[str, str]]:
        """Every scenario as the appendix lists it, those of one kind together."""
        return [{"Kind": _HEADS[kind], "Method": line["method"], "Known truth": capital(line["what"].removesuffix(".")),
                 "Share": _share(line), "Mean error": _error(line), "Median width": _number(line["width"]),
                 "As it should be": {None: "", True: "yes", False: "no"}[line["holds"]]}
                for kind in BOUNDS for line in self.scenarios if line["kind"] == kind]

    def headlines(self) -> list[dict[str, str]]:
        """Every headline over the invented counties."""
        return [{"Headline figure": line["called"], "Counties": str(line["counties"]),
                 "Estimate against truth, on average": _bias(line),
                 "Intervals that held the truth": "" if line["covered"] is None
                 else f"{line['covered']} of {line['with_interval']}"} for line in self.counties]


def methods() -> str:
    """Digest of the methods and of their trials: results are of these and of no others."""
    return "".join(tree_digest(PACKAGE / folder, ".py")[:12] for folder in ("statistics", "validation/scenarios"))


def read(path: Path = RESULTS) -> Validation:
    """The last run."""
    return Validation(**json.loads(path.read_text(encoding="utf-8")))


def written(validation: Validation, path: Path = RESULTS) -> None:
    """Keep a run, in place of the one before."""
    write_json(path, vars(validation))


def _share(line: Mapping[str, Any]) -> str:
    if line["share"] is None:
        return ""
    return f"{line['share']:.1%} ({line['low']:.1%} to {line['high']:.1%})"


def _error(line: Mapping[str, Any]) -> str:
    if line["error"] is None:
        return ""
    return _number(line["error"]) + (f" ± {_number(line['noise'])}" if line["noise"] is not None else "")


def _number(value: float | None) -> str:
    """Two figures that count, written out."""
    if value is None:
        return ""
    return f"{float(f'{value:.2g}'):,.6f}".rstrip("0").rstrip(".").replace("-", "−") if value else "0"


def _bias(line: Mapping[str, Any]) -> str:
    if line["bias"] is None:
        return "not given"
    return f"{line['bias']:+.1%}".replace("-", "−") + (f" ± {line['noise']:.1%}" if line["noise"] is not None else "")
