"""RQ04 in words: are there biases that exacerbate the risk, by sex, age, ethnicity, orientation and disability."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear
from missing_audit.safe_table import SafeTable
from missing_audit.words import capital, cell, in_sentences, interval, listed, lower, p_value, per_cent

__all__ = ["write"]

_ASKED = {"RQ04-1": "sex", "RQ04-2": "age", "RQ04-3": "ethnic group", "RQ04-4": "disability",
          "RQ04-5": "sexual orientation"}
_CAVEATS = (
    "A higher recorded rate may mean that children of a group go missing more often, or that they are reported more "
    "often when they do; these records cannot tell the two apart.",
    "Whether agencies respond differently to children of different groups is another bias; this chapter does not look "
    "for it.",
    "Going missing is one way by which a child comes to social care's notice, so that children with a case record are "
    "not like all children of their group; and missing children without a case record are in no comparison of "
    "ethnicity, disability or orientation.",
    "A difference between groups is no property of the children in it: where they live, how they are placed and what "
    "they have met with may differ too, and only what is recorded could be held alike.",
    "Filling in what is not known takes children to be like others who are alike in all that is recorded; if what is "
    "not recorded depends on the group itself, that does not hold, and only the bounds do.",
)


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    if not tables.keys() & {"rq04_county", "rq04_record"}:
        answer = "Whether the risk differs between groups of children cannot be said from the sources supplied."
        return Prose({"answer": answer}, "There is no evidence: the sources that the question needs were not supplied.",
                     "nobody", _CAVEATS)
    sentences = {"answer": _answer(tables, tests, settings), "title_ratios": _title(tests, settings)}
    if "rq04_county" in tables:
        sentences["rq04_county"] = _say_county(tables["rq04_county"], tests, settings)
        sentences["title_county"] = _title_county(tables["rq04_county"], tests["RQ04-2"], settings)
    if "rq04_known" in tables:
        sentences["rq04_known"] = _say_known(tables["rq04_known"])
        sentences["rq04_expected"] = _say_expected(tables["rq04_expected"])
    if "rq04_ratios" in tables:
        sentences["rq04_ratios"] = _say_ratios(tables["rq04_ratios"], tests, settings)
    if "rq04_bounds" in tables:
        sentences["rq04_bounds"] = _say_bounds(tables["rq04_bounds"])
    caveats = _CAVEATS + (_say_linkage(tables.get("rq04_linkage")),)
    return Prose(sentences, _strength(tests, settings),
                 f"children aged {settings.rate_ages} in {settings.county.name} in the period; by ethnic group, "
                 "disability and sexual orientation, only those of them who have a case record", caveats)


def _sorted_out(tests: Mapping[str, Test], settings: Settings) -> tuple[list[str], list[str], list[str]]:
    """Characteristics by how they came out: clear, no clear difference, cannot be told."""
    found = [name for key, name in _ASKED.items() if clear(tests[key], settings)]
    untold = [name for key, name in _ASKED.items() if tests[key].refusal]
    return found, [name for name in _ASKED.values() if name not in {*found, *untold}], untold


def _answer(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> str:
    found, none, untold = _sorted_out(tests, settings)
    parts = []
    if found:
        parts.append(f"the recorded rate of going missing differs clearly by {listed(found)}{_range(tables, found)}")
    if none:
        parts.append(f"no clear difference was found by {listed(none, 'or')}{_sexes(tables, none)}")
    if untold:
        parts.append(f"by {listed(untold)}, nothing can be told from what is recorded")
    return in_sentences(parts)


def _range(tables: Mapping[str, SafeTable], found: list[str]) -> str:
    """Lowest and highest age, where age is clear and both may be shown."""
    ends = _ends(tables["rq04_county"]) if "age" in found and "rq04_county" in tables else []
    if len(ends) < 2:
        return ""
    low, high = (interval(tables["rq04_county"], "standard", part="Age", label=age) for age in ends)
    return (f", from {low} children for every 1,000 a year at age {ends[0]} to {high} at age {ends[1]}")


def _sexes(tables: Mapping[str, SafeTable], none: list[str]) -> str:
    if "sex" not in none or "rq04_county" not in tables:
        return ""
    girls, boys = (interval(tables["rq04_county"], "standard", part="Sex", label=label) for label in ("Girls", "Boys"))
    return f" (by sex, {girls} girls and {boys} boys for every 1,000 a year)"


def _ends(county: SafeTable) -> list[str]:
    rows = county.rows[(county.rows["part"] == "Age") & (county.marks["standard"] == "")]
    if len(rows) < 2:
        return []
    ranked = rows.assign(by=rows["standard"].astype(float)).sort_values("by", kind="stable")["label"].tolist()
    return [ranked[0], ranked[-1]]


def _verdict(test: Test, settings: Settings) -> str:
    if test.refusal:
        return f"whether there is a difference cannot be tested: {test.refusal}"
    p = p_value(test.adjusted)
    return f"a clear difference ({p}, adjusted)" if clear(test, settings) else f"no clear difference ({p}, adjusted)"


def _say_county(county: SafeTable, tests: Mapping[str, Test], settings: Settings) -> str:
    girls, boys = (interval(county, "standard", part="Sex", label=label) for label in ("Girls", "Boys"))
    said = (f"With ages alike, {girls} girls and {boys} boys for every 1,000 were recorded as missing at least once in "
            f"a year: {_verdict(tests['RQ04-1'], settings)}.")
    ends = _ends(county)
    if len(ends) == 2:
        low, high = (interval(county, "standard", part="Age", label=age) for age in ends)
        said += (f" By age, the rate was lowest at {ends[0]}, with {low}, and highest at {ends[1]}, with {high}: "
                 f"between age bands, {_verdict(tests['RQ04-2'], settings)}.")
    return said


def _title_county(county: SafeTable, test: Test, settings: Settings) -> str:
    ends = _ends(county)
    if len(ends) == 2 and clear(test, settings):
        return f"Going missing is recorded most at age {ends[1]}, least at {ends[0]}"
    return "Children missing per 1,000, by sex and age"


def _title(tests: Mapping[str, Test], settings: Settings) -> str:
    found = [name for name in _sorted_out(tests, settings)[0] if name != "sex"]
    return f"Rates clearly differ by {listed(found)}" if found else "No clear difference between groups"


def _say_known(known: SafeTable) -> str:
    gaps = [label for label in known.rows["label"] if known.value("share", label=label)[0] != 0]
    parts = [f"{lower(label)} for {cell(known, 'share', label=label)}" for label in gaps]
    said = (f"Children with a case record lack an entry on {listed(parts)} of them." if parts else
            "Of every child with a case record, all of these characteristics are known.")
    apart = []
    for label in known.rows["label"]:
        low, high = (known.value(end, label=label)[0] for end in ("missing_low", "others_high"))
        other, most = (known.value(end, label=label)[0] for end in ("others_low", "missing_high"))
        if None in {low, high, other, most}:
            continue
        if low > high or most < other:
            word = "more" if low > high else "less"
            apart.append(f"{lower(label)} is {word} often unknown of those who went missing "
                         f"({cell(known, 'missing', label=label)}) than of the others "
                         f"({cell(known, 'others', label=label)})")
    return f"{said} {capital(listed(apart))}: a bias of recording." if apart else said


def _say_ratios(ratios: SafeTable, tests: Mapping[str, Test], settings: Settings) -> str:
    said = []
    for part, key in (("Sex", ""), ("Ethnic group", "RQ04-3"), ("Disability", "RQ04-4"),
                      ("Sexual orientation", "RQ04-5")):
        labels = ratios.rows.loc[ratios.where(part=part), "label"].tolist()
        each = [f"{interval(ratios, _column(ratios, part, label), part=part, label=label)} for {_named(part, label)}"
                for label in labels]
        verdict = f": {_verdict(tests[key], settings)}" if key else ""
        if labels:
            said.append(f"By {lower(part)}, with the rest held alike, the rate ratio is {listed(each)}{verdict}.")
        elif key:
            said.append(f"By {lower(part)}, {_verdict(tests[key], settings)}.")
    return " ".join(said)


def _named(part: str, label: str) -> str:
    """A comparison within a sentence: names of ethnic groups keep their capital."""
    return label if part == "Ethnic group" else lower(label)


def _column(ratios: SafeTable, part: str, label: str) -> str:
    """Filled in where that could be done, else of those known."""
    return "held" if ratios.value("filled", part=part, label=label)[1] else "filled"


def _say_expected(expected: SafeTable) -> str:
    apart = [f"'{row.label}', with {interval(expected, 'ratio', part=row.part, label=row.label)}"
             for row in expected.rows.itertuples()
             if row.ratio is not None and row.low is not None and (row.low > 1 or row.high < 1)
             and row.label != "Not known"]
    if not apart:
        return ("In no group did clearly more or fewer children go missing than would be expected from their ages and "
                "sexes.")
    return ("Beside the number to be expected from their ages and sexes, and with no allowance for how many groups are "
            f"looked at, the interval leaves out 1 for {listed(apart)}, and for no other group that can be shown.")


def _say_bounds(bounds: SafeTable) -> str:
    shown = bounds.rows[(bounds.marks["ratio_lowest"] == "")]
    if shown.empty:
        return "How far those not known could move a comparison is withheld: too few of them went missing."
    parts = [f"from {cell(bounds, 'ratio_lowest', part=row.part, label=row.label)} to "
             f"{cell(bounds, 'ratio_highest', part=row.part, label=row.label)} for {_named(row.part, row.label)}"
             for row in shown.itertuples()]
    return (f"With the groups of some not known, the records leave room for any rate ratio {listed(parts)}. That of "
            "those known is only one of the values within.")


def _say_linkage(linkage: SafeTable | None) -> str:
    plain = ("A matching of records that loses one group more often than others would look like a difference in the "
             "rates of that group")
    if linkage is None:
        return f"{plain}; how often matching errs by group is not known here."
    shown = linkage.rows[(linkage.rows["by"] == "Ethnic group") & (linkage.marks["recall"] == "")
                         & linkage.rows["group"].ne("Not known")]
    if shown.empty:
        return f"{plain}; how often matching errs by ethnic group is not known here."
    ranked = shown.sort_values(["recall", "group"], kind="stable")["group"].tolist()
    least, most = (per_cent(linkage, "recall", by="Ethnic group", group=name) for name in (ranked[0], ranked[-1]))
    if len(ranked) == 1:
        return f"{plain}; of the true pairs of records in the group '{ranked[0]}', {least} were found."
    return (f"{plain}; by ethnic group, the share of true pairs of records that was found lies between {least} "
            f"('{ranked[0]}') and {most} ('{ranked[-1]}').")


def _strength(tests: Mapping[str, Test], settings: Settings) -> str:
    found, none, untold = _sorted_out(tests, settings)
    parts = []
    if found:
        parts.append(f"The evidence that recorded rates differ by {listed(found)} is strong.")
    if none:
        parts.append(f"By {listed(none)} it rules out neither a small difference nor, where the interval is wide, a "
                     "large one.")
    if untold:
        parts.append(f"By {listed(untold)} there is none.")
    return " ".join([*parts, "On whether a difference lies in what happens or in what is recorded, it is silent."])
