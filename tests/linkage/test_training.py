"""Chances learnt from records, marked against how the records were made."""

import numpy as np
import pandas as pd
import pytest

from missing_audit.config import Linkage
from missing_audit.linkage.comparisons import COMPARISONS, STANDARD_PRIOR
from missing_audit.linkage.engines import engine
from missing_audit.linkage.records import identity_records
from missing_audit.linkage.training import FEWEST_RECORDS, trained
from missing_audit.quality import check_all


def made(children, seed):
    """A source with two rows a child, of which one in ten has another digit in the birth."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    names = ["".join(rng.choice(letters, 7)) for _ in range(400)]
    surname, forename = rng.choice(names[:300], children), rng.choice(names[300:], children)
    born = pd.Timestamp("1999-01-01") + pd.to_timedelta(rng.integers(0, 6000, children), unit="D")
    home = [f"QX{n // 90 + 1} {n % 9 + 1}{a}{b}" for n, a, b in zip(
        rng.integers(0, 900, children), *(rng.choice(list("ABDEFGH"), children) for _ in "ab"), strict=True)]
    one = pd.DataFrame({"surname": surname, "forename": forename, "dob": born, "sex": "male", "home_postcode": home})
    other = one.copy()
    wrong = rng.random(children) < 0.1
    other.loc[wrong, "dob"] += pd.Timedelta(days=1)
    rows = pd.concat([one, other], ignore_index=True)
    rows["dob"] = rows["dob"].astype("datetime64[s]")
    return rows.astype({"surname": "str", "forename": "str", "sex": "str", "home_postcode": "str"}), wrong.mean()


class TestTrained:
    """By expectation–maximisation."""

    def test_finds_the_share_of_errors(self):
        """Of two sources that each have every child once, one pair in ten differs by a day."""
        rows, wrong = made(1500, 5)
        half = len(rows) // 2
        used = {"police": rows.iloc[:half].reset_index(drop=True),
                "caf": rows.iloc[half:].rename(columns={"home_postcode": "postcode"}).reset_index(drop=True)}
        records = identity_records(used)
        with engine(Linkage()) as database:
            model = trained(records, database)
        births = {level.label: level for level in model.comparisons[2].levels}
        assert model.trained
        assert births["One digit or one day different"].m == pytest.approx(wrong, abs=0.01)
        assert births["The same"].m == pytest.approx(1 - wrong, abs=0.02)
        assert births["The same"].u == pytest.approx(1 / 6000, rel=0.8)

    def test_too_few(self, county):
        """The standard chances are kept, and said to be."""
        records = identity_records(check_all(county()).used)
        assert len(records.linkable) < FEWEST_RECORDS
        with engine(Linkage()) as database:
            model = trained(records, database)
        assert (model.trained, model.comparisons, model.prior) == (False, COMPARISONS, STANDARD_PRIOR)
