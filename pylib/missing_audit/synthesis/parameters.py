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
    base_rate: float = 0.00085
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
    repeat_chance: tuple[float, float, float] = (0.27, 0.105, 0.75)
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

    # What is true of a child's life: share of children, × (least + increase for each unit of frailty).
    circumstances: Mapping[str, float] = _mapping(
        conflict=0.26, rejection=0.11, domestic_abuse=0.22, parent_mental_health=0.18, parent_substance=0.15,
        neglect_abuse=0.18, family_change=0.28, behaviour=0.22, school=0.20, exploited=0.05, offending=0.10,
        substances=0.11,
    )
    circumstance_lean: tuple[float, float] = (0.55, 0.45)
    # The child's own, not the household's, and only of teenagers.
    circumstances_own: tuple[str, ...] = ("behaviour", "school", "exploited", "offending", "substances")
    circumstance_teen: float = 12.0
    circumstances_girls: Mapping[str, float] = _mapping(exploited=1.5, offending=0.55, substances=0.9)

    # Why a child goes: chance at home, in care, and at home where it is true of the child's life (half that in care).
    reasons: Mapping[str, tuple[float, float, float]] = field(default_factory=lambda: {
        "conflict": (0.20, 0.04, 0.70), "rejection": (0.04, 0.04, 0.40), "domestic_abuse": (0.02, 0.01, 0.35),
        "parent_mental_health": (0.01, 0.01, 0.22), "parent_substance": (0.01, 0.01, 0.22),
        "neglect_abuse": (0.01, 0.01, 0.30), "family_change": (0.03, 0.02, 0.28), "behaviour": (0.05, 0.06, 0.30),
        "school": (0.04, 0.04, 0.40), "unhappy": (0.0, 0.36, 0.0), "boundaries": (0.24, 0.26, 0.0),
        "partner": (0.10, 0.09, 0.0), "peers": (0.30, 0.30, 0.0), "family_contact": (0.02, 0.32, 0.0),
        "elsewhere": (0.10, 0.14, 0.0), "exploited": (0.01, 0.02, 0.60),
    })
    reasons_older: tuple[str, ...] = ("partner", "peers", "elsewhere", "exploited")
    reasons_younger: float = 0.4
    reasons_girls: Mapping[str, float] = _mapping(partner=1.4, conflict=1.15)
    # Harm while away: chance in twelve hours; × e^(harm_long) for each doubling of the time away.
    harm: Mapping[str, float] = _mapping(cse=0.035, victim=0.06, perpetrator=0.05, substances=0.13)
    harm_long: float = 0.22
    harm_young: float = 1.5
    harm_exploited: Mapping[str, float] = _mapping(cse=9.0, victim=2.5, perpetrator=1.5, substances=2.5)
    harm_true: float = 3.0
    want_hinted: float = 0.42
    want_other: float = 0.06

    # Interviews after return: who is offered one, who accepts, when it is held, and what it does.
    interview_offered: Mapping[str, float] = _mapping(
        family=0.80, parents=0.78, foster=0.90, home=0.86, semi=0.68, other=0.66
    )
    interview_outside: float = 0.5
    interview_visitor: float = 0.7
    interview_weak_districts: tuple[str, ...] = ("Carrowby", "Quernford")
    interview_weak: float = 0.6
    interview_again: float = 0.99
    interview_again_least: float = 0.75
    interview_accepted: float = 0.82
    interview_hours_median: float = 54.0
    interview_hours_sigma: float = 0.9
    # True effects multiply the chance that a child goes each time it otherwise would: after an interview within
    # 72 hours, for so many days; while a response is active.
    interview_effect: float = 0.75
    interview_effect_days: int = 28
    # Chance of a response for each episode beyond the first in the last 90 days, and at most.
    response_each: float = 0.12
    response_most: float = 0.5
    response_delay_days: tuple[int, int] = (3, 22)
    response_share: Mapping[str, float] = _mapping(
        mentoring=0.22, mediation=0.16, exploitation=0.12, named_worker=0.20, notice=0.06, placement=0.12, strategy=0.12
    )
    response_days: Mapping[str, float] = _mapping(
        mentoring=120, mediation=100, exploitation=150, named_worker=200, notice=180, placement=90, strategy=1
    )
    response_effect: Mapping[str, float] = _mapping(
        mentoring=1.0, mediation=0.70, exploitation=0.9, named_worker=0.75, notice=1.0, placement=1.0, strategy=1.0
    )

    # What the police take twice: another caller, another report of the same episode.
    second_report: float = 0.015

    # What the other services hold.
    interview_not_listed: float = 0.25
    interview_harm_asked: Mapping[str, float] = _mapping(
        independent=0.85, social_worker=0.62, police=0.9, other=0.5
    )
    typing_interviews: Typing = _typing(0.025, 0.01, 0.06, 0.015, 0.012, 0.0)
    response_recorded: float = 0.93
    response_never_ended: float = 0.08
    typing_responses: Typing = _typing(0.015, 0.01, 0.03, 0.008, 0.008, 0.0)
    offenders_known: float = 0.85
    custody_over_missing: int = 3
    typing_youth_justice: Typing = _typing(0.02, 0.02, 0.02, 0.012, 0.01, 0.02)
    contact_after_report: float = 0.28
    contact_of_sibling: float = 0.2
    contacts_otherwise: float = 0.22
    contact_late: float = 0.16
    typing_mash: Typing = _typing(0.03, 0.01, 0.05, 0.015, 0.02, 0.03)
    families_listed: float = 0.10
    typing_families: Typing = _typing(0.02, 0.03, 0.03, 0.01, 0.015, 0.025)
    youth_share: float = 0.20
    typing_youth: Typing = _typing(0.035, 0.015, 0.10, 0.025, 0.03, 0.04)

    # What troubles the child itself: share at average frailty, and by how much more for each unit of it.
    needs: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {
        "anxiety": (0.13, 0.30), "self_harm": (0.06, 0.55), "trauma": (0.07, 0.35), "autism": (0.03, 0.0),
        "eating": (0.012, 0.0), "learning_disability": (0.06, 0.0),
    })

    # What the return's health table says; the questionnaire's score: mean, spread, more for each unit of frailty.
    sdq: tuple[float, float, float] = (12.0, 5.5, 1.6)
    sdq_needs: float = 4.0
    sdq_none: float = 0.2
    convicted: tuple[float, float] = (0.05, 0.8)
    substance_recorded: float = 0.7

    # What social care records of missing episodes itself, and of its assessments.
    care_record_misses: Mapping[str, float] = _mapping(
        family=0.45, parents=0.3, foster=0.18, home=0.14, semi=0.25, other=0.3
    )
    care_record_misses_absence: float = 0.4
    care_record_absence_as_missing: float = 0.2
    care_record_never_ended: float = 0.01
    interview_not_recorded: float = 0.12
    assessed: tuple[float, float] = (0.36, 0.25)
    assessed_again: float = 0.2
    assessment_days: tuple[float, float] = (34.0, 0.45)
    factor_found: float = 0.85
    factor_wrongly: float = 0.01
    inspection_miscounts: float = 0.06

    # What the fostering service holds.
    household_not_listed: float = 0.03
    disruption: tuple[float, float] = (0.16, 0.9)
    typing_fostering: Typing = _typing(0.015, 0.01, 0.03, 0.008, 0.008, 0.0)

    # What schools hold: the pupils sampled; share of sessions missed, and times as many for each unit of frailty, in a
    # term with an episode, and in the term before one.
    pupils: float = 0.34
    sessions_missed: float = 0.055
    sessions_missed_frailty: float = 1.30
    sessions_missed_now: float = 2.2
    sessions_missed_before: float = 1.5
    sessions_missed_spread: float = 0.6
    sessions_unauthorised: float = 0.42
    referral_unit: tuple[float, float] = (0.02, 0.8)
    typing_schools: Typing = _typing(0.01, 0.02, 0.02, 0.006, 0.006, 0.0)
    # A year, at average frailty, and by how much more for each unit of it.
    school_events: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {
        "Fixed exclusion": (0.07, 0.9), "Permanent exclusion": (0.004, 1.0), "Change of school": (0.05, 0.2),
        "CME": (0.022, 0.7), "EHE": (0.008, 0.1),
    })

    # What health services hold: share referred of those in need, and of all others.
    referred: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {
        "CAMHS": (0.62, 0.02), "School nursing": (0.22, 0.05), "Substance misuse": (0.5, 0.004),
        "Sexual health": (0.35, 0.02),
    })
    referral_accepted: float = 0.74
    referral_weeks: tuple[float, float] = (9.0, 0.7)
    typing_health: Typing = _typing(0.02, 0.02, 0.05, 0.012, 0.01, 0.03)

    # What other authorities tell the county of the children whom they place in it.
    notice_not_listed: float = 0.1
    notice_never: float = 0.2
    notice_late: float = 0.35
    notice_end_untold: float = 0.3
    notice_risk_shared: float = 0.45
    typing_notices: Typing = _typing(0.03, 0.02, 0.03, 0.015, 0.02, 0.02)
