"""Every number that the model rests on, in one place; `truth.json` repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from missing_audit.errors import AuditError

__all__ = ["DEFAULT_CHILDREN", "DEFAULT_SEED", "FIRST_ADULT", "KINDS", "Model", "SynthesisError", "Typing"]

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


def _mapping(**values: float) -> Mapping[str, float]:
    return field(default_factory=lambda: dict(values))


def _typing(*rates: float) -> Typing:
    return field(default_factory=lambda: Typing(*rates))


@dataclass(frozen=True)
class Model:
    """Parameters of the county, chosen for realism from published national figures, not fitted to any county.

    Rates are per child and day, multiplied together: `base_rate` × frailty × age × place of living × sex ×
    disability × orientation × district × season × weekday. Multipliers are relative to 1.
    """

    # Who is there.
    household_sizes: tuple[float, ...] = (0.78, 0.15, 0.05, 0.02)
    placed_here_by_others: float = 0.03
    # Gamma, mean 1 before children are chosen to be looked after.
    frailty_shape: float = 0.95
    disability: float = 0.11
    orientation_known: float = 0.22
    orientation_minority: float = 0.12

    # Missing episodes.
    base_rate: float = 0.00083
    place_rate: Mapping[str, float] = _mapping(
        family=1.0, parents=1.3, foster=1.4, home=3.8, semi=3.2, other=1.6
    )
    age_rate: tuple[float, ...] = (
        *(0.0,) * 5, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.29, 0.53, 0.90, 1.28, 1.52, 1.58, 1.52,
    )  # fmt: skip
    girls: float = 1.15
    disabled: float = 1.25
    minority_orientation: float = 1.5
    hot_spot: float = 1.8
    seasonal_amplitude: float = 0.25
    seasonal_peak: tuple[int, int] = (7, 15)
    friday_saturday: float = 1.15
    # Least, increase for each unit of frailty, most.
    repeat_chance: tuple[float, float, float] = (0.25, 0.085, 0.70)
    repeat_gap_days: float = 7.0
    sibling_joins: float = 0.15
    hour_weight: tuple[float, ...] = (
        3, 2, 1, 1, 0.5, 0.5, 0.7, 1.2, 2, 2.2, 2, 2, 2.2, 2.5, 3, 4.5, 6, 7, 8.5, 9.5, 10, 9.5, 7, 5,
    )  # fmt: skip
    hours_median: Mapping[str, float] = _mapping(
        family=11.0, parents=11.0, foster=13.0, home=9.5, semi=11.0, other=11.0
    )
    hours_sigma: float = 1.12

    # Care.
    ever_looked_after: float = 0.27
    entered_before_period: float = 0.42
    spell_days: float = 620.0
    second_spell: float = 0.15
    placement_days: float = 330.0
    home_before_period: float = 1.8
    outside_county: float = 0.24
    outside_county_home: float = 0.43
    escalation_episodes: int = 3
    escalation_window_days: int = 90
    escalation_chance_in_care: float = 0.5
    escalation_chance_at_home: float = 0.16
    escalation_to_home: float = 0.7

    # Absences that are not missing episodes (whereabouts known, not where expected).
    absence_ratio: Mapping[str, float] = _mapping(
        family=0.16, parents=0.3, foster=0.75, home=1.0, semi=1.0, other=0.6
    )
    absence_hours_median: float = 2.6
    absence_hours_sigma: float = 0.65

    # What the police record.
    police_records_missing: Mapping[str, float] = _mapping(
        family=0.97, parents=0.96, foster=0.94, home=0.97, semi=0.92, other=0.92
    )
    police_records_outside_county: float = 0.02
    police_records_absence: float = 0.72
    absence_recorded_missing: float = 0.45
    missing_recorded_absent: float = 0.04
    family_address_listed: float = 0.3
    family_reports: float = 0.02
    adults: float = 0.01
    defect_each: float = 0.0017
    never_closed: float = 0.002
    typing_police: Typing = _typing(0.04, 0.01, 0.04, 0.015, 0.02, 0.03)

    # What social care records.
    unknown_to_social_care: float = 0.30
    looked_after_without_case_record: float = 0.03
    typing_social_care: Typing = _typing(0.015, 0.01, 0.015, 0.005, 0.007, 0.01)

    # What the looked-after return records.
    return_misses_missing: float = 0.15
    return_misses_absence: float = 0.25
    return_absence_as_missing: float = 0.10
    return_missing_as_absence: float = 0.02
    return_start_late: float = 0.03
    return_birth_typo: float = 0.005
    return_wrong_code: float = 0.01

    # What children's homes log.
    log_misses_missing: float = 0.06
    log_misses_absence: float = 0.12
    log_missing_as_absence: float = 0.05
    log_absence_as_missing: float = 0.15
    typing_homes: Typing = _typing(0.03, 0.005, 0.09, 0.02, 0.02, 0.0)

    # What early help holds.
    caf_share: float = 0.24
    caf_before_missing: float = 0.62
    typing_early_help: Typing = _typing(0.02, 0.015, 0.04, 0.01, 0.012, 0.02)
