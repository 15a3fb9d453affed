"""RQ10 in words: how can the assessment of risk be improved."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.findings.graded import DAYS, GRADES, OUTCOMES
from missing_audit.findings.regraded import TWICE
from missing_audit.findings.rq10 import ASSESSED, GRADE, SCORE, WEIGHTED
from missing_audit.findings.tried import EVERYONE, HIGH
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, listed, p_value

__all__ = ["write"]

_CAVEATS = (
    "A grade is there to be acted on: where a high grade was followed by a quicker or wider search, harm may not have "
    "come about that otherwise would have. A grade may therefore look worse here than it is.",
    "Harm is known only where somebody asked, and wrote the answer down. The weighted figures make up for the kinds of "
    "episodes in which nobody asked, as far as these are recorded, and not for anything else.",
    "What a child did not tell is counted as no harm.",
    "Going missing again is not harm; it is known of more children, and it is shown for that reason.",
    "A score made in one county and one period may do worse in another. None should be used before it has been tried "
    "on later episodes, and agreed with those who would have to use it.",
    "The grade may rest on things that are written nowhere in the records supplied here, such as what a carer said on "
    "the telephone.",
    "What goes with an outcome in a score is not thereby a reason for it.",
)
_TOLD = {"harm": "harm told of in interviews", "again": f"going missing again within {DAYS} days"}
_AFTER = {"harm": "after which harm was told of",
          "again": f"after which the child went missing again within {DAYS} days"}
_LITTLE, _CHANCE = 0.55, 0.5
"""A share of pairs told apart that is of no use to anybody, and that of a coin."""
_SUBJECT = {"harm": "harm than the grades", "again": "going again than the grades"}
_IDS = {"harm": ("RQ10-1", "RQ10-3"), "again": ("RQ10-2", "RQ10-4")}


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    where = (f"episodes of children aged {settings.rate_ages} that the police of {settings.county.name} graded in the "
             "period; for harm, those after which somebody asked")
    if "rq10_areas" not in tables:
        return Prose({"answer": "How well risk is assessed cannot be said from the sources supplied.",
                      "title_grades": "What followed each grade", "title_areas": "How well grades tell"},
                     "There is no evidence: too little is known of what followed.", "nobody", _CAVEATS)
    areas = tables["rq10_areas"]
    names = [name for name in OUTCOMES if _has(areas, name, GRADE)]
    sentences = {"answer": _answer(areas, names), "rq10_known": _say_known(tables["rq10_known"]),
                 "title_grades": _title_grades(tests, names, settings),
                 "title_areas": _title_areas(tests, names, settings)}
    sentences["rq10_grades"] = " ".join(_say_grades(tables, tests, name, settings) for name in names)
    sentences["rq10_areas"] = " ".join(_say_score(areas, tests, name, settings) for name in names)
    sentences["assessed"] = _say_assessed(areas, names)
    sentences |= _say_use(tables, names)
    if "rq10_twice" in tables:
        sentences["rq10_twice"] = _say_twice(tables["rq10_twice"])
    return Prose(sentences, _strength(tests, names, settings), where, _CAVEATS)


def _has(areas: SafeTable, name: str, label: str) -> bool:
    return len(areas.where(outcome=OUTCOMES[name], label=label)) == 1


def _area(areas: SafeTable, name: str, label: str) -> str:
    return interval(areas, "area", outcome=OUTCOMES[name], label=label)


def _answer(areas: SafeTable, names: list[str]) -> str:
    grade = listed([f"{_area(areas, name, GRADE)} of the time for {_TOLD[name]}" for name in names])
    said = (f"{_worth(areas, names)} Of two episodes, one with the outcome and one without, the one with it had the "
            f"higher grade {grade}; a tie counts half, and 50% is no better than chance.")
    scored = [name for name in names if _has(areas, name, SCORE)]
    if not scored:
        return f"{said} No score can be set beside it."
    score = listed([_area(areas, name, SCORE) for name in scored])
    return (f"{said} A points score of what was known at the report, tried on children whom it had not seen, reached "
            f"{score}.")


def _worth(areas: SafeTable, names: list[str]) -> str:
    """How much grades tell, in a plain sentence, by the ends of their intervals."""
    field = areas.field("area")
    ends = [[areas.value(end, outcome=OUTCOMES[name], label=GRADE)[0] for end in (field.low, field.high)]
            for name in names]
    if any(end is None for pair in ends for end in pair):
        return "How much police risk grades tell of what followed is known only in part."
    if all(high < _LITTLE for _, high in ends):
        return "Police risk grades tell next to nothing of what followed."
    if all(low > _CHANCE for low, _ in ends):
        return "Police risk grades tell something of what followed."
    return "Police risk grades do not clearly tell what followed."


def _say_known(table: SafeTable) -> str:
    rows = table.rows["label"].tolist()
    return (f"The police graded {cell(table, 'share', label=rows[1])} of the missing episodes in scope. Whether harm "
            f"came to the child is known of {cell(table, 'share', label=rows[2])} of the graded episodes, since it "
            f"takes an interview in which somebody asked; whether the child went missing again within {DAYS} days is "
            f"known of {cell(table, 'share', label=rows[3])}.")


def _say_grades(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], name: str, settings: Settings) -> str:
    table, test = tables["rq10_grades"], tests[_IDS[name][0]]
    low, high = (interval(table, "observed", outcome=OUTCOMES[name], grade=GRADES[grade]) for grade in ("low", "high"))
    what = "Harm was told of" if name == "harm" else f"The child went missing again within {DAYS} days"
    said = f"{what} after {low} of the episodes graded low, and after {high} of those graded high"
    if test.refusal:
        return f"{said}; whether grades tell anything cannot be tested: {test.refusal}."
    if not clear(test, settings):
        return f"{said}; grades do not clearly tell one from the other ({p_value(test.adjusted)}, adjusted)."
    way = "higher" if test.statistic > 0 else "lower"
    return (f"{said}; grades were {way} for those with the outcome than for those without ({p_value(test.adjusted)}, "
            "adjusted).")


def _say_score(areas: SafeTable, tests: Mapping[str, Test], name: str, settings: Settings) -> str:
    test = tests[_IDS[name][1]]
    if not _has(areas, name, SCORE):
        return f"No score can be made for {_TOLD[name]}: {test.refusal}."
    slope = interval(areas, "slope", outcome=OUTCOMES[name], label=SCORE)
    if test.refusal:
        verdict = f"whether that is better than the grade cannot be tested: {test.refusal}"
    elif clear(test, settings):
        verdict = f"{'better' if test.statistic > 0 else 'worse'} than the grade ({p_value(test.adjusted)}, adjusted)"
    else:
        verdict = f"not clearly different from the grade ({p_value(test.adjusted)}, adjusted)"
    said = (f"For {_TOLD[name]}, the score tells {_area(areas, name, SCORE)} of pairs apart, {verdict}; its slope is "
            f"{slope}.")
    if _has(areas, name, SCORE + WEIGHTED):
        said += (f" Weighted for who was asked, the grade tells {_area(areas, name, GRADE + WEIGHTED)} of pairs apart "
                 f"and the score {_area(areas, name, SCORE + WEIGHTED)}.")
    return said


def _say_assessed(areas: SafeTable, names: list[str]) -> str:
    parts = [f"{_area(areas, name, ASSESSED)} of pairs for {_TOLD[name]}" for name in names
             if _has(areas, name, ASSESSED)]
    if not parts:
        return "Whether an assessment as at risk in the case record tells anything cannot be said here."
    return ("Of children with a case record, an assessment as at risk that is dated before the episode tells apart "
            f"{listed(parts)}.")


def _say_use(tables: Mapping[str, SafeTable], names: list[str]) -> dict[str, str]:
    """What the score rests on, keeps and gains, and how it errs by group; nothing where there is none."""
    if "rq10_points" not in tables:
        return {}
    scored = [name for name in names if f"rq10_fair_{name}" in tables]
    out = {"rq10_points": " ".join(_say_points(tables["rq10_points"], name) for name in scored),
           "rq10_benefit": " ".join(_say_benefit(tables["rq10_benefit"], name) for name in scored),
           "title_bands": "What the points score foretold, and what came about",
           "title_benefit": "What acting on grades or on the score would gain"}
    return out | {f"rq10_fair_{name}": _say_fair(tables[f"rq10_fair_{name}"], name) for name in scored}


def _say_points(table: SafeTable, name: str) -> str:
    shown = table.rows[table.marks[name] == ""]
    top = shown[shown[name] == shown[name].max()]
    what = listed([f"'{row['factor']}: {row['level']}'" for row in top.to_dict("records")])
    return f"For {_TOLD[name]}, the most points go with {what}."


def _say_benefit(table: SafeTable, name: str) -> str:
    rules = {"high": "acting on high grades", "score": "acting on the score"}
    more = "more than acting on every episode, or on none,"
    where = {said: _gains(table, name, rule) for rule, said in rules.items()}
    if not any(where.values()):
        return (f"For {_TOLD[name]}, neither {listed(list(rules.values()), 'nor')} gains clearly {more} at any chance "
                "shown.")
    parts = [f"{said} gains clearly {more} where action is wanted from a chance of {listed(at, 'or')}" if at else
             f"{said} does so at no chance shown" for said, at in sorted(where.items(), key=lambda each: not each[1])]
    return f"For {_TOLD[name]}, {'; '.join(parts)}."


def _gains(table: SafeTable, name: str, rule: str) -> list[str]:
    """The chances from which a rule gains clearly more than acting on all and on none."""
    here = table.rows.loc[table.rows["outcome"] == OUTCOMES[name], "threshold"]
    return [at for at in here if (table.value(f"{rule}_low", outcome=OUTCOMES[name], threshold=at)[0] or 0) > 1e-9]


def _say_fair(table: SafeTable, name: str) -> str:
    score, grade = (interval(table, "missed", part=EVERYONE, label=label) for label in (SCORE, HIGH))
    said = (f"Of the episodes {_AFTER[name]}, the score would have missed {score}, and the high grade missed "
            f"{grade}, "
            "with about as many episodes called high.")
    apart = [pair for part in dict.fromkeys(table.rows["part"]) if part != EVERYONE for pair in _apart(table, part)]
    if apart:
        return (f"{said} In some groups the intervals of what it would have missed lie apart, of which no test has "
                f"been made: {'; '.join(apart)}.")
    return f"{said} No two groups that can be shown differ so far in what is missed that their intervals lie apart."


def _apart(table: SafeTable, part: str) -> list[str]:
    """The groups that are missed least and most, where their intervals lie apart."""
    here = table.rows[(table.rows["part"] == part) & (table.marks["missed_low"] == "")]
    if len(here) < 2:
        return []
    low, high = here.loc[here["missed"].astype(float).idxmin()], here.loc[here["missed"].astype(float).idxmax()]
    if low["missed_high"] >= high["missed_low"]:
        return []
    least, most = (f"{interval(table, 'missed', part=part, label=row['label'])} in the group '{row['label']}'"
                   for row in (low, high))
    return [f"it would have missed {least} and {most}"]


def _say_twice(table: SafeTable) -> str:
    same, kappa = interval(table, "same", label=TWICE), interval(table, "kappa", label=TWICE)
    low = table.value("kappa_low", label=TWICE)[0]
    said = (f"Of the episodes that the police graded on two reports, {same} have the same grade twice; weighted kappa "
            f"is {kappa}")
    if low is None:
        return f"{said}."
    return f"{said}, {'more' if low > 0 else 'not clearly more'} than chance would give."


def _title_grades(tests: Mapping[str, Test], names: list[str], settings: Settings) -> str:
    some = any(clear(tests[_IDS[name][0]], settings) for name in names)
    return "What followed differs by police risk grade" if some else "What followed hardly differs by police risk grade"


def _title_areas(tests: Mapping[str, Test], names: list[str], settings: Settings) -> str:
    better = [name for name in names if clear(tests[_IDS[name][1]], settings) and tests[_IDS[name][1]].statistic > 0]
    if not better:
        return "How well grades and a points score tell"
    if len(better) == len(names):
        return "A points score tells more than the grades"
    return f"A points score tells more of {_SUBJECT[better[0]]}"


def _strength(tests: Mapping[str, Test], names: list[str], settings: Settings) -> str:
    if all(tests[_IDS[name][0]].refusal for name in names):
        return "The evidence does not allow grades to be judged."
    if any(clear(tests[_IDS[name][0]], settings) for name in names):
        return ("The evidence is moderate that grades go with what followed; it is weak on how well they would tell if "
                "nothing were done on account of them.")
    return ("The evidence is moderate that grades tell little of what followed, since many episodes are behind it; it "
            "is weak on harm, which is known of the smaller part of episodes, and grades were acted on.")
