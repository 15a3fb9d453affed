"""The groups that findings report in: placements, and what an episode is."""

from __future__ import annotations

__all__ = ["ETHNIC_GROUPS", "NAMED_PLACEMENTS", "ORIENTATIONS", "PLACEMENTS", "SCOPES", "SEASONS"]

PLACEMENTS: dict[str, str] = {
    "residential": "Residential placement",
    "semi_independent": "Semi-independent or independent living",
    "foster": "Foster placement",
    "parents": "Looked after, placed with parents",
    "other": "Other placement",
    "home": "Family home (not looked after)",
    "unknown": "Not known",
}
"""Placement groups in the order in which they are reported, with their labels."""

NAMED_PLACEMENTS = ("residential", "foster", "home")
"""The three that the commission names, and that findings compare."""

SCOPES: dict[str, str] = {
    "missing": "Missing: in scope",
    "unauthorised": "Unauthorised absence: out of scope",
    "family": "A family that went missing together: out of scope",
    "conflict": "The sources disagree: unknown",
    "adult": "Aged 18 or over: out of scope",
    "outside": "Began outside the audit's period",
}
"""What an episode is, once the decision table has been applied, with labels."""

ETHNIC_GROUPS = ("White", "Mixed", "Asian", "Black", "Other")
"""Groups that ethnic origin is reported in."""

ORIENTATIONS: dict[str, str] = {"heterosexual": "Heterosexual", "minority": "Gay, lesbian, bisexual or other"}
"""Groups that sexual orientation is reported in; there are too few for more."""

SEASONS: dict[str, str] = {"winter": "Winter (December to February)", "spring": "Spring (March to May)",
                           "summer": "Summer (June to August)", "autumn": "Autumn (September to November)"}
"""Seasons, with their months."""
