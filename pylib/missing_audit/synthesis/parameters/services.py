"""What the other services hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from missing_audit.synthesis.parameters.shapes import Typing, mapping, typing

__all__ = ["Services"]


@dataclass(frozen=True)
class Services:
    """What the other services hold, and how often they err."""

    # What the police take twice: another caller, another report of the same episode.
    second_report: float = 0.015

    # What the other services hold.
    interview_not_listed: float = 0.25
    interview_harm_asked: Mapping[str, float] = mapping(
        independent=0.85, social_worker=0.62, police=0.9, other=0.5
    )
    typing_interviews: Typing = typing(0.025, 0.01, 0.06, 0.015, 0.012, 0.0)
    response_recorded: float = 0.93
    response_never_ended: float = 0.08
    typing_responses: Typing = typing(0.015, 0.01, 0.03, 0.008, 0.008, 0.0)
    offenders_known: float = 0.85
    custody_over_missing: int = 3
    typing_youth_justice: Typing = typing(0.02, 0.02, 0.02, 0.012, 0.01, 0.02)
    contact_after_report: float = 0.28
    contact_of_sibling: float = 0.2
    contacts_otherwise: float = 0.22
    contact_late: float = 0.16
    typing_mash: Typing = typing(0.03, 0.01, 0.05, 0.015, 0.02, 0.03)
    families_listed: float = 0.10
    typing_families: Typing = typing(0.02, 0.03, 0.03, 0.01, 0.015, 0.025)
    youth_share: float = 0.20
    typing_youth: Typing = typing(0.035, 0.015, 0.10, 0.025, 0.03, 0.04)

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
    care_record_misses: Mapping[str, float] = mapping(
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
    typing_fostering: Typing = typing(0.015, 0.01, 0.03, 0.008, 0.008, 0.0)

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
    typing_schools: Typing = typing(0.01, 0.02, 0.02, 0.006, 0.006, 0.0)
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
    typing_health: Typing = typing(0.02, 0.02, 0.05, 0.012, 0.01, 0.03)

    # What other authorities tell the county of the children whom they place in it.
    notice_not_listed: float = 0.1
    notice_never: float = 0.2
    notice_late: float = 0.35
    notice_end_untold: float = 0.3
    notice_risk_shared: float = 0.45
    typing_notices: Typing = typing(0.03, 0.02, 0.03, 0.015, 0.02, 0.02)
