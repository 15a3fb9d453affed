"""The large county: the same rows each time, errors at the stated rates, and a truth that fits every row."""

import filecmp

import numpy as np
import pandas as pd
import pytest

from missing_audit.config import load
from missing_audit.quality import check_all
from missing_audit.synthesis import SynthesisError, county
from missing_audit.synthesis.parameters import KINDS, Model
from missing_audit.synthesis.scale import TRUTH, large_county, lives, parts, people, pools

CHILDREN = 4000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A county of some thousand children, and rows by source."""
    folder = tmp_path_factory.mktemp("large")
    return folder, large_county(folder, seed=3, children=CHILDREN)


@pytest.fixture(scope="module")
def tables(made):
    """Its extracts as text."""
    return {name: pd.read_parquet(made[0] / "extracts" / f"{name}.parquet") for name in made[1]}


@pytest.fixture(scope="module")
def truth(made):
    """Of whom each row is."""
    return pd.read_csv(made[0] / TRUTH)


@pytest.fixture(scope="module")
def everybody():
    """Children alone."""
    return people.people(np.random.default_rng(5), Model(), 20_000)


@pytest.fixture(scope="module")
def lived(everybody):
    """Their placements, and times away."""
    care = lives.stays(np.random.default_rng(6), Model(), everybody)
    return care, lives.absences(np.random.default_rng(7), Model(), everybody, care)


class TestPools:
    """Names and postcodes."""

    def test_surnames(self):
        """Some are common, most are rare, and there are very many."""
        drawn = pd.Series(pools.surnames(np.random.default_rng(1), np.full(200_000, "WBRI", dtype=object)))
        share = drawn.value_counts(normalize=True)
        assert len(share) > 15_000
        assert 0.0003 < (share ** 2).sum() < 0.003

    def test_postcodes(self):
        """Of the district asked for, and in no area that exists."""
        district = np.arange(1200) % 12
        drawn = pools.postcodes(np.random.default_rng(1), district)
        assert [county.DISTRICTS.index(county.district_of(code)) for code in drawn] == district.tolist()


class TestPeople:
    """Households."""

    def test_siblings_and_twins(self, everybody):
        """Siblings share a postcode; a few share a birthday; hardly two share a forename."""
        rows = pd.DataFrame({name: getattr(everybody, name) for name in ("household", "postcode", "born", "forename")})
        groups = rows.groupby("household")
        assert (groups["postcode"].nunique() == 1).all()
        siblings = rows[groups["born"].transform("size") > 1]
        twins = siblings.duplicated(["household", "born"])
        assert 0.005 < twins.mean() < 0.05
        assert siblings.duplicated(["household", "forename"]).mean() < 0.01

    def test_moves(self, everybody):
        """Before the day of the move at the one address, from then on at the other."""
        person = np.flatnonzero(everybody.moved < people.NEVER)[:50]
        before, _ = everybody.address(person, everybody.moved[person] - 1)
        after, _ = everybody.address(person, everybody.moved[person])
        assert (before == everybody.postcode[person]).all()
        assert (after == everybody.new_postcode[person]).all()
        assert (before != after).mean() > 0.9


class TestLives:
    """Care and times away."""

    def test_stays_follow_one_another(self, lived):
        """Within a spell each begins as the one before it ends."""
        care, _ = lived
        same = care["person"].to_numpy()[1:] == care["person"].to_numpy()[:-1]
        assert (care["begin"].to_numpy()[1:][same] == care["end"].to_numpy()[:-1][same]).all()
        assert (care["end"] > care["begin"]).all()
        assert 0.02 < care["person"].nunique() / 20_000 < 0.06

    def test_times_away(self, everybody, lived):
        """About five a child with a heavy tail, none after the eighteenth birthday, those in care at their stay."""
        care, away = lived
        each = away["person"].value_counts().reindex(range(20_000), fill_value=0)
        assert 5 < each.mean() < 6.5
        assert each.var() > 4 * each.mean()
        assert (away["start"] // 1440 < everybody.eighteen[away["person"]]).all()
        cared = away[away["stay"] >= 0].reset_index(drop=True)
        stay = care.iloc[cared["stay"]].reset_index(drop=True)
        day = cared["start"] // 1440
        assert ((stay["person"] == cared["person"]) & (stay["begin"] <= day) & (day < stay["end"])).all()
        assert [KINDS[living] for living in cared["living"]] == stay["kind"].tolist()
        # A slow look-up by hand, of those said to be with the family.
        home = away.loc[away["stay"] < 0, ["person", "start"]].merge(care[["person", "begin", "end"]], on="person")
        assert not ((home["begin"] <= home["start"] // 1440) & (home["start"] // 1440 < home["end"])).any()


class TestLargeCounty:
    """The folder."""

    def test_same_arguments_same_files(self, made, tmp_path):
        """Byte for byte; another seed gives another county."""
        large_county(tmp_path / "again", seed=3, children=CHILDREN)
        large_county(tmp_path / "other", seed=4, children=CHILDREN)
        names = [path.relative_to(made[0]).as_posix() for path in made[0].rglob("*.*") if path.is_file()]
        assert filecmp.cmpfiles(made[0], tmp_path / "again", names, shallow=False)[1:] == ([], [])
        assert "extracts/police.parquet" in filecmp.cmpfiles(made[0], tmp_path / "other", names, shallow=False)[1]

    def test_csv_holds_the_same(self, tables, tmp_path):
        """Only the form differs, and the line of each row."""
        large_county(tmp_path, seed=3, children=CHILDREN, form="csv")
        for name, rows in tables.items():
            text = pd.read_csv(tmp_path / "extracts" / f"{name}.csv", dtype="str", keep_default_na=False)
            pd.testing.assert_frame_equal(text, rows, check_dtype=False)
        assert pd.read_csv(tmp_path / TRUTH)["line"].min() == 2
        assert len(check_all(load(tmp_path)).failed) == 0

    def test_every_heading_is_known(self, made):
        """Each column that the dictionary has is there, and the pipeline reads it."""
        checked = check_all(load(made[0]))
        assert set(checked.sources["table"]) == set(made[1])
        assert checked.failed == {} and checked.absent == {}
        assert (checked.sources["used"] / checked.sources["rows"]).min() > 0.9

    def test_truth(self, made, tables, truth):
        """Every row once, in the order of the file; the register has a child once."""
        for name, rows in tables.items():
            of = truth[truth["source"] == name]
            assert of["line"].tolist() == list(range(1, len(rows) + 1))
            assert len(rows) == made[1][name]
        for name in ("case_records", "looked_after_header"):
            assert truth.loc[truth["source"] == name, "person"].is_unique
        assert 4 < made[1]["police"] / CHILDREN < 6

    def test_one_event_is_one_child(self, truth):
        """Whoever wrote it down."""
        events = truth[truth["event"] > 0]
        assert (events.groupby("event")["person"].nunique() == 1).all()
        assert (events.groupby("event")["source"].nunique() > 1).any()

    def test_mistakes_at_their_rates(self, tables, truth):
        """Surnames that differ from how most rows of the child have it, about as often as the rates say."""
        police = tables["police"].assign(person=truth.loc[truth["source"] == "police", "person"].to_numpy())
        police = police[police["Surname"] != ""]
        often = police[police.groupby("person")["Surname"].transform("size") >= 8]
        usual = often.groupby("person")["Surname"].transform(lambda names: names.mode().iloc[0])
        rates = Model().typing_police
        assert (often["Surname"] != usual).mean() == pytest.approx(rates.surname_typo + rates.surname_other, abs=0.015)

    def test_faults(self, tables):
        """Every planted fault is there, about as often as in the small county."""
        police, each = tables["police"], Model().defect_each
        counts = [(police["Surname"] == "").mean(), (police["DOB"] == "").mean(), police.duplicated().mean(),
                  police["Missing From Date Time"].str.startswith("31/02/").mean()]
        assert counts == [pytest.approx(each, rel=0.5)] * 4

    def test_pieces_do_not_matter_to_what_is_whole(self, made, monkeypatch, tmp_path):
        """However many rows are written at a time, as many are written, of the same children."""
        monkeypatch.setattr(parts, "ROWS", 700)
        large_county(tmp_path, seed=3, children=CHILDREN)
        persons = [pd.read_csv(folder / TRUTH).groupby("source")["person"].nunique() for folder in (made[0], tmp_path)]
        assert persons[0].equals(persons[1])

    @pytest.mark.parametrize(("seed", "children", "said"), [(-1, 300, "seed is -1"), (1, 299, "children is 299")])
    def test_refusals(self, tmp_path, seed, children, said):
        """With the value."""
        with pytest.raises(SynthesisError, match=said):
            large_county(tmp_path, seed=seed, children=children)
