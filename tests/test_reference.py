"""The county's populations, and what is still to be supplied."""

import pytest

from missing_audit.collation import collate
from missing_audit.errors import AuditError, SourceError
from missing_audit.evidence import gather
from missing_audit.quality import check_all
from missing_audit.reference import populations
from missing_audit.rendering import _STAMP, _of_another
from missing_audit.sources import SOURCES
from missing_audit.supplies import outstanding
from smallshire import FILES

GOOD = FILES["populations.csv"]


class TestPopulations:
    """Complete, once, and numbers."""

    def test_person_years(self, county):
        """Two districts, two sexes, eight ages, fifty of each."""
        settings = county()
        evidence = gather(settings, collate(settings))
        assert evidence.person_years().tolist() == [1600, 1600]

    def test_totals_are_not_counted_again(self, county):
        """Rows of both sexes, of the county, and of neighbours may stand in the file."""
        more = "North,2014,12,Persons,100\nSmallshire,2014,12,F,100\nNextshire,2014,12,M,70\n"
        settings = county(populations_csv=GOOD.replace("North,", "NORTH ,") + more)
        assert populations(settings)["population"].sum() == 50 * 2 * 2 * 18 * 2

    @pytest.mark.parametrize(("text", "said"), [
        (GOOD.replace(",50", ",0"), "the population of the year 2014 is 0"),
        (GOOD.replace("population", "people", 1), "no column population"),
        (GOOD.replace("North,2014,12,F,50\n", ""), "no population for district North, year 2014, age 12, sex female"),
        (GOOD + "North,2014,12,F,50\n", "district North, year 2014, age 12, sex female stands there twice"),
        (GOOD.replace("North,2014,12,F,50", "North,2014,12,F,many"), "populations.csv:27: population = 'many'"),
        (GOOD.replace("North,2014,12,F,50", "North,2014,12,F,-1"), "population = '-1'"),
    ])
    def test_faults(self, county, text, said):
        """Named by file, line, value."""
        with pytest.raises(SourceError, match=said.replace("(", r"\(")):
            populations(county(populations_csv=text))


class TestOutstanding:
    """What is lacking, by name."""

    def test_small_county(self, county):
        """Files that are not there, and sources that are not named."""
        settings = county(header_csv=None)
        names = [line.split(":")[0] for line in outstanding(settings)]
        unnamed = [source.title.split(":")[0] for name, source in SOURCES.items() if name not in settings.sources]
        assert sorted(names) == sorted(["Looked-after return", *unnamed, "adjacency", "areas", "tile_map",
                                        "school_terms", "latitude"])


class TestSilentSources:
    """An extract that says nothing is not one that says zero."""

    @pytest.mark.parametrize("text", [FILES["police.csv"].splitlines()[0] + "\n",
                                      FILES["police.csv"].replace("/201", "?201")])
    def test_no_usable_row(self, county, text):
        """Headings only, or dates that nobody can read: refused by name."""
        settings = county(police_csv=text)
        checked = check_all(settings)
        assert "can be used" in checked.failed["police"]
        line = checked.sources.set_index("table").loc["police"]
        assert line["rows"] == line["quarantined"]  # nothing is lost from what `check` prints
        with pytest.raises(AuditError, match=r"police.csv: none of its \d rows can be used"):
            collate(settings)


class TestOtherCounty:
    """One county's pages never stand beside another's document."""

    @pytest.mark.parametrize(("stamp", "other"), [
        ("Otherland\n", True), ("Smallshire, 2014-04-01 to 2016-03-31\n", False), (None, True)])
    def test_told_apart(self, county, tmp_path, stamp, other):
        """By the stamp in the output; an output without one is anybody's."""
        if stamp:
            (tmp_path / _STAMP).write_text(stamp, encoding="utf-8")
        assert _of_another(county(), tmp_path) == other
        assert not _of_another(county(), tmp_path / "nowhere")
