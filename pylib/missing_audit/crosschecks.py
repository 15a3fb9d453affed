"""Rules that one agency's rows can be held to only beside another's: asked after linkage, of linked and joined rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from missing_audit.linkage import Linked, ages
from missing_audit.readers.files import fold
from missing_audit.sources import RECORDERS
from missing_audit.sources.rules import Dimension, Severity

__all__ = ["CROSS_RULES", "FOUND", "CrossRule", "Together", "cross_checked"]

FOUND = ["table", "row", "child", "broken"]
_LATE = pd.Timedelta(hours=12)


@dataclass(frozen=True)
class Together:
    """What cross-source rules look at.

    Attributes
    ----------
    linked
        Sources after linkage.
    episodes, reports
        As `COLLATED`.
    authority
        Whose audit it is, as homes may write it.
    """

    linked: Linked
    episodes: pd.DataFrame
    reports: pd.DataFrame
    authority: str

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The sources' rows, by name."""
        return self.linked.tables


@dataclass(frozen=True)
class CrossRule:
    """A rule over the rows of two sources or more.

    Attributes
    ----------
    id, sentence, dimension, severity
        As of any rule.
    needs
        Sources without which it cannot be asked.
    ask
        From what it looks at to the rows it was asked of: `table` (whose rows), `row` (place in its linked table),
        `child`, `broken`.
    owner
        Source whose agency has to mend what is found, where that is not the agency of the rows.
    """

    id: str
    sentence: str
    dimension: Dimension
    severity: Severity
    needs: tuple[str, ...]
    ask: Callable[[Together], pd.DataFrame]
    owner: str = ""


def _rows(table: str, rows: pd.DataFrame, broken: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"table": table, "row": rows.index, "child": rows["child"], "broken": broken.astype(bool)})


def _reports_of(together: Together, source: str, *, says: str = "missing") -> pd.DataFrame:
    """First records of a source that say so, with their episode's columns, by place in its linked table."""
    mine = together.reports.query("source == @source and not again")
    mine = mine[mine["kind"].map(RECORDERS[source].records).eq(says)]
    rows = mine.merge(together.episodes.drop(columns=["child", "start", "end", "told"]), on="episode")
    return rows.set_index("row")


def _unrecorded_by_social_care(together: Together) -> pd.DataFrame:
    """Police reports of a looked-after child as missing, and whether social care has a record of the episode.

    Of none, where social care has sent no records of episodes at all.
    """
    rows = _reports_of(together, "police")
    held = [name for name in ("looked_after_missing", "care_missing") if name in together.tables]
    rows = rows[rows["legal_status"].notna() & bool(held)]
    return _rows("police", rows, rows[held].isna().all(axis=1))


def _unreported_to_police(together: Together) -> pd.DataFrame:
    rows = _reports_of(together, "home_logs")
    return _rows("home_logs", rows, rows["police"].isna())


def _differs(column: str, known: Callable[[Together, pd.Series], pd.Series]) -> Callable[[Together], pd.DataFrame]:
    """Rows of every source that give a value, and whether it is another than most of the child's records give."""
    def ask(together: Together) -> pd.DataFrame:
        parts = [pd.DataFrame(columns=FOUND)]
        for name, rows in together.tables.items():
            if column in rows:
                given = rows[rows[column].notna() & rows[column].ne("unknown")]
                most = known(together, given["child"])
                parts.append(_rows(name, given[most.notna()], (given[column] != most)[most.notna()]))
        return pd.concat(parts, ignore_index=True)
    return ask


def _sex(together: Together, child: pd.Series) -> pd.Series:
    sex = together.linked.sex_of(child)
    return sex.where(sex.ne("unknown"))


def _birth_differs(together: Together) -> pd.DataFrame:
    """Dated rows, by whether the birth that they give makes another age than that of most of the child's records.

    Births do not leave linkage: what is compared is whether linkage found the row's own to differ.
    """
    parts = [pd.DataFrame(columns=FOUND)]
    parts += [_rows(name, rows, rows["birth_differs"].fillna(False)) for name, rows in together.tables.items()
              if "birth_differs" in rows]
    return pd.concat(parts, ignore_index=True)


def _in_custody(together: Together) -> pd.DataFrame:
    held = together.tables["offending"].dropna(subset=["custody_from"])["child"]
    rows = pd.concat([_reports_of(together, name).assign(table=name) for name in RECORDERS if name in together.tables])
    rows = rows[rows["child"].isin(held)]
    return pd.DataFrame({"table": rows["table"], "row": rows.index, "child": rows["child"], "broken": rows["custody"]})


def _left_open(together: Together) -> pd.DataFrame:
    """Records without a return, and whether the child went missing again by any source's account."""
    rows = together.reports
    begun = rows.groupby("episode")["start"].transform("min")
    again = begun < begun.groupby(rows["child"]).transform("max")
    asked = rows[rows["end"].isna()]
    return pd.DataFrame({"table": asked["source"], "row": asked["row"], "child": asked["child"],
                         "broken": again[asked.index]})


def _again(together: Together) -> pd.DataFrame:
    rows = together.reports
    return pd.DataFrame({"table": rows["source"], "row": rows["row"], "child": rows["child"], "broken": rows["again"]})


def _shared(together: Together) -> pd.DataFrame:
    """Records of episodes that two sources or more recorded, with the earliest and latest start by the clock."""
    rows = together.reports[~together.reports["again"]]
    several = rows.groupby("episode")["source"].transform("nunique") > 1
    return rows[several]


def _disagree(together: Together) -> pd.DataFrame:
    rows = _shared(together)
    says = pd.concat([rows.loc[rows["source"] == name, "kind"].map(source.records)
                      for name, source in RECORDERS.items()]).reindex(rows.index)
    return pd.DataFrame({"table": rows["source"], "row": rows["row"], "child": rows["child"],
                         "broken": says.groupby(rows["episode"]).transform("nunique") > 1})


def _starts_differ(together: Together) -> pd.DataFrame:
    rows = _shared(together)
    rows = rows[rows["timed"]]
    rows = rows[rows.groupby("episode")["source"].transform("nunique") > 1]
    spread = rows.groupby("episode")["start"].transform("max") - rows.groupby("episode")["start"].transform("min")
    return pd.DataFrame({"table": rows["source"], "row": rows["row"], "child": rows["child"],
                         "broken": spread > pd.Timedelta(hours=2)})


def _returns_differ(together: Together) -> pd.DataFrame:
    rows = _shared(together)
    rows = rows[rows["timed"] & rows["end"].notna()]
    rows = rows[rows.groupby("episode")["source"].transform("nunique") > 1]
    spread = rows.groupby("episode")["end"].transform("max") - rows.groupby("episode")["end"].transform("min")
    return pd.DataFrame({"table": rows["source"], "row": rows["row"], "child": rows["child"], "broken": spread > _LATE})


def _interview_without_episode(together: Together) -> pd.DataFrame:
    """Interviews, by whether any source recorded an episode that began within a day of what the interview is about."""
    rows = together.tables["return_interviews"]
    asked = rows[["child", "missing_from"]].rename_axis("row").reset_index()
    days = together.reports[["child", "start"]].assign(day=together.reports["start"].dt.normalize())
    near = [asked.assign(day=(asked["missing_from"] + pd.Timedelta(days=shift)).astype(days["day"].dtype))
            .merge(days[["child", "day"]].drop_duplicates(), on=["child", "day"])["row"] for shift in (-1, 0, 1)]
    return _rows("return_interviews", rows, ~rows.index.to_series().isin(pd.concat(near)))


def _list_differs(together: Together) -> pd.DataFrame:
    """Children on the inspection list, by whether the return has as many missing rows in the twelve months before."""
    rows = together.tables["annex_a_looked_after"]
    own = together.tables["looked_after_missing"].query("kind == 'missing'")[["child", "start"]]
    asked = rows.dropna(subset=["as_of", "missing"])[["child", "as_of", "missing"]].rename_axis("row").reset_index()
    pairs = asked.merge(own, on="child")
    inside = pairs[(pairs["start"] <= pairs["as_of"]) & (pairs["start"] > pairs["as_of"] - pd.DateOffset(years=1))]
    counted = asked["row"].map(inside["row"].value_counts()).fillna(0).astype(int)
    return pd.DataFrame({"table": "annex_a_looked_after", "row": asked["row"], "child": asked["child"],
                         "broken": counted != asked["missing"].astype(int)})


def _no_notice(together: Together) -> pd.DataFrame:
    """Homes' log entries of other authorities' children, by whether the county was told of the placement."""
    rows = together.tables["home_logs"]
    by = rows["placed_by"].map(fold, na_action="ignore")
    theirs = rows[by.notna() & by.ne(fold(together.authority))]
    theirs = theirs[~theirs["child"].isin(together.tables["looked_after_header"]["child"])]
    told = together.tables["placed_by_others"]["child"]
    return _rows("home_logs", theirs, ~theirs["child"].isin(told))


def _adult(together: Together) -> pd.DataFrame:
    parts = [pd.DataFrame(columns=FOUND)]
    parts += [_rows(name, rows, ages(together.linked.births_of(rows["child"]), rows[RECORDERS[name].dated]).ge(18)
                    .fillna(False)) for name, rows in together.tables.items() if name in RECORDERS]
    return pd.concat(parts, ignore_index=True)


CROSS_RULES = (
    CrossRule("XRS-01", "The police have a looked-after child as missing, and social care has no record of it",
              "completeness", "high", ("police", "looked_after_episodes"), _unrecorded_by_social_care,
              owner="looked_after_missing"),
    CrossRule("XRS-02", "A home's log has a child as missing, and the police have no report of it", "completeness",
              "high", ("home_logs", "police"), _unreported_to_police),
    CrossRule("XRS-03", "The date of birth is another than most of the child's records give", "accuracy", "medium", (),
              _birth_differs),
    CrossRule("XRS-04", "The sex is another than most of the child's records give", "accuracy", "low", (),
              _differs("sex", _sex)),
    CrossRule("XRS-05", "The child is recorded as missing while in custody by the youth offending team's records",
              "consistency", "high", ("offending",), _in_custody),
    CrossRule("XRS-06", "It has no return, though the child went missing again", "completeness", "medium", (),
              _left_open),
    CrossRule("XRS-07", "The same agency reported the same episode before", "uniqueness", "medium", (), _again),
    CrossRule("XRS-08", "One agency calls the episode missing, and another an unauthorised absence", "accuracy", "high",
              (), _disagree),
    CrossRule("XRS-09", "Two agencies put the start of the episode more than two hours apart", "accuracy", "low", (),
              _starts_differ),
    CrossRule("XRS-10", "Two agencies put the return more than twelve hours apart", "accuracy", "low", (),
              _returns_differ),
    CrossRule("XRS-11", "An interview was offered after an episode that no agency recorded", "completeness", "medium",
              ("return_interviews",), _interview_without_episode),
    CrossRule("XRS-12", "The inspection list gives another number of missing episodes than the looked-after return",
              "accuracy", "medium", ("annex_a_looked_after", "looked_after_missing"), _list_differs),
    CrossRule("XRS-13", "A home's log has a child of another authority, of whose placement the county has no notice",
              "completeness", "medium", ("home_logs", "looked_after_header", "placed_by_others"), _no_notice,
              owner="placed_by_others"),
    CrossRule("XRS-14", "The person was 18 or over by most of the records", "validity", "low", (), _adult),
)
"""In the order in which they are reported."""


def cross_checked(together: Together) -> Iterator[tuple[CrossRule, pd.DataFrame]]:
    """Every row that a cross-source rule was asked of, one rule at a time.

    Parameters
    ----------
    together
        Linked and joined rows.

    Yields
    ------
    tuple
        The rule, and one row per row asked: `table` (whose row), `row` (place in its linked table), `child`, `broken`.
        A rule whose sources were not all supplied is not there, nor is one that was asked of no row.
    """
    for rule in CROSS_RULES:
        if set(rule.needs) <= set(together.tables):
            found = rule.ask(together)
            if len(found):
                yield rule, found.reset_index(drop=True).astype({"broken": "bool", "row": "int64"}).sort_values(
                    ["table", "row"], ignore_index=True)
