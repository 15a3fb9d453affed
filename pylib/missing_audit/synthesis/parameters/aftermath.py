"""What is behind an episode, what comes of it, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from missing_audit.synthesis.parameters.shapes import mapping

__all__ = ["Aftermath"]


@dataclass(frozen=True)
class Aftermath:
    """What is behind an episode, what comes of it, and what is done after it."""

    # What is true of a child's life: share of children, × (least + increase for each unit of frailty).
    circumstances: Mapping[str, float] = mapping(
        conflict=0.26, rejection=0.11, domestic_abuse=0.22, parent_mental_health=0.18, parent_substance=0.15,
        neglect_abuse=0.18, family_change=0.28, behaviour=0.22, school=0.20, exploited=0.05, offending=0.10,
        substances=0.11,
    )
    circumstance_lean: tuple[float, float] = (0.55, 0.45)
    # The child's own, not the household's, and only of teenagers.
    circumstances_own: tuple[str, ...] = ("behaviour", "school", "exploited", "offending", "substances")
    circumstance_teen: float = 12.0
    circumstances_girls: Mapping[str, float] = mapping(exploited=1.5, offending=0.55, substances=0.9)

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
    reasons_girls: Mapping[str, float] = mapping(partner=1.4, conflict=1.15)
    # Harm while away: chance in twelve hours; × e^(harm_long) for each doubling of the time away.
    harm: Mapping[str, float] = mapping(cse=0.035, victim=0.06, perpetrator=0.05, substances=0.13)
    harm_long: float = 0.22
    harm_young: float = 1.5
    harm_exploited: Mapping[str, float] = mapping(cse=9.0, victim=2.5, perpetrator=1.5, substances=2.5)
    harm_true: float = 3.0
    want_hinted: float = 0.42
    want_other: float = 0.06

    # Interviews after return: who is offered one, who accepts, when it is held, and what it does.
    interview_offered: Mapping[str, float] = mapping(
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
    response_share: Mapping[str, float] = mapping(
        mentoring=0.22, mediation=0.16, exploitation=0.12, named_worker=0.20, notice=0.06, placement=0.12, strategy=0.12
    )
    response_days: Mapping[str, float] = mapping(
        mentoring=120, mediation=100, exploitation=150, named_worker=200, notice=180, placement=90, strategy=1
    )
    response_effect: Mapping[str, float] = mapping(
        mentoring=1.0, mediation=0.70, exploitation=0.9, named_worker=0.75, notice=1.0, placement=1.0, strategy=1.0
    )
