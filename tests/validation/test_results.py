"""A run as the book prints it, and its keeping."""

import pytest

from missing_audit.validation.results import RESULTS, Validation, methods, read, written


def line(kind="nominal", holds=True, **more):
    return {"id": "s", "method": "Method", "what": "Truth", "kind": kind, "replicates": 2000, "share": 0.95,
            "low": 0.94, "high": 0.96, "error": -0.00123, "noise": 0.0004, "width": 12.5, "holds": holds} | more


def run(*scenarios, **more):
    given = {"date": "2020-02-01", "seed": 7, "replicates": 2000, "methods": methods(), "scenarios": list(scenarios),
             "counties": [{"id": "c", "called": "Headline", "counties": 20, "bias": -0.031, "noise": 0.004,
                           "covered": 19, "with_interval": 20}]}
    return Validation(**given | more)


class TestValidation:
    """What it says of itself."""

    def test_lines(self):
        """Shares with their intervals, errors to two figures, those of one kind together in the order of kinds."""
        lines = run(line("size", method="Later"), line()).lines()
        assert [row["Method"] for row in lines] == ["Method", "Later"]
        assert lines[0]["Share"] == "95.0% (94.0% to 96.0%)"
        assert lines[0]["Mean error"] == "−0.0012 ± 0.0004"
        assert lines[0]["Median width"] == "12"
        assert lines[0]["As it should be"] == "yes"

    def test_nothing_told(self):
        """Cells without a value are empty."""
        row = run(line("bias", holds=None, share=None, error=None, width=None)).lines()[0]
        assert (row["Share"], row["Mean error"], row["Median width"], row["As it should be"]) == ("", "", "", "")

    def test_headlines(self):
        """Bias in per cent, and how many intervals held the truth."""
        row = run().headlines()[0]
        assert row["Estimate against truth, on average"] == "−3.1% ± 0.4%"
        assert row["Intervals that held the truth"] == "19 of 20"

    def test_off(self):
        """How far a headline is from the truth, and which way."""
        assert run().off("c") == "3% too low"
        up, none = ({"id": "c", "bias": bias} for bias in (0.089, None))
        assert run(counties=[up]).off("c") == "9% too high"
        assert run(counties=[none]).off("c") == "not given"

    def test_verdict(self):
        """What erred is named."""
        assert run(line(), line()).verdict.startswith("all 2 ")
        said = run(line(), line(holds=False, method="That one")).verdict
        assert said.startswith("of 2")
        assert "That one" in said
        assert run(line("power", holds=None)).held == (0, 0)

    @pytest.mark.parametrize(("of", "said"), [(methods(), "not been changed"), ("others", "tried again")])
    def test_standing(self, of, said):
        """Results of other methods than these say so."""
        assert said in run(methods=of).standing

    def test_kept(self, tmp_path):
        """What was written is read."""
        written(run(line()), tmp_path / "results.json")
        assert read(tmp_path / "results.json") == run(line())


class TestBook:
    """The run that the book prints."""

    def test_is_whole(self):
        """Enough replicates of every scenario, and the counties."""
        kept = read(RESULTS)
        assert kept.replicates >= 2000
        assert all(row["replicates"] >= 2000 for row in kept.scenarios)
        assert all(row["counties"] <= 20 for row in kept.counties)
        assert len(kept.counties) >= 4
