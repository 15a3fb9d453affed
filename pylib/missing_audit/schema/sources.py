"""The canonical tables that extracts are read into, one a source layout."""

from __future__ import annotations

from missing_audit.schema.columns import Column, Table

__all__ = ["SOURCES"]

_YES_NO = {"y": "yes", "yes": "yes", "true": "yes", "1": "yes", "n": "no", "no": "no", "false": "no", "0": "no"}
_SEX = {"m": "male", "male": "male", "1": "male", "f": "female", "female": "female", "2": "female",
        "u": "unknown", "unknown": "unknown", "not known": "unknown", "9": "unknown"}

_NAMES = (
    Column("surname", "text", "Family name as the agency holds it.", "Surname", required=True, identity=True),
    Column("forename", "text", "Given name as the agency holds it.", "Forename", required=True, identity=True),
)

POLICE = Table(
    "police", "Police missing reports", "one child on one report of a person missing or absent", "Police",
    (
        Column("report_no", "text", "Number of the report; shared by all who are on it.", "Report No", required=True,
               identity=True),
        Column("kind", "code", "How the police recorded it: missing or absent, as the report defines them.",
               "Report Type", required=True, accepts={"missing": "missing", "absent": "absent"}),
        *_NAMES,
        Column("dob", "date", "Date of birth.", "DOB", required=True, identity=True),
        Column("sex", "code", "Sex as recorded by the police.", "Sex", accepts=_SEX),
        Column("ethnicity", "text", "Self-defined ethnicity, 16+1 code.", "Ethnicity"),
        Column("home_postcode", "text", "Postcode of the home address.", "Home Postcode", identity=True),
        Column("district", "text", "District the child was missing from.", "District"),
        Column("start", "moment", "When the child was last known to be where they should have been.",
               "Missing From Date Time", required=True),
        Column("reported", "moment", "When the police were told.", "Reported Date Time"),
        Column("end", "moment", "When the child returned or was found; blank while still away.",
               "Returned Date Time"),
        Column("risk", "code", "Risk grade given by the police; not given to absences.", "Risk",
               accepts={"low": "low", "medium": "medium", "high": "high"}),
        Column("place", "text", "Kind of place the child was missing from.", "Missing From Place"),
        Column("place_postcode", "text", "Postcode of that place.", "Place Postcode", identity=True),
        Column("how_returned", "text", "How the child came back.", "How Returned"),
        Column("adults", "integer", "Adults of the same household on the same report.", "Adults Same Household"),
        Column("children", "integer", "Other children of the same household on the same report.",
               "Children Same Household"),
        Column("companions", "text", "Others the child was missing with, as noted.", "Also Missing With",
               identity=True),
    ),
    layout="police-missing-reports",
)

CASE_RECORDS = Table(
    "case_records", "Social-care case records", "one child known to children's social care", "Children's social care",
    (
        Column("person", "text", "The authority's own number for the child; CHILD in the looked-after return.",
               "Person ID", required=True, identity=True),
        *_NAMES,
        Column("dob", "date", "Date of birth.", "Date of Birth", required=True, identity=True),
        Column("sex", "code", "Sex as recorded by social care.", "Gender", accepts=_SEX),
        Column("ethnicity", "code", "Ethnic origin.", "Ethnicity", values="ethnicity"),
        Column("disability", "code", "Whether the child is recorded as disabled.", "Disability", accepts=_YES_NO),
        Column("orientation", "text", "Sexual orientation, where the young person has chosen to say.",
               "Sexual orientation"),
        Column("postcode", "text", "Postcode of the address.", "Address Postcode", identity=True),
        Column("district", "text", "District of the address.", "District"),
        Column("level", "code", "Level of need, 1 universal to 4 specialist.", "Level of Need",
               accepts={str(level): str(level) for level in range(1, 5)}),
        Column("need", "code", "Main category of need.", "Category of Need", values="need"),
        Column("opened", "date", "Date of referral.", "Referral Date"),
        Column("closed", "date", "Date of closure; blank while open.", "Closure Date"),
        Column("at_risk", "code", "Assessed as at risk of going missing.", "At Risk of Going Missing",
               accepts=_YES_NO),
        Column("assessed_by", "text", "Role of the person who made that assessment.", "Assessed By"),
        Column("assessed_on", "date", "Date of that assessment.", "Assessed On"),
        Column("history", "code", "Whether the case record notes a history of going missing.",
               "History of Going Missing", accepts=_YES_NO),
    ),
    layout="case-records",
)

_CHILD = Column("person", "text", "The authority's own number for the child.", "CHILD", required=True, identity=True)
_DOB = Column("dob", "date", "Date of birth.", "DOB", required=True, identity=True)

LOOKED_AFTER_HEADER = Table(
    "looked_after_header", "Looked-after return: Header", "one child looked after in the year of the return",
    "Children's social care",
    (
        _CHILD,
        Column("sex", "code", "Sex: 1 or M male, 2 or F female.", "SEX", required=True, accepts=_SEX),
        _DOB,
        Column("ethnicity", "code", "Ethnic origin.", "ETHNIC", values="ethnicity"),
    ),
    layout="ssda903",
)

LOOKED_AFTER_EPISODES = Table(
    "looked_after_episodes", "Looked-after return: Episodes", "one episode of care: one placement under one status",
    "Children's social care",
    (
        _CHILD,
        Column("start", "date", "Day the episode began.", "DECOM", required=True),
        Column("reason_new", "text", "Reason for the new episode: S started, P placement, L legal status, "
               "T both, U or B carer or status.", "RNE"),
        Column("legal_status", "text", "Legal status code.", "LS"),
        Column("need", "code", "Main category of need.", "CIN", values="need"),
        Column("placement", "code", "Placement code.", "PLACE", required=True, values="placement"),
        Column("provider", "text", "Placement provider, PR0 to PR5.", "PLACE_PROVIDER"),
        Column("end", "date", "Day the episode ceased; blank while it goes on.", "DEC", required=True),
        Column("reason_ceased", "text", "Reason the episode ceased.", "REC"),
        Column("reason_change", "text", "Reason the placement changed.", "REASON_PLACE_CHANGE"),
        Column("home_postcode", "text", "Postcode of the home address.", "HOME_POST", identity=True),
        Column("place_postcode", "text", "Postcode of the placement.", "PL_POST", identity=True),
    ),
    layout="ssda903",
)

LOOKED_AFTER_MISSING = Table(
    "looked_after_missing", "Looked-after return: Missing",
    "one time a looked-after child was missing, or away without authorisation", "Children's social care",
    (
        _CHILD,
        _DOB,
        Column("kind", "code", "M missing from care; A away from placement without authorisation.", "MISSING",
               required=True, accepts={"m": "missing", "a": "away"}),
        Column("start", "date", "First day away.", "MIS_START", required=True),
        Column("end", "date", "Day of return; blank while still away.", "MIS_END"),
    ),
    layout="ssda903",
)

HOME_LOGS = Table(
    "home_logs", "Children's homes' logs", "one absence of one child from a children's home, as the home logged it",
    "Children's homes",
    (
        Column("home", "text", "Registration number of the home.", "Home URN", identity=True),
        *_NAMES,
        Column("dob", "date", "Date of birth.", "DOB", required=True, identity=True),
        Column("sex", "code", "Sex as recorded by the home.", "Sex", accepts=_SEX),
        Column("placed_by", "text", "Authority that placed the child in the home.", "Placing Authority"),
        Column("kind", "code", "What the home called it: missing, or an unauthorised absence.", "Category",
               required=True, accepts={"missing": "missing", "m": "missing", "unauthorised absence": "unauthorised",
                                       "unauthorised": "unauthorised", "unauthorized absence": "unauthorised",
                                       "ua": "unauthorised"}),
        Column("start", "moment", "When the child left, or was first seen not to be there.", "Time Left",
               required=True),
        Column("end", "moment", "When the child came back; blank while still away.", "Time Returned"),
        Column("police_told", "code", "Whether the home told the police.", "Police Informed", accepts=_YES_NO),
    ),
    layout="home-logs",
)

CAF = Table(
    "caf", "CAF assessments", "one common assessment of one child", "Early help",
    (
        Column("number", "text", "Early help's own number for the assessment.", "CAF Number", identity=True),
        *_NAMES,
        Column("dob", "date", "Date of birth.", "Date of Birth", required=True, identity=True),
        Column("sex", "code", "Sex as recorded by early help.", "Gender", accepts=_SEX),
        Column("postcode", "text", "Postcode of the address.", "Postcode", identity=True),
        Column("district", "text", "District of the address.", "District"),
        Column("assessed", "date", "Date of the assessment.", "Assessment Date", required=True),
        Column("closed", "date", "Date of closure; blank while open.", "Closure Date"),
        Column("lead", "text", "Agency of the lead professional.", "Lead Professional Agency"),
        Column("level", "code", "Level of need, 1 universal to 4 specialist.", "Level of Need",
               accepts={str(level): str(level) for level in range(1, 5)}),
        Column("outcome", "text", "How the assessment ended.", "Outcome"),
    ),
    layout="caf-assessments",
)

SOURCES: dict[str, Table] = {
    table.name: table
    for table in (POLICE, CASE_RECORDS, LOOKED_AFTER_HEADER, LOOKED_AFTER_EPISODES, LOOKED_AFTER_MISSING, HOME_LOGS,
                  CAF)
}
