"""CAF assessments: one common assessment of one child a row."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import LEVELS, named
from missing_audit.sources.rules import backwards, before_birth, blank, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    name="caf", title="CAF assessments", row="one common assessment of one child", owner="Early help", order=50,
    tells="the date of each assessment under the "
          "[common assessment framework (CAF)](appendices/glossary.qmd#term-caf), the level of need found, and how it "
          "ended",
    layouts={"caf-assessments": {}},
    columns=(
        Column("number", "text", "Early help's own number for the assessment.", "CAF Number", identity=True),
        *named("early help", born="Date of Birth", gender="Gender", address="Postcode"),
        Column("district", "text", "District of the address.", "District"),
        Column("assessed", "date", "Date of the assessment.", "Assessment Date", required=True),
        Column("closed", "date", "Date of closure; blank while open.", "Closure Date"),
        Column("lead", "text", "Agency of the lead professional.", "Lead Professional Agency"),
        Column("level", "code", "Level of need, 1 universal to 4 specialist.", "Level of Need", accepts=LEVELS),
        Column("outcome", "text", "How the assessment ended.", "Outcome"),
    ),
    reference="number", dated="assessed", until="closed", event="outcome",
    rules=(
        blank("CAF-01", "The date of the assessment", "assessed"),
        nameless("CAF-02"),
        repeated("CAF-03"),
        before_birth("CAF-04", "The assessment", "assessed"),
        backwards("CAF-05", "It was closed before it was made", "assessed", "closed"),
        blank("CAF-06", "The level of need", "level", action="note"),
    ),
)
