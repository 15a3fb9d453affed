"""Figures: their data and labels, not their pixels; and that withheld values cannot be drawn."""

import pytest

from missing_audit import charts
from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.finding import Finding
from smallshire import written

DRAWN = {"years": "RQ01", "recorders": "RQ01", "placement_fit": "RQ03", "placements": "RQ03", "reasons": "RQ05",
         "interviewed": "RQ05", "months": "RQ06", "weekdays": "RQ06", "hours": "RQ06", "funnel": "RQ07",
         "tiles": "RQ07", "flows": "RQ08", "tracked": "RQ08", "steps": "RQ12"}


class TestExample:
    """Each figure of the book."""

    @pytest.mark.parametrize(("name", "question"), DRAWN.items())
    def test_story_subtitle_and_source(self, findings, name, question):
        """A title that tells the story, a statistical subtitle, the source beneath."""
        labels = getattr(charts, name)(findings[question]).labels
        assert labels.title
        assert labels.subtitle
        assert labels.caption.startswith("Source: ")

    def test_years(self, findings):
        """Points and limits are those of the table."""
        data, table = charts.years(findings["RQ01"]).data, findings["RQ01"].tables["rq01_years"]
        assert data["value"].tolist() == [*table.rows["children_rate"], *table.rows["episodes_rate"]]
        assert (data["low"] < data["value"]).all()
        assert (data["high"] > data["value"]).all()

    def test_placements_are_sorted(self, findings):
        """The highest rate on top."""
        data = charts.placements(findings["RQ03"]).data.sort_values("value")
        assert data["label"].cat.codes.is_monotonic_increasing

    def test_months(self, findings):
        """Twelve points in their order, with the limits of the table, and the wave through them where one was found."""
        figure, table = charts.months(findings["RQ06"]), findings["RQ06"].tables["rq06_months"]
        assert figure.data["value"].tolist() == table.rows["rate"].tolist()
        assert figure.data["low"].tolist() == table.rows["low"].tolist()
        assert figure.data["tick"].tolist()[::11] == ["Jan", "Dec"]
        assert figure.layers[-1].geom.data["wave"].tolist() == table.rows["wave"].tolist()

    def test_hours(self, findings):
        """Twelve bands of two hours, each a share."""
        data = charts.hours(findings["RQ06"]).data
        assert data["tick"].tolist()[::11] == ["0\u20132", "22\u201324"]
        assert data["value"].sum() == pytest.approx(1)

    def test_funnel(self, findings):
        """Points of the table, the four limits beside them."""
        figure, table = charts.funnel(findings["RQ07"]), findings["RQ07"].tables["rq07_districts"]
        assert sorted(figure.data["value"]) == sorted(table.rows["rate"].dropna())
        lines = figure.layers[1].geom.data
        assert set(lines["line"]) == {"low chance", "high chance", "low all", "high all"}
        assert (lines.loc[lines["line"] == "high all", "limit"].to_numpy()
                >= lines.loc[lines["line"] == "high chance", "limit"].to_numpy()).all()

    def test_tiles(self, findings):
        """Each district with its number; fills say no more than the numbers do."""
        data = charts.tiles(findings["RQ07"]).data
        ratio = data["text"].str.split("\n").str[-1].astype(float)
        assert len(data) == 12
        assert data.groupby("fill").apply(lambda part: ratio[part.index].max() - ratio[part.index].min()).lt(1).all()
        assert data.loc[ratio.idxmax(), "fill"] != data.loc[ratio.idxmin(), "fill"]

    def test_bars_begin_with_everything(self, findings):
        """Steps stand in the order in which records are taken out."""
        data = charts.steps(findings["RQ12"]).data
        assert data.loc[data["panel"] == "Episodes", "value"].is_monotonic_decreasing


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> dict[str, Finding]:
    """Findings of the small county, by question."""
    settings = written(tmp_path_factory.mktemp("small"))
    return {finding.id: finding for finding in find(gather(settings, collate(settings)))}


class TestSmallCounty:
    """Nearly everything is withheld."""

    @pytest.mark.parametrize(("name", "question"), DRAWN.items())
    def test_draws_all_the_same(self, small, name, question):
        """With bars of nothing marked as withheld, or with the reason why there is no figure."""
        figure = getattr(charts, name)(small[question])
        figure.draw()
        if "text" in figure.data and "panel" in figure.data:
            assert set(figure.data["text"]) <= {"withheld", "0"}
            assert (figure.data["value"] == 0).all()

    @pytest.mark.parametrize(("name", "question"), DRAWN.items())
    def test_refused(self, small, name, question):
        """A part that the data cannot answer is drawn as its reason."""
        empty = Finding(question, "?", small[question].prose, {}, (), dict.fromkeys(
            ("rq01_years", "rq01_sources", "rq03_split", "rq03_fit", "rq05_reasons", "rq05_who", "rq06_months",
             "rq06_weekdays", "rq06_hours", "rq07_limits", "rq07_districts", "rq07_tiles", "rq08_flows",
             "rq08_tracked", "rq12_linked"),
            "It needs what was not supplied."))
        assert "not supplied" in getattr(charts, name)(empty).data["text"][0]
