"""Every row gets its child: the example county, and the small one."""

import numpy as np
import pandas as pd
import pytest

from missing_audit.config import load
from missing_audit.errors import ConfigError
from missing_audit.linkage import Linked, link, read_key
from missing_audit.linkage.linking import EXACT
from missing_audit.quality import check_all
from missing_audit.sensitivity import by_matching
from smallshire import AUDIT, POLICE


@pytest.fixture(scope="module")
def checked(example):
    return check_all(example[0])


@pytest.fixture(scope="module")
def linked(example, checked):
    settings, _ = example
    return link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)


class TestExample:
    """Against the truth of the invented county."""

    def test_precision_and_recall(self, linked):
        """Far better than exact names, and good enough."""
        whole = linked.quality[linked.quality["by"] == "All"].set_index("matching")
        assert whole.loc["0.99", "precision_low"] > 0.99
        assert whole.loc["0.99", "recall_low"] > 0.99
        assert whole.loc[EXACT, "recall_high"] < 0.85

    def test_every_group(self, linked):
        """No community is left behind."""
        groups = linked.quality.query("by in ['Sex', 'Ethnic group', 'Looked after'] and matching == '0.99'")
        assert (groups["recall"] > 0.95).all()
        assert (groups["precision"] > 0.99).all()

    def test_one_case_record_a_child(self, linked):
        assert linked.tables["case_records"]["child"].is_unique

    def test_thresholds(self, linked):
        """A higher threshold, more children; another one's children agree with its line."""
        table = linked.thresholds.dropna(subset=["threshold"])
        assert table["children"].is_monotonic_increasing
        for row in table.itertuples():
            children = pd.concat(linked.at(row.threshold).values())
            assert children.nunique() == row.children
        assert linked.at(0.99)["police"].tolist() == linked.tables["police"]["child"].tolist()

    def test_parts(self, linked):
        """Each child is in one part, with every row it has, in its place; each part has as many as it may."""
        parts = list(linked.parts(400))
        sets = [set(pd.concat(rows["child"] for rows in part.tables.values())) for part in parts]
        assert [len(children) for children in sets[:-1]] == [400] * (len(sets) - 1)
        assert sum(map(len, sets)) == len(set().union(*sets)) > 2000
        for name, rows in linked.tables.items():
            together = pd.concat([part.tables[name] for part in parts]).sort_index()
            pd.testing.assert_frame_equal(together, rows, check_exact=True)

    def test_counted_in_parts(self, example, linked, monkeypatch):
        """Episodes of some children at a time are those of all."""
        settings, _ = example
        whole = by_matching(linked, settings)
        monkeypatch.setattr(Linked.parts, "__defaults__", (300,))
        for name, table in by_matching(linked, settings).items():
            order = [column for column in table if column != "children"]
            pd.testing.assert_frame_equal(table.sort_values(order, ignore_index=True),
                                          whole[name].sort_values(order, ignore_index=True), check_exact=True)

    def test_order_and_index_do_not_matter(self, example, checked, linked):
        """Rows shuffled, threads fewer: the same children."""
        settings, _ = example
        rng = np.random.default_rng(11)
        shuffled = {name: rows.sample(frac=1, random_state=rng).reset_index(drop=True)
                    for name, rows in checked.used.items()}
        toml = settings.file.read_text(encoding="utf-8").replace("[linkage]", "[linkage]\nthreads = 1")
        (settings.folder / "single.toml").write_text(toml, encoding="utf-8")
        again = link(shuffled, read_key(settings), disputed=checked.disputed,
                     settings=load(settings.folder / "single.toml"))
        for name, rows in checked.used.items():
            one = pd.Series(linked.tables[name]["child"].to_numpy(), index=rows["line"]).sort_index()
            other = pd.Series(again.tables[name]["child"].to_numpy(), index=shuffled[name]["line"]).sort_index()
            assert one.equals(other)
        for name in ("identity", "joins", "weights", "quality", "thresholds"):
            pd.testing.assert_frame_equal(getattr(linked, name), getattr(again, name), check_exact=True)
        assert linked.births.equals(again.births)


class TestSmall:
    """A county of which there is too little to learn from."""

    def link(self, settings):
        return link(check_all(settings).used, read_key(settings), settings=settings)

    def test_said_so(self, county):
        assert "standard weights" in self.link(county()).caveats[0]

    def test_names_that_change_places(self, county):
        """Ann O'Neil, typed as O'Neil Ann."""
        child = self.link(county(police_csv=POLICE.replace("ONEIL,ann", "ann,ONEIL"))).tables["police"]["child"]
        assert child[0] == child[1]

    def test_births_and_sex_by_majority(self, county):
        """The register's word counts before the police's, however many say otherwise."""
        result = self.link(county(police_csv=POLICE.replace("01/02/2002,F", "02/02/2002,F")
                                  .replace("1/2/2002,F", "02/02/2002,F")))
        ann = result.tables["case_records"]["child"][:1]
        assert result.births_of(ann)[0] == pd.Timestamp(2002, 2, 1)
        assert result.sex_of(ann).tolist() == ["female"]

    @pytest.mark.parametrize(("given", "fault"), [
        ("threshold = 1.5", r"linkage.threshold = 1.5"),
        ("threshold = 0.4", r"clerical_from = 0.5 must not be above threshold = 0.4"),
        ('engine = "oracle"', r"linkage.engine = 'oracle'"),
        ('memory = "lots"', r"linkage.memory = 'lots'"),
        ("sensitivity = [2]", r"linkage.sensitivity.0 = 2"),
        ("treshold = 0.9", r"linkage.treshold = 0.9: no such key. Did you mean threshold"),
        ("threads = 0", r"linkage.threads = 0"),
    ])
    def test_settings(self, county, given, fault):
        """Every fault by key and value."""
        with pytest.raises(ConfigError, match=fault):
            county(audit_toml=AUDIT.replace("[reference]", f"[linkage]\n{given}\n[reference]"))

    def test_truth_is_for_invented_data(self, county):
        toml = AUDIT.replace("[reference]", '[linkage]\ntruth = "truth.csv"\n[reference]')
        with pytest.raises(ConfigError, match="for invented data alone"):
            county(audit_toml=toml.replace("synthetic = true", "synthetic = false"))
        with pytest.raises(ConfigError, match="no such file"):
            self.link(county(audit_toml=toml))
        with pytest.raises(ConfigError, match="no column person"):
            self.link(county(audit_toml=toml, truth_csv="source,line\n"))
