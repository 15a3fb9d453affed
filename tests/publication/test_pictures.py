"""Figures as files: size, title and description, the notice, no date; what cannot be drawn is refused."""

import re
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import plotnine as p9
import pytest
from PIL import Image
from plotnine.options import get_option, set_option

from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import Item, Place
from missing_audit.publication.pictures import set_size, write_figure

SVG = "{http://www.w3.org/2000/svg}"
ITEM = Item("fig-a", "Figure 2.1", "Children & places", 'A "line" that rises.', Place("one.qmd", 3), (5.0, 2.0))


@pytest.fixture
def draw(county, tmp_path):
    def make(name="a"):
        before = get_option("figure_size")
        folder = tmp_path / name
        folder.mkdir()
        try:
            with mpl.rc_context():
                set_size(ITEM)
                plot = p9.ggplot(pd.DataFrame({"x": [1, 2], "y": [1, 3]}), p9.aes("x", "y")) + p9.geom_line()
                write_figure(folder, ITEM, plot, county())
        finally:
            set_option("figure_size", before)
        return folder
    return make


class TestWriteFigure:
    def test_svg(self, draw):
        """Title and description for those who do not see it, first among its children, and named as its label."""
        root = ElementTree.parse(draw() / "fig-a.svg").getroot()
        title, description = root[0], root[1]
        assert (title.tag, title.text) == (f"{SVG}title", "Figure 2.1: Children & places")
        assert description.tag == f"{SVG}desc"
        assert description.text == 'A "line" that rises. Synthetic data: no real child is described.'
        assert root.get("role") == "img"
        assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]

    def test_size(self, draw):
        """As wide as on the page, and higher by the line that holds the notice."""
        folder = draw()
        root = ElementTree.parse(folder / "fig-a.svg").getroot()
        assert root.get("width") == "360pt"
        assert 144 < float(root.get("height").removesuffix("pt")) < 165
        with Image.open(folder / "fig-a.png") as picture:
            assert picture.width == 1500
            assert 600 < picture.height < 690

    def test_png(self, draw):
        """White and opaque to its edges; says what it shows; the strip beneath is not empty."""
        with Image.open(draw() / "fig-a.png") as picture:
            assert picture.getchannel("A").getextrema() == (255, 255)
            assert picture.getpixel((2, picture.height - 2))[:3] == (255, 255, 255)
            assert picture.text["Description"] == ITEM.alt
            strip = picture.convert("L").crop((0, 603, picture.width, picture.height))
            assert strip.getextrema()[0] < 128

    def test_same_bytes(self, draw):
        """On every run, and no date in it."""
        one, two = draw("a"), draw("b")
        for name in ITEM.files.values():
            assert (one / name).read_bytes() == (two / name).read_bytes()
        assert not re.search(r"dc:date|20\d\d-\d\d", (one / "fig-a.svg").read_text(encoding="utf-8"))

    def test_words_need_no_font(self, draw):
        """They are outlines, which look the same on a machine without the report's font."""
        assert "<text" not in (draw() / "fig-a.svg").read_text(encoding="utf-8")

    def test_not_a_figure(self, county, tmp_path):
        """Named, with its place."""
        with pytest.raises(AuditError, match=r"one\.qmd:3 \(fig-a\): .* a str, and not a figure"):
            write_figure(tmp_path, ITEM, "x", county())
