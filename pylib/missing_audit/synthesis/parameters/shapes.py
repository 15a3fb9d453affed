"""What the model's numbers are made of, and the few that are no part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from missing_audit.errors import AuditError

__all__ = ["DEFAULT_CHILDREN", "DEFAULT_SEED", "FIRST_ADULT", "KINDS", "SynthesisError", "Typing", "mapping", "typing"]

DEFAULT_SEED = 20140401
"""The first day of the period, fixed before any result was seen."""
DEFAULT_CHILDREN = 2500
FIRST_ADULT = 900_001
"""Person number of the first adult among the police reports; children count from 0, in the files from 1."""
KINDS = ("family", "parents", "foster", "home", "semi", "other")
"""Where a child lives: with the family; looked after but placed with parents (P1); foster care;
children's home (K2); semi-independent unit (H5); any other placement."""


class SynthesisError(AuditError):
    """The county cannot be made from the arguments given."""


@dataclass(frozen=True)
class Typing:
    """How often one agency mistypes, as a share of rows (each row is typed afresh)."""

    surname_typo: float
    surname_other: float
    forename_variant: float
    forename_typo: float
    birth: float
    postcode: float


def mapping(**values: float) -> Mapping[str, float]:
    """Numbers by name, as a field's default."""
    return field(default_factory=lambda: dict(values))


def typing(*rates: float) -> Typing:
    """Rates of mistyping, in the order of `Typing`, as a field's default."""
    return field(default_factory=lambda: Typing(*rates))
