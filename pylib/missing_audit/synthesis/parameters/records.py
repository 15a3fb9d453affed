"""What the police, social care, homes and early help write down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from missing_audit.synthesis.parameters.shapes import Typing, mapping, typing

__all__ = ["Records"]


@dataclass(frozen=True)
class Records:
    """What the police, social care, homes and early help write down, and how often they err."""

    # What the police record.
    police_records_missing: Mapping[str, float] = mapping(
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
    typing_police: Typing = typing(0.04, 0.01, 0.04, 0.015, 0.02, 0.03)

    # What social care records.
    unknown_to_social_care: float = 0.30
    looked_after_without_case_record: float = 0.03
    typing_social_care: Typing = typing(0.015, 0.01, 0.015, 0.005, 0.007, 0.01)

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
    typing_homes: Typing = typing(0.03, 0.005, 0.09, 0.02, 0.02, 0.0)

    # What early help holds.
    caf_share: float = 0.24
    caf_before_missing: float = 0.62
    typing_early_help: Typing = typing(0.02, 0.015, 0.04, 0.01, 0.012, 0.02)
