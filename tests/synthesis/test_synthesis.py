"""The invented county: the same bytes each time, the documented shape, every fault where it should be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from missing_audit.synthesis import DEFAULT_CHILDREN, DEFAULT_SEED, FILES, SynthesisError, county, synthesise
from missing_audit.synthesis.papers.case_records import COLUMNS as CASE_COLUMNS
from missing_audit.synthesis.papers.case_records import TITLES
from missing_audit.synthesis.papers.police import COLUMNS as POLICE_COLUMNS

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
START, END = pd.Timestamp(2014, 4, 1), pd.Timestamp(2017, 3, 31)
# Every postcode area in use; none starts with Q, V or X.
AREAS = {
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM",
    "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH",
    "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG",
    "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M",
    "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO",
    "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST",
    "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN",
    "WR", "WS", "WV", "YO", "ZE",
}  # fmt: skip


def days(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, format="%d/%m/%Y", errors="coerce")


def times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, format="%d/%m/%Y %H:%M", errors="coerce")


def content(path: Path) -> object:
    """Bytes of a file; of a workbook its parts, whose packing differs between builds of zlib."""
    if path.suffix != ".xlsx":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as archive:
        return {part.filename: (part.date_time, archive.read(part)) for part in archive.infolist()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("county")
    synthesise(out, seed=DEFAULT_SEED, children=DEFAULT_CHILDREN, report=lambda _: None)
    return out


@pytest.fixture(scope="module")
def truth(made: Path) -> dict:
    return json.loads((made / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def police(made: Path) -> pd.DataFrame:
    text = (made / "extracts/police_missing_reports.csv").read_bytes().decode("cp1252")
    rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=True)
    return rows[rows["Report No"] != ""]


@pytest.fixture(scope="module")
def cases(made: Path) -> pd.DataFrame:
    book = openpyxl.load_workbook(made / "extracts/social_care_case_records.xlsx")
    rows = list(book["Case records"].values)
    assert (rows[0][0], rows[1][0]) == TITLES
    assert rows[2] == CASE_COLUMNS
    return pd.DataFrame(rows[3:], columns=CASE_COLUMNS, dtype=object)


@pytest.fixture(scope="module")
def returned(made: Path) -> dict[str, pd.DataFrame]:
    names = ("header", "episodes", "missing")
    paths = {name: made / f"extracts/looked_after_{name}.csv" for name in names}
    return {
        name: pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for name, path in paths.items()
    }


@pytest.fixture(scope="module")
def links(made: Path) -> pd.DataFrame:
    return pd.read_csv(made / "truth_links.csv", dtype={"reference": str, "kind": str, "fault": str}).fillna(
        {"kind": "", "fault": ""}
    )


class TestSynthesise:
    @pytest.mark.parametrize("name", FILES)
    def test_committed_example_is_what_the_model_makes(self, made: Path, name: str) -> None:
        assert content(made / name) == content(EXAMPLE / name)

    def test_is_small_and_leaves_nothing_else_behind(self, made: Path) -> None:
        files = [path for path in made.rglob("*") if path.is_file()]
        assert {path.relative_to(made).as_posix() for path in files} == set(FILES)
        assert sum(path.stat().st_size for path in files) < 6_000_000

    def test_another_seed_makes_another_county_and_other_files_stay(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        lines: list[str] = []
        synthesise(tmp_path, seed=1, children=400, seasonal=False, report=lines.append)
        first = {name: content(tmp_path / name) for name in FILES}
        synthesise(tmp_path, seed=2, children=400, seasonal=False, report=lines.append)
        changed = {name for name in FILES if content(tmp_path / name) != first[name]}
        assert set(FILES) - changed == {"adjacency.csv", "areas.csv", "tile_map.csv", "school_terms.csv"}
        assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
        assert len(lines) == 2 * len(FILES)
        parameters = json.loads((tmp_path / "truth.json").read_text("utf-8"))["parameters"]
        assert parameters["seasonal_amplitude"] == 0

    def test_a_county_of_others_stays(self, tmp_path: Path) -> None:
        (tmp_path / "audit.toml").write_text("mine", encoding="utf-8")
        with pytest.raises(SynthesisError, match="another folder"):
            synthesise(tmp_path, seed=1, children=400, report=lambda _: None)
        assert [path.name for path in tmp_path.iterdir()] == ["audit.toml"]

    @pytest.mark.parametrize(("seed", "children"), [(-1, 2500), (1, 10)])
    def test_refuses(self, tmp_path: Path, seed: int, children: int) -> None:
        with pytest.raises(SynthesisError, match=str(min(seed, children))):
            synthesise(tmp_path, seed=seed, children=children)


class TestTruth:
    def test_totals_are_in_the_documented_bands(self, truth: dict) -> None:
        true = truth["true"]
        assert true["children"] == 2500
        assert 850 <= true["children_ever_missing"] <= 950
        assert 3700 <= true["missing_episodes"] <= 4300
        assert 0.25 <= true["children_looked_after_by_the_county"] / 2500 <= 0.30

    @pytest.mark.parametrize(
        ("share", "low", "high"),
        [
            ("episodes_of_the_top_5_percent", 0.25, 0.35),
            ("first_repeats_within_28_days", 0.50, 0.65),
            ("episodes_aged_12_to_17", 0.90, 0.96),
            ("episodes_aged_15_to_17", 0.53, 0.63),
            ("episodes_up_to_24_hours", 0.72, 0.79),
            ("episodes_up_to_48_hours", 0.87, 0.93),
        ],
    )
    def test_shape(self, truth: dict, share: str, low: float, high: float) -> None:
        assert low <= truth["true"]["shape"][share] <= high

    def test_parts_add_up(self, truth: dict) -> None:
        true, recorded = truth["true"], truth["recorded"]
        parts = [
            sum(sum(years.values()) for years in true[name].values())
            for name in (
                "missing_episodes_by_living_and_year",
                "missing_episodes_of_children_placed_here_by_others",
            )
        ]
        assert sum(parts) == true["missing_episodes"] == sum(true["missing_episodes_by_year"].values())
        assert sum(recorded["true_missing_episodes_in"].values()) == true["missing_episodes"]
        rows = recorded["police_rows_by_type_and_truth"]
        assert sum(sum(row.values()) for row in rows.values()) == recorded["police_rows"]

    def test_rates_by_place_of_living_are_ordered(self, truth: dict) -> None:
        true = truth["true"]
        years = {kind: sum(row.values()) for kind, row in true["person_years_by_living_and_year"].items()}
        counts = {
            kind: sum(row.values()) for kind, row in true["missing_episodes_by_living_and_year"].items()
        }
        rate = {kind: counts[kind] / years[kind] for kind in years}
        assert rate["family"] < rate["foster"] < min(rate["home"], rate["semi"]) / 3

    def test_planted_shares(self, truth: dict) -> None:
        recorded, faults = truth["recorded"], truth["planted_faults"]
        assert 0.08 <= recorded["share_of_police_missing_truly_absence"] <= 0.12
        assert 0.015 <= recorded["family_reports"] / recorded["police_reports"] <= 0.025
        apart = faults["police"]["adult_at_the_time"] + faults["police"]["second_report"]
        defects = sum(faults["police"].values()) - apart
        assert 0.005 <= defects / recorded["police_rows"] <= 0.02
        assert 0.005 <= faults["police"]["adult_at_the_time"] / recorded["police_rows"] <= 0.015
        assert 0.01 <= faults["police"]["second_report"] / recorded["police_rows"] <= 0.02
        written = recorded["looked_after_missing_by_truth_and_code"]
        assert 0.07 <= written["absence"]["M"] / sum(written["absence"].values()) <= 0.13

    def test_person_time_is_the_time_between_birth_and_eighteen(self, truth: dict) -> None:
        from missing_audit.synthesis.history import history
        from missing_audit.synthesis.parameters import Model

        past = history(DEFAULT_SEED, Model(), DEFAULT_CHILDREN)
        own = past.children[~past.children["visitor"]]
        there = own["eighteen"].clip(upper=1096) - own["born"].clip(lower=0)
        table = truth["true"]["person_years_by_living_and_year"]
        total = sum(sum(row.values()) for row in table.values())
        assert total == pytest.approx(there.sum() / 365.25, abs=0.01)

        born, eighteen = (
            past.children[name].to_numpy()[past.happened["person"]] for name in ("born", "eighteen")
        )
        assert (past.happened["start"] >= born * 1440).all()
        assert (past.happened["end"] <= eighteen * 1440).all()
        assert (past.happened["end"] > past.happened["start"]).all()
        ordered = past.happened.sort_values(["person", "start"])
        assert not (ordered["start"] < ordered.groupby("person")["end"].shift()).any()


class TestPolice:
    def test_layout(self, made: Path, police: pd.DataFrame) -> None:
        raw = (made / "extracts/police_missing_reports.csv").read_bytes()
        assert raw.count(b"\r\n") == raw.count(b"\n")
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        assert list(police.columns) == list(POLICE_COLUMNS)
        lines = raw.decode("cp1252").split("\r\n")
        assert lines[-6:] == ["," * 20] * 3 + [""] * 3
        assert set(police["Report Type"]) == {"Missing", "Absent"}
        assert set(police["District"].str.title()) == set(county.DISTRICTS)

    def test_faults_are_where_the_truth_says(
        self, police: pd.DataFrame, links: pd.DataFrame, truth: dict
    ) -> None:
        fault = links.loc[links["source"] == "police", ["kind", "fault"]].reset_index(drop=True)
        rows = police.reset_index(drop=True)
        left, told, back = (
            times(rows[f"{name} Date Time"]) for name in ("Missing From", "Reported", "Returned")
        )
        born = days(rows["DOB"])
        found = {
            "impossible_date": left.isna(),
            "return_before_departure": back < left,
            "reported_before_departure": told < left,
            "no_name": rows["Surname"] == "",
            "no_birth_date": rows["DOB"] == "",
            "repeated_row": rows.duplicated(),
        }
        for name, mask in found.items():
            assert list(mask[mask].index) == list(fault.index[fault["fault"] == name]), name
            assert mask.sum() == truth["planted_faults"]["police"][name]
        grown = born + pd.DateOffset(years=18) <= left
        assert grown[fault["kind"] == "adult"].all()
        # A mistyped date of birth can make a child of 17 an adult, now and then.
        assert grown[fault["kind"] != "adult"].mean() < 0.005

    def test_a_family_report_has_an_adult_and_two_children(
        self, police: pd.DataFrame, links: pd.DataFrame
    ) -> None:
        rows = police.reset_index(drop=True)
        fault = links[links["source"] == "police"].reset_index(drop=True)
        adults, mates = (rows[f"{name} Same Household"].astype(int) for name in ("Adults", "Children"))
        assert ((adults > 0) == (fault["kind"] == "family")).all()
        sizes = rows[fault["fault"] != "repeated_row"].groupby("Report No")["Report No"].transform("size")
        assert (mates[sizes.index] == sizes - 1).all()
        assert (mates[adults > 0] >= 1).all()


class TestCaseRecords:
    def test_one_row_a_child_with_both_kinds_of_date(self, cases: pd.DataFrame, truth: dict) -> None:
        assert cases["Person ID"].is_unique
        assert len(cases) == truth["recorded"]["case_records"]
        as_text = cases["Date of Birth"].map(lambda cell: isinstance(cell, str))
        assert as_text.sum() == truth["planted_faults"]["case_records"]["birth_date_as_text"]
        assert cases["Date of Birth"].isna().sum() == truth["planted_faults"]["case_records"]["no_birth_date"]
        assert cases["Closure Date"].dropna().str.fullmatch(r"\d\d-[A-Z][a-z]{2}-\d{4}").all()
        assert cases["Assessed On"].dropna().str.fullmatch(r"\d\d/\d\d/\d{4}").all()
        assert set(cases["District"]) == set(county.DISTRICTS)

    def test_assessments_have_the_gaps_that_scope_must_meet(self, cases: pd.DataFrame) -> None:
        yes = cases[cases["At Risk of Going Missing"] == "Y"]
        assert 0 < yes["Assessed By"].isna().mean() < 0.15
        assert 0 < yes["Assessed On"].isna().mean() < 0.15
        assert (days(yes["Assessed On"]) > END).any()


class TestLookedAfter:
    def test_episodes_follow_one_another(self, returned: dict[str, pd.DataFrame]) -> None:
        rows = returned["episodes"].assign(
            begin=days(returned["episodes"]["DECOM"]),
            end=days(returned["episodes"]["DEC"]).fillna(pd.Timestamp(2099, 1, 1)),
        )
        rows = rows.sort_values(["CHILD", "begin"])
        assert (rows["end"] > rows["begin"]).all()
        assert not (rows["begin"] < rows.groupby("CHILD")["end"].shift()).any()
        assert (rows["end"] >= START).all()
        assert ((rows["DEC"] == "") == (rows["REC"] == "")).all()
        assert (rows["begin"] < START).sum() > 100
        assert set(rows["CHILD"]) == set(returned["header"]["CHILD"])

    def test_faults_are_as_many_as_the_truth_says(
        self, returned: dict[str, pd.DataFrame], truth: dict
    ) -> None:
        planted, rows = truth["planted_faults"]["looked_after_missing"], returned["missing"]
        begin, end = days(rows["MIS_START"]), days(rows["MIS_END"])
        care = returned["episodes"].assign(
            begin=days(returned["episodes"]["DECOM"]),
            end=days(returned["episodes"]["DEC"]).fillna(pd.Timestamp(2099, 1, 1)),
        )
        pairs = rows.reset_index()[["index", "CHILD"]].merge(care[["CHILD", "begin", "end"]], on="CHILD")
        at = begin.loc[pairs["index"]].to_numpy()
        inside = ((at >= pairs["begin"]) & (at <= pairs["end"])).groupby(pairs["index"]).any()
        header = returned["header"].set_index("CHILD")["DOB"]
        ordered = pd.DataFrame({"CHILD": rows["CHILD"], "begin": begin, "end": end}).sort_values(
            ["CHILD", "begin", "end"]
        )
        assert {
            "outside_care": (~inside).sum(),
            "end_before_start": (end < begin).sum(),
            "overlap": (ordered["begin"] < ordered.groupby("CHILD")["end"].shift()).sum(),
            "birth_differs": (rows["DOB"].to_numpy() != header.loc[rows["CHILD"]].to_numpy()).sum(),
            "unknown_code": (~rows["MISSING"].isin(["M", "A"])).sum(),
        } == planted

    def test_one_in_a_hundred_has_the_code_of_another_child(
        self, returned: dict[str, pd.DataFrame], links: pd.DataFrame, truth: dict
    ) -> None:
        case, header = (
            links[links["source"] == source].set_index("reference")["person"]
            for source in ("case_records", "looked_after_header")
        )
        both = header.index.intersection(case.index)
        wrong = (header[both] != case[both]).sum()
        assert wrong == truth["planted_faults"]["looked_after_header"]["code_of_another_child"]
        assert 0.005 <= wrong / len(header) <= 0.02


class TestHomesAndEarlyHelp:
    def test_faults_are_where_the_truth_says(self, made: Path, links: pd.DataFrame) -> None:
        text = (made / "extracts/childrens_homes_logs.csv").read_text("utf-8")
        rows = pd.read_csv(io.StringIO(text.split("\n", 1)[1]), sep=";", dtype=str, keep_default_na=False)
        left, back = (pd.to_datetime(rows[f"Time {name}"], format="%d %b %Y %H:%M", errors="coerce")
                      for name in ("Left", "Returned"))
        fault = links.loc[links["source"] == "home_logs", "fault"].reset_index(drop=True)
        found = {"impossible_date": left.isna(), "return_before_departure": back < left,
                 "no_birth_date": rows["DOB"] == "", "repeated_row": rows.duplicated()}
        for name, mask in found.items():
            assert list(mask[mask].index) == list(fault.index[fault == name]), name
        assert set(rows["Category"].str.lower()) == {"missing", "unauthorised absence", "ua"}

    def test_homes_call_most_things_by_their_name(self, truth: dict) -> None:
        called = truth["recorded"]["home_log_rows_by_truth_and_category"]
        assert 0.02 <= called["missing"]["U"] / sum(called["missing"].values()) <= 0.09
        assert 0.09 <= called["absence"]["M"] / sum(called["absence"].values()) <= 0.22

    def test_assessments(self, made: Path, links: pd.DataFrame) -> None:
        rows = pd.read_csv(made / "extracts/caf_assessments.txt", sep="\t", dtype=str, keep_default_na=False,
                           encoding="cp1252")
        on, closed = (pd.to_datetime(rows[f"{name} Date"], format="%d.%m.%Y", errors="coerce")
                      for name in ("Assessment", "Closure"))
        fault = links.loc[links["source"] == "caf", "fault"].reset_index(drop=True)
        found = {"no_date": on.isna(), "no_forename": rows["Forename"] == "", "closed_before_assessed": closed < on}
        for name, mask in found.items():
            assert list(mask[mask].index) == list(fault.index[fault == name]), name
        assert rows["CAF Number"].is_unique


class TestLinks:
    def test_lines_are_those_of_the_files(self, made: Path, links: pd.DataFrame, cases: pd.DataFrame) -> None:
        with (made / "extracts/police_missing_reports.csv").open(encoding="cp1252", newline="") as file:
            lines = list(csv.reader(file))
        rows = links[links["source"] == "police"]
        assert [lines[line - 1][0] for line in rows["line"]] == list(rows["reference"])
        rows = links[links["source"] == "case_records"]
        assert list(cases["Person ID"].iloc[rows["line"] - 4].astype(str)) == list(rows["reference"])

    def test_every_child_is_in_some_extract(self, links: pd.DataFrame) -> None:
        people = links.loc[links["person"] < 900_000, "person"]
        assert people.min() == 1
        assert people.max() == 2500
        # All but a few visitors who were never reported.
        assert 2470 <= people.nunique() <= 2500


class TestCounty:
    def test_no_postcode_is_in_a_real_area(self, made: Path) -> None:
        text = (made / "extracts/police_missing_reports.csv").read_bytes().decode("cp1252")
        text += (made / "extracts/looked_after_episodes.csv").read_text("utf-8").upper()
        with zipfile.ZipFile(made / "extracts/social_care_case_records.xlsx") as archive:
            text += archive.read("xl/sharedStrings.xml").decode()
        found = re.findall(r"\b([A-Z]{1,2})\d{1,2} *\d[A-Z]{2}\b", text)
        assert len(found) > 5000
        assert set(found) == {"QX", *county.OUTSIDE}
        assert not set(found) & AREAS
        assert all(area[0] in "QVX" for area in found)

    def test_population(self, made: Path) -> None:
        rows = pd.read_csv(made / "populations.csv")
        assert len(rows) == 12 * 3 * 18 * 2
        assert set(rows["district"]) == set(county.DISTRICTS)
        totals = rows.groupby("year")["population"].sum()
        teens = rows[rows["age"] >= 10].groupby("year")["population"].sum()
        assert totals.between(235_000, 245_000).all()
        assert teens.between(102_000, 108_000).all()

    def test_tiles_agree_with_neighbours(self, made: Path) -> None:
        near = pd.read_csv(made / "adjacency.csv")
        tiles = pd.read_csv(made / "tile_map.csv").set_index("district")
        pairs = set(near.itertuples(index=False, name=None))
        assert pairs == {(b, a) for a, b in pairs}
        assert not tiles.duplicated().any()
        for a in tiles.index:
            for b in tiles.index.drop(a):
                apart = (tiles.loc[a] - tiles.loc[b]).abs()
                if apart.sum() == 1:
                    assert (a, b) in pairs
                if (a, b) in pairs:
                    assert apart.max() == 1

    def test_terms_are_in_order(self, made: Path) -> None:
        terms = pd.read_csv(made / "school_terms.csv", parse_dates=["start", "end"])
        assert (terms["end"] > terms["start"]).all()
        assert (terms["start"].iloc[1:].to_numpy() > terms["end"].iloc[:-1].to_numpy()).all()
        assert (terms[["start", "end"]].apply(lambda day: day.dt.day_of_week) < 5).all().all()
        assert terms["start"].min() >= START
        assert terms["end"].max() <= END
