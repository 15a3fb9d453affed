"""Neighbours and tiles as the county's files have them."""

from missing_audit.geography import neighbours, tile_map
from smallshire import AUDIT


def named(key: str) -> str:
    """The small county's settings with one more reference file."""
    return AUDIT.replace("[reference]", f'[reference]\n{key} = "given.csv"')


class TestNeighbours:
    """Which districts border on which."""

    def test_both_ways(self, county):
        """A pair given once holds in both directions; other counties' districts are left out."""
        settings = county(audit_toml=named("adjacency"), given_csv="District,Neighbour\nnorth,SOUTH\nNorth,Elsewhere\n")
        assert neighbours(settings) == {"North": {"South"}, "South": {"North"}}

    def test_not_named(self, county):
        """Nothing."""
        assert neighbours(county()) is None


class TestTileMap:
    """Where each district stands."""

    def test_rows(self, county):
        """By district, as whole numbers."""
        settings = county(audit_toml=named("tile_map"), given_csv="district,row,column\nSouth,1,0\nNorth,0,0\n")
        assert tile_map(settings).to_dict("list") == {"district": ["North", "South"], "row": [0, 1], "column": [0, 0]}

    def test_not_named(self, county):
        """Nothing."""
        assert tile_map(county()) is None
