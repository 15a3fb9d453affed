"""Children from pairs: what always holds, and what is decided best first."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from missing_audit.linkage.clusters import Constraints, clustered

HIGH = 12.0


def edges(*rows):
    table = pd.DataFrame(rows, columns=["left", "right", "weight"]).astype({"left": int, "right": int})
    return table.sort_values(["weight", "left", "right"], ascending=[False, True, True], ignore_index=True)


def unique(*kinds):
    return np.array(kinds)


NONE = np.empty((0, 2), dtype=int)


class TestClustered:
    """By hand."""

    def test_chain(self):
        """Records that pairs connect are one child, known by the smallest."""
        found = clustered(edges((0, 1, HIGH), (1, 2, HIGH)), Constraints(unique(-1, -1, -1, -1)), threshold=0.99)
        assert found.tolist() == [0, 0, 0, 3]

    def test_below_the_threshold(self):
        found = clustered(edges((0, 1, 5.0)), Constraints(unique(-1, -1)), threshold=0.99)
        assert found.tolist() == [0, 1]
        assert clustered(edges((0, 1, 5.0)), Constraints(unique(-1, -1)), threshold=0.9).tolist() == [0, 0]

    def test_a_chain_between_two_register_rows_breaks_at_its_weakest(self):
        """Rows 0 and 3 are of a source with one row a child."""
        chain = edges((0, 1, 15.0), (1, 2, 8.0), (2, 3, 14.0))
        found = clustered(chain, Constraints(unique(0, -1, -1, 0)), threshold=0.99)
        assert found.tolist() == [0, 0, 2, 2]

    def test_equally_like_two_register_rows(self):
        """Who is meant cannot be known: neither; where one is clearly likelier, that one."""
        two = Constraints(unique(0, 0, -1))
        assert clustered(edges((0, 2, 20.0), (1, 2, 18.0)), two, threshold=0.99).tolist() == [0, 1, 2]
        assert clustered(edges((0, 2, 20.0), (1, 2, 15.0)), two, threshold=0.99).tolist() == [0, 1, 0]

    def test_decisions(self):
        """Told apart, also through others; told the same, whatever the weight."""
        chain = edges((0, 1, 15.0), (1, 2, 14.0))
        apart = Constraints(unique(-1, -1, -1), NONE, np.array([[0, 2]]))
        assert clustered(chain, apart, threshold=0.99).tolist() == [0, 0, 2]
        same = Constraints(unique(-1, -1, -1), np.array([[0, 2]]), NONE)
        assert clustered(edges((0, 1, 1.0)), same, threshold=0.99).tolist() == [0, 1, 0]
        both = Constraints(unique(-1, -1, -1), np.array([[1, 2]]), np.array([[0, 2]]))
        assert clustered(chain, both, threshold=0.99).tolist() == [0, 1, 1]

    def test_of_two_sources(self):
        """One row each of two sources with one row a child may be one child."""
        found = clustered(edges((0, 1, HIGH)), Constraints(unique(0, 1)), threshold=0.99)
        assert found.tolist() == [0, 0]


@st.composite
def problems(draw):
    size = draw(st.integers(2, 9))
    kinds = np.array(draw(st.lists(st.sampled_from([-1, -1, 0, 1]), min_size=size, max_size=size)))
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda p: p[0] < p[1])
    weights = draw(st.dictionaries(pair, st.integers(5, 20), max_size=20))
    apart = sorted(draw(st.sets(pair, max_size=3)))
    return edges(*[(*ends, float(w)) for ends, w in weights.items()]), kinds, np.array(apart).reshape(-1, 2)


class TestInvariants:
    """Whatever the pairs."""

    @given(problems())
    def test_constraints_hold(self, problem):
        """Never two rows of one such source, never two told apart; every child is connected by likely pairs."""
        pairs, kinds, apart = problem
        found = clustered(pairs, Constraints(kinds, NONE, apart.astype(int)), threshold=0.99)
        rows = pd.DataFrame({"child": found, "kind": kinds})
        assert not rows[rows["kind"] >= 0].duplicated().any()
        assert all(found[one] != found[other] for one, other in apart)
        assert (found <= np.arange(len(found))).all()
        assert (found[found] == found).all()
        for child in set(found):
            members = set(np.nonzero(found == child)[0])
            inside = pairs[pairs["left"].isin(members) & pairs["right"].isin(members)]
            reached, grown = {child}, True
            while grown:
                more = {end for row in inside.itertuples() for end in (row.left, row.right)
                        if row.weight > 6.6 and {row.left, row.right} & reached}
                grown, reached = not more <= reached, reached | more
            assert reached == members

    @given(problems())
    def test_lower_threshold_without_constraints(self, problem):
        """Children only grow together."""
        pairs, kinds, _ = problem
        free = Constraints(np.full(len(kinds), -1))
        high, low = (clustered(pairs, free, threshold=level) for level in (0.999, 0.99))
        assert all(len(set(low[high == child])) == 1 for child in set(high))
