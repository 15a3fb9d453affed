"""Joining and the decision table, marked against a truth by hand and by listing every pair."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import frame, settings_of
from missing_audit.marking import MARKS, marked

TRUTH = "truth.csv"


def marks(folder, rows, scopes):
    """Mark records, each with its episode and what it truly is: person, event, kind (or nothing at all)."""
    truth = ["source,line,person,event,kind"]
    truth += [f"police,{line},{','.join(true)}" for line, (_, true) in enumerate(rows, start=2) if true]
    (folder / TRUTH).write_text("\n".join(truth) + "\n", encoding="utf-8")
    plain = settings_of()
    own = plain.model_copy(update={"folder": folder, "linkage": plain.linkage.model_copy(update={"truth": TRUTH})})
    reports = pd.DataFrame({"episode": [episode for episode, _ in rows], "source": "police", "row": range(len(rows))})
    episodes = frame("episode scope", *scopes.items())
    table = pd.DataFrame({"line": range(2, len(rows) + 2)})
    return marked({"police": table}, reports, episodes, own).set_index("measure")


class TestMarked:
    """Parts and wholes."""

    def test_by_hand(self, tmp_path):
        """Two events of three and two records; one record of the second is put with the first."""
        rows = [(0, ("p", "e1", "missing")), (0, ("p", "e1", "missing")), (0, ("p", "e1", "missing")),
                (0, ("p", "e2", "missing")), (1, ("p", "e2", "missing")), (2, ("q", "e3", "absence"))]
        found = marks(tmp_path, rows, {0: "missing", 1: "missing", 2: "unauthorised"})
        assert found.loc["precision", ["part", "whole", "children"]].tolist() == [3, 6, 1]
        assert found.loc["recall", ["part", "whole", "children"]].tolist() == [3, 4, 1]
        assert found.loc["precision", "value"] == pytest.approx(0.5)
        assert found.loc["unauthorised sensitivity", ["part", "whole"]].tolist() == [1, 1]
        assert found.loc["unauthorised specificity", ["part", "whole"]].tolist() == [2, 2]

    def test_classes(self, tmp_path):
        """By the event that most of an episode's records are of; outside the period and adults do not count."""
        rows = [(0, ("p", "e1", "absence")), (1, ("p", "e2", "absence")), (2, ("p", "e3", "family")),
                (3, ("q", "e4", "missing")), (4, ("q", "e5", "absence")), (5, ("r", "e6", "absence")),
                (6, ("s", "e7", "missing")), (6, ("s", "e8", "absence")), (6, ("s", "e8", "absence"))]
        found = marks(tmp_path, rows, {0: "unauthorised", 1: "conflict", 2: "family", 3: "unauthorised", 4: "outside",
                                       5: "adult", 6: "unauthorised"})
        assert found["part"].to_dict() | found["whole"].add_prefix("of ").to_dict() == {
            "precision": 1, "of precision": 3, "recall": 1, "of recall": 1,
            "unauthorised sensitivity": 2, "of unauthorised sensitivity": 3,
            "unauthorised specificity": 1, "of unauthorised specificity": 2,
            "family sensitivity": 1, "of family sensitivity": 1, "family specificity": 4, "of family specificity": 4}

    def test_nobody(self, tmp_path):
        """A record of nobody's event, or that the truth has not heard of, makes a pair, and no right one."""
        rows = [(0, ("p", "e1", "missing")), (0, ("p", "", "")), (1, None), (1, None)]
        found = marks(tmp_path, rows, {0: "missing", 1: "missing"})
        assert found.loc["precision", ["part", "whole"]].tolist() == [0, 2]
        assert found.loc["recall", ["part", "whole"]].tolist() == [0, 0]

    def test_no_truth(self):
        """Real data: no marks, and their columns."""
        found = marked({}, pd.DataFrame(), pd.DataFrame(), settings_of())
        assert found.empty
        assert [*found.columns] == MARKS

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("xyz")), min_size=1, max_size=9))
    def test_every_pair(self, tmp_path_factory, found):
        """Pairs listed one by one."""
        rows = [(episode, (f"person {event}", event, "missing")) for episode, event in found]
        out = marks(tmp_path_factory.mktemp("truth"), rows, dict.fromkeys({episode for episode, _ in found}, "missing"))
        pairs = list(itertools.combinations(found, 2))
        made = [one[0] == other[0] for one, other in pairs]
        true = [one[1] == other[1] for one, other in pairs]
        right = sum(m and t for m, t in zip(made, true, strict=True))
        assert out.loc["precision", ["part", "whole"]].tolist() == [right, sum(made)]
        assert out.loc["recall", ["part", "whole"]].tolist() == [right, sum(true)]

    def test_example(self, example):
        """Joining is nearly always right; families are found; of absences, many are called missing by somebody."""
        _, folder = example
        found = pd.read_parquet(folder / "marks.parquet").set_index("measure")
        assert (found["part"] <= found["whole"]).all()
        assert (found["low"] <= found["value"]).all()
        assert (found["value"] <= found["high"]).all()
        assert found.loc[["precision", "recall"], "value"].min() >= 0.97
        assert 0.5 < found.loc["unauthorised sensitivity", "value"] < 0.9
        assert found.loc["unauthorised specificity", "value"] > 0.95
        assert found.loc["family sensitivity", "value"] > 0.95
        assert found.loc["family specificity", "value"] > 0.99
