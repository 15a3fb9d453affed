"""Rules over rows of every kind: what they say of a child, beside what most records say, or another source lacks."""

from __future__ import annotations

import pandas as pd

from missing_audit.crosschecks.rule import Together, asked, of_all
from missing_audit.linkage import ages
from missing_audit.readers.files import fold
from missing_audit.sources import RECORDERS

__all__ = ["adult", "birth_differs", "interview_without_episode", "list_differs", "no_notice", "sex_differs"]


def sex_differs(together: Together) -> pd.DataFrame:
    """Rows that give a sex, and whether it is another than most of the child's records give."""
    parts = []
    for name, rows in together.tables.items():
        if "sex" in rows:
            most = together.linked.sex_of(rows["child"])
            given = rows["sex"].notna() & rows["sex"].ne("unknown") & most.ne("unknown")
            parts.append(asked(name, rows[given], rows["sex"].ne(most)[given]))
    return of_all(parts)


def birth_differs(together: Together) -> pd.DataFrame:
    """Rows of sources with dates of birth, and whether it is another than most of the child's records give.

    Births do not leave linkage: what is looked at is whether linkage found the row's own to differ.
    """
    return of_all([asked(name, rows, rows["birth_differs"].fillna(False))
                           for name, rows in together.tables.items() if "birth_differs" in rows])


def interview_without_episode(together: Together) -> pd.DataFrame:
    """Interviews, by whether any source recorded an episode that began within a day of what the interview is about."""
    rows = together.tables["return_interviews"]
    about = rows[["child", "missing_from"]].rename_axis("row").reset_index()
    days = together.reports[["child", "start"]].assign(day=together.reports["start"].dt.normalize())
    near = [about.assign(day=(about["missing_from"] + pd.Timedelta(days=shift)).astype(days["day"].dtype))
            .merge(days[["child", "day"]].drop_duplicates(), on=["child", "day"])["row"] for shift in (-1, 0, 1)]
    return asked("return_interviews", rows, ~rows.index.to_series().isin(pd.concat(near)))


def list_differs(together: Together) -> pd.DataFrame:
    """Children on the inspection list, by whether the return has as many missing rows in the twelve months before."""
    rows = together.tables["annex_a_looked_after"]
    own = together.tables["looked_after_missing"].query("kind == 'missing'")[["child", "start"]]
    rows = rows.dropna(subset=["as_of", "missing"])
    pairs = rows[["child", "as_of"]].rename_axis("row").reset_index().merge(own, on="child")
    inside = pairs[(pairs["start"] <= pairs["as_of"]) & (pairs["start"] > pairs["as_of"] - pd.DateOffset(years=1))]
    counted = inside["row"].value_counts().reindex(rows.index, fill_value=0)
    return asked("annex_a_looked_after", rows, counted != rows["missing"].astype(int))


def no_notice(together: Together) -> pd.DataFrame:
    """Homes' log entries of other authorities' children, by whether the county was told of the placement."""
    rows = together.tables["home_logs"]
    by = rows["placed_by"].map(fold, na_action="ignore")
    theirs = rows[by.notna() & by.ne(fold(together.authority))]
    theirs = theirs[~theirs["child"].isin(together.tables["looked_after_header"]["child"])]
    told = together.tables["placed_by_others"]["child"]
    return asked("home_logs", theirs, ~theirs["child"].isin(told))


def adult(together: Together) -> pd.DataFrame:
    """Records of episodes, and whether the person was 18 or over on the day, by the birth that most records give."""
    parts = []
    for name, rows in together.tables.items():
        if name in RECORDERS:
            age = ages(together.linked.births_of(rows["child"]), rows[RECORDERS[name].dated])
            parts.append(asked(name, rows, age.ge(18).fillna(False)))
    return of_all(parts)
