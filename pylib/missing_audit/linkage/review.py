"""Clerical review: pairs that the model is unsure of, as a workbook for a person, and what the answers tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from missing_audit.config import Linkage
from missing_audit.linkage.decisions import ANSWERS, DECISION, REFERENCES, read_decisions, references
from missing_audit.linkage.model import Model, match_weight, probability
from missing_audit.linkage.records import Records
from missing_audit.sources import SOURCES
from missing_audit.writing import replacing

__all__ = ["band", "review_lines", "unclear", "upper_edge", "write_review"]

_SHOWN = {"source": "Source", "person": "Number", "spelt": "Surname", "called": "Forename",
          "birth": "Date of birth", "sex": "Sex", "posts": "Postcodes", "rows": "Rows"}


def upper_edge(options: Linkage) -> float:
    """Upper edge of the clerical band: where a tenth of the doubt is left that the threshold leaves.

    Examples
    --------
    >>> round(upper_edge(Linkage(threshold=0.99)), 6)
    0.999
    """
    return 1 - (1 - options.threshold) / 10


def band(pairs: pd.DataFrame, options: Linkage) -> pd.DataFrame:
    """Pairs in the clerical band."""
    low, high = (match_weight(edge, 1 - edge) for edge in (options.clerical_from, upper_edge(options)))
    return pairs[pairs["weight"].between(low, high, inclusive="left")]


def unclear(pairs: pd.DataFrame, groups: np.ndarray, surer: np.ndarray, unique: np.ndarray,
            options: Linkage) -> pd.DataFrame:
    """Pairs to be looked at: of two children, or of one child that pairs of the band alone hold together.

    Pairs of two children of whom a source with one row a child has both are decided by that. Of pairs between the same
    two groups, the likeliest stands for all.

    Parameters
    ----------
    pairs
        All scored pairs.
    groups, surer
        By record, its child at the threshold, and at the upper edge of the band.
    unique
        By record, the number of the source with one row a child that it is of; -1 for other records.
    options
        For the edges.

    Returns
    -------
    DataFrame
        As `pairs`.
    """
    found = band(pairs, options)
    found = found[surer[found["left"]] != surer[found["right"]]]
    taken = {number: set(groups[unique == number]) for number in np.unique(unique[unique >= 0])}
    ends = [pd.Series(groups[found[end]], index=found.index) for end in ("left", "right")]
    both = [ends[0].isin(children) & ends[1].isin(children) & (ends[0] != ends[1]) for children in taken.values()]
    found = found[~np.logical_or.reduce(both)] if both else found
    edges = np.sort(np.column_stack([surer[found["left"]], surer[found["right"]]]), axis=1)
    return found[~pd.DataFrame(edges).duplicated().to_numpy()]


def write_review(path: Path, lines: pd.DataFrame, earlier: Sequence[Path] = ()) -> tuple[int, int]:
    """Write pairs as a workbook for its owner alone; answers given in earlier ones are carried over.

    Parameters
    ----------
    path
        The workbook.
    lines
        Pairs, as `review_lines` gives them.
    earlier
        Workbooks that may hold answers, the last word last; a row that has one stays, whether or not it is still to
        be asked.

    Returns
    -------
    tuple
        Pairs in the workbook, and how many of them have an answer.
    """
    told = [table[table[DECISION] != ""] for file in earlier if file.is_file() for table in [read_decisions(file)]]
    answers = pd.concat([lines.iloc[:0], *told])[lines.columns].fillna("") if told else lines.iloc[:0]
    answers = answers.drop_duplicates(list(REFERENCES), keep="last")
    known = pd.MultiIndex.from_frame(answers[list(REFERENCES)])
    new = lines[~pd.MultiIndex.from_frame(lines[list(REFERENCES)]).isin(known)]
    whole = pd.concat([answers, new], ignore_index=True)
    _write(path, whole)
    return len(whole), len(answers)


def review_lines(found: pd.DataFrame, records: Records, model: Model, key: bytes) -> pd.DataFrame:
    """Pairs as they are put to a person: the two records side by side, and how they are alike.

    Parameters
    ----------
    found
        Pairs, as `unclear` gives them.
    records, model
        What the pairs are of, and what scored them.
    key
        The county's key, for the records' references.

    Returns
    -------
    DataFrame
        One row per pair, all text: `REFERENCES`, match weight and probability, the likeness in each comparison, what
        either record says, and `DECISION`, empty.
    """
    refs = references(records.table["key"], key)
    posts = records.postcodes.groupby("record")["postcode"].agg(", ".join)
    table = records.table.assign(posts=posts, source=records.table["source"].map(
        {name: source.title for name, source in SOURCES.items()}))
    columns = {REFERENCES[0]: refs.reindex(found["left"]).to_numpy(),
               REFERENCES[1]: refs.reindex(found["right"]).to_numpy(),
               "Match weight": [f"{weight:.1f}" for weight in found["weight"]],
               "Match probability": [f"{chance:.4f}" for chance in probability(found["weight"])]}
    for item in model.comparisons:
        columns[f"{item.title}: likeness"] = [item.label(level) for level in found[item.name]]
    for name, title in _SHOWN.items():
        for number, end in enumerate(("left", "right"), start=1):
            columns[f"{title} {number}"] = table[name].reindex(found[end]).astype("str").fillna("").to_numpy()
    return pd.DataFrame(columns, dtype="str").assign(**{DECISION: ""})


def _write(path: Path, lines: pd.DataFrame) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Pairs"
    sheet.append(list(lines.columns))
    for row in lines.itertuples(index=False):
        sheet.append([value or None for value in row])
    for number, heading in enumerate(lines.columns, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = 24 if heading.endswith("likeness") else 16
    sheet.freeze_panes = "C2"
    choice = DataValidation(type="list", formula1=f'"{",".join(ANSWERS)}"', allow_blank=True, showErrorMessage=True,
                            errorTitle=DECISION, error=f"One of {', '.join(ANSWERS)}, or nothing.")
    letter = get_column_letter(list(lines.columns).index(DECISION) + 1)
    choice.add(f"{letter}2:{letter}{max(len(lines) + 1, 2)}")
    sheet.add_data_validation(choice)
    with replacing(path, mode=0o600) as draft:
        book.save(draft)
