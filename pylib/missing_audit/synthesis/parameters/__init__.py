"""Every number that the model rests on; `truth.json` repeats them."""

from __future__ import annotations

from dataclasses import dataclass

from missing_audit.synthesis.parameters.aftermath import Aftermath
from missing_audit.synthesis.parameters.lives import Lives
from missing_audit.synthesis.parameters.records import Records
from missing_audit.synthesis.parameters.services import Services
from missing_audit.synthesis.parameters.shapes import (
    DEFAULT_CHILDREN,
    DEFAULT_SEED,
    FIRST_ADULT,
    KINDS,
    SynthesisError,
    Typing,
)

__all__ = ["DEFAULT_CHILDREN", "DEFAULT_SEED", "FIRST_ADULT", "KINDS", "Model", "SynthesisError", "Typing"]


@dataclass(frozen=True)
class Model(Services, Records, Aftermath, Lives):
    """Parameters of the county, chosen for realism from published national figures, not fitted to any county."""
