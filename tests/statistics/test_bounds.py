"""Bounds against every way of placing those whose group is not known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from missing_audit.statistics.bounds import bounds
from missing_audit.statistics.estimate import RefusalError

PAIR = [("a", "b")]
ROWS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([0.25, 0.5, 1.0, 3.0])), max_size=5)
KNOWN = [(2, 1.0, "a"), (0, 2.0, "a"), (1, 1.0, "b"), (1, 3.0, "b")]


def people(*rows: tuple) -> pd.DataFrame:
    """Events, years and group of each."""
    return pd.DataFrame([*rows], columns=["events", "exposure", "group"]).astype({"group": "str"})


def every(table: pd.DataFrame, groups: str) -> list[tuple[float, float]]:
    """Ratio and difference for every way of placing the unknown."""
    known = table[table["group"].notna()].groupby("group")[["events", "exposure"]].sum()
    free = table.loc[table["group"].isna(), ["events", "exposure"]].to_numpy(float)
    found = []
    for placed in product(groups, repeat=len(free)):
        a, b = (known.loc[name].to_numpy() + free[[each == name for each in placed]].sum(axis=0) for name in "ab")
        found.append((a[0] / a[1] / (b[0] / b[1]), a[0] / a[1] - b[0] / b[1]))
    return found


class TestBounds:
    """Against enumeration."""

    @given(ROWS, st.sampled_from(["ab", "abc"]))
    def test_hold_every_placing(self, free, groups):
        """Whoever is of which group, the ratio and the difference lie between the bounds."""
        table = people(*KNOWN, *((*row, None) for row in free))
        line = bounds(table, PAIR).iloc[0]
        for ratio, difference in every(table, groups):
            assert line["ratio_lowest"] * (1 - 1e-9) <= ratio <= line["ratio_highest"] * (1 + 1e-9)
            assert line["difference_lowest"] - 1e-9 <= difference <= line["difference_highest"] + 1e-9

    @given(st.lists(st.booleans(), max_size=7), st.integers(1, 4), st.integers(1, 4))
    def test_reached_where_the_outcome_is_yes_or_no(self, hits, some, others):
        """With equal time: the lowest and the highest of all placings, exactly."""
        table = people(*[(1, 1.0, "a")] * some, (0, 1.0, "a"), *[(1, 1.0, "b")] * others, (0, 1.0, "b"),
                       *((int(hit), 1.0, None) for hit in hits))
        line, found = bounds(table, PAIR).iloc[0], np.array(every(table, "ab"))
        assert line[["ratio_lowest", "difference_lowest"]].tolist() == pytest.approx(found.min(axis=0).tolist())
        assert line[["ratio_highest", "difference_highest"]].tolist() == pytest.approx(found.max(axis=0).tolist())

    def test_nobody_unknown(self):
        """Bounds, ratio and spread are one."""
        line = bounds(people(*KNOWN), PAIR).iloc[0]
        assert line[["ratio", "spread", "ratio_lowest", "ratio_highest"]].tolist() == pytest.approx([4 / 3] * 4)
        assert line["unknown"] == 0

    def test_spread_by_hand(self):
        """3 of 7 years known are of a: it has 3/7 of the 7 events and 14 years not known, 5/9; b has 6/12."""
        line = bounds(people(*KNOWN, (7, 14.0, None)), PAIR).iloc[0]
        assert line["spread"] == pytest.approx(((2 + 3) / (3 + 6)) / ((2 + 4) / (4 + 8)))
        assert abs(np.log(line["spread"])) < abs(np.log(line["ratio"]))

    @given(ROWS, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, free, random):
        """Rows may stand as they like."""
        rows = [*KNOWN, *((*row, None) for row in free)]
        mixed = rows.copy()
        random.shuffle(mixed)
        first, second = (bounds(people(*each), PAIR).iloc[0, 2:].astype(float) for each in (rows, mixed))
        assert first.tolist() == pytest.approx(second.tolist())

    def test_refuses(self):
        """Nobody of a group; nobody with an event to compare with."""
        with pytest.raises(RefusalError, match="known to be of one"):
            bounds(people((1, 1.0, "a")), PAIR)
        with pytest.raises(RefusalError, match="has an event"):
            bounds(people((1, 1.0, "a"), (0, 1.0, "b")), PAIR)
