"""Reference files: what is read, and what is wrong with it."""

import pytest

from missing_audit.config import Reference
from missing_audit.surroundings import SURROUNDINGS, faults
from smallshire import AUDIT, FILES


class TestFaults:
    """By the key under [reference]."""

    def test_none(self, county):
        """Complete, or not named at all."""
        assert faults(county()) == {}
        settings = county()
        assert faults(settings.model_copy(update={"reference": Reference()})) == {}

    def test_a_gap(self, county):
        """As the reader says it."""
        found = faults(county(populations_csv=FILES["populations.csv"].replace("North,2015,12,F,50\n", "")))
        assert set(found) == {"populations"}
        assert "no population for district North, year 2015, age 12, sex female" in found["populations"]

    @pytest.mark.parametrize(("key", "text", "says"), [
        ("areas", "postcode,ward\nQX1,A\n", "no column area"),
        ("areas", "postcode,area\nQX1,A\nqx1,B\n", "areas.csv:3: postcode = 'qx1' has the area 'B' here"),
        ("areas", "postcode,area,district\nQX1,A,North\nQX2,A,South\n", "areas.csv:3: "),
        ("school_terms", "start,end\n2014-04-22,2014-05-23\n", "no column name"),
        ("school_terms", "start,end,name\n2014-04-22,soon,Summer\n", "terms.csv:2: end = 'soon'"),
        ("populations", None, "populations.csv"),
        ("adjacency", "district,next\nNorth,South\n", "no column neighbour"),
        ("adjacency", "district,neighbour\nNorth,North\nEast,South\n", "no two districts"),
        ("tile_map", "district,row,column\nNorth,0,1\nSouth,x,0\n", "map.csv:3: row = 'x'"),
        ("tile_map", "district,row,column\nNorth,0,1\n", "no tile for South"),
        ("tile_map", "district,row,column\nNorth,0,1\nsouth,0,1\n", "map.csv:3: South stands on another's tile"),
    ])
    def test_each(self, county, key, text, says):
        """By file, line and value; the others are not blamed for it."""
        file = key.split("_")[-1]
        names = AUDIT if key in AUDIT else AUDIT.replace("[reference]", f'[reference]\n{key} = "{file}.csv"')
        found = faults(county(audit_toml=names, **{f"{file}_csv": text}))
        assert set(found) == {key}
        assert says in found[key]

    def test_all_at_once(self, county):
        """Each under its own key."""
        names = AUDIT.replace("[reference]", '[reference]\nareas = "areas.csv"\nadjacency = "adjacency.csv"')
        found = faults(county(audit_toml=names, populations_csv=None))
        assert set(found) == {"populations", "areas", "adjacency"}

    def test_keys(self):
        """Those that `audit.toml` can name, and no others."""
        assert set(SURROUNDINGS) == set(Reference.model_fields)
