"""How children live and go missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from missing_audit.synthesis.parameters.shapes import mapping

__all__ = ["Lives"]


@dataclass(frozen=True)
class Lives:
    """How children live, and how often they go missing.

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
    base_rate: float = 0.00085
    place_rate: Mapping[str, float] = mapping(
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
    repeat_chance: tuple[float, float, float] = (0.27, 0.105, 0.75)
    repeat_gap_days: float = 7.0
    sibling_joins: float = 0.15
    hour_weight: tuple[float, ...] = (
        3, 2, 1, 1, 0.5, 0.5, 0.7, 1.2, 2, 2.2, 2, 2, 2.2, 2.5, 3, 4.5, 6, 7, 8.5, 9.5, 10, 9.5, 7, 5,
    )  # fmt: skip
    hours_median: Mapping[str, float] = mapping(
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
    absence_ratio: Mapping[str, float] = mapping(
        family=0.16, parents=0.3, foster=0.75, home=1.0, semi=1.0, other=0.6
    )
    absence_hours_median: float = 2.6
    absence_hours_sigma: float = 0.65
