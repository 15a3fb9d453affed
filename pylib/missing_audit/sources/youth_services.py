"""Youth and voluntary services: one child's contact with one service a row."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_SERVICES = {
    "youth centre": "youth_centre", "youth club": "youth_centre", "detached youth work": "detached",
    "street work": "detached", "advocacy": "advocacy", "advocate": "advocacy", "counselling": "counselling",
    "counsellor": "counselling", "mentoring project": "mentoring", "mentoring": "mentoring",
    "substance misuse": "substance_misuse", "drugs and alcohol": "substance_misuse", "young carers": "young_carers",
    "housing advice": "housing", "cse project": "exploitation", "exploitation project": "exploitation",
}  # fmt: skip
_REASONS = {
    "activities": "activities", "things to do": "activities", "family": "family", "family problems": "family",
    "drugs or alcohol": "substances", "substance misuse": "substances", "emotional wellbeing": "wellbeing",
    "wellbeing": "wellbeing", "missing": "missing", "going missing": "missing", "cse": "exploitation",
    "exploitation": "exploitation", "offending": "offending", "care": "care", "being in care": "care",
    "bullying": "school", "school": "school", "housing": "housing", "other": "other",
}  # fmt: skip
_BY = {
    "self": "self", "drop-in": "self", "family": "family", "parent": "family", "friend": "friend", "school": "school",
    "social care": "social_care", "social worker": "social_care", "csc": "social_care", "yot": "youth_offending",
    "police": "police", "health": "health", "camhs": "health", "return interview": "interview", "rhi": "interview",
    "children's home": "home", "other": "other",
}  # fmt: skip

SOURCE = Source(
    name="youth_services", title="Youth and voluntary services", row="one child's time with one service",
    owner="Youth and voluntary services", order=91,
    tells="which youth and voluntary services a child used, from the first contact to the last, why, and who sent the "
          "child there",
    layouts={"youth-services": {}},
    columns=(
        Column("number", "text", "The service's own number for the young person.", "YP Ref", identity=True),
        *named("the service", address="Postcode"),
        Column("service", "code", "Kind of service.", "Service Kind", required=True, accepts=_SERVICES),
        Column("begun", "date", "First contact.", "First Contact", required=True),
        Column("ended", "date", "Last contact; blank while it goes on.", "Last Contact"),
        Column("reason", "code", "Main reason.", "Reason for Contact", accepts=_REASONS),
        Column("referred_by", "code", "Who sent the child there.", "Referred By", accepts=_BY),
    ),
    reference="number", dated="begun", until="ended", event="service",
    rules=(
        blank("YVS-01", "The date of the first contact", "begun"),
        nameless("YVS-02"),
        repeated("YVS-03"),
        before_birth("YVS-04", "The first contact", "begun"),
        backwards("YVS-05", "The last contact is before the first", "begun", "ended"),
        blank("YVS-06", "The kind of service", "service", action="note"),
        blank("YVS-07", "The reason", "reason", action="note"),
        blank("YVS-08", "Who sent the child there", "referred_by", action="note", severity="low"),
        Rule("YVS-09", "It goes on at 19 or over, so it was not closed when the young person came of age",
             "timeliness", "low", "note",
             lambda rows, _: (rows["begun"].max() - rows["dob"]).dt.days >= 19 * 366, "ended",
             lambda rows, _: rows["ended"].isna()),
    ),
)
