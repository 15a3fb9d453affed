"""Figures as files for slides: SVG, and PNG of 300 dots to the inch, the same bytes on every run.

Words in the SVG are drawn as outlines: a slide is shown on machines that lack the report's font, where words kept as
text would be set in another and run into each other. What the figure says is in its title and description instead.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from plotnine.options import set_option

from missing_audit.config import Settings
from missing_audit.errors import AuditError
from missing_audit.front import notice
from missing_audit.publication.catalogue import Item
from missing_audit.theme import colour, look

__all__ = ["set_size", "write_figure"]

_DPI = 300
_STRIP = 0.22
"""Inches beneath the figure of the page for the notice, which must go where the figure goes."""
_MARGIN = 0.065


def set_size(item: Item) -> None:
    """Set the size of the figures built from now on: a plot takes it when it is built, not when it is drawn."""
    mpl.rcParams["figure.figsize"] = item.size
    set_option("figure_size", item.size)


def write_figure(folder: Path, item: Item, plot: Any, settings: Settings) -> None:
    """Write a figure's two files.

    Parameters
    ----------
    folder
        Where to.
    item
        The figure's place in the book.
    plot
        What its chunk shows: a plotnine plot or composition, or a matplotlib figure.
    settings
        Whose audit it is.

    Raises
    ------
    AuditError
        If it is nothing that can be drawn.
    """
    mpl.rcParams["svg.hashsalt"] = item.id
    figure = _drawn(item, plot)
    try:
        width, height = figure.get_size_inches()
        figure.text(_MARGIN / width, -_STRIP / 2 / height, f"{notice(settings)}.", ha="left", va="center", size=8,
                    family=look()["font"]["family"], color=colour("ink"))
        box = Bbox([[0, -_STRIP], [width, height]])
        said = {"Title": f"{item.number}: {item.title}", "Description": item.alt, "Copyright": notice(settings)}
        vector, raster = (folder / item.files[kind] for kind in ("SVG", "PNG"))
        figure.savefig(vector, format="svg", bbox_inches=box, facecolor="white",
                       metadata={"Date": None, "Creator": None})
        figure.savefig(raster, format="png", bbox_inches=box, facecolor="white", dpi=_DPI,
                       metadata={**said, "Software": None})
    finally:
        plt.close(figure)
    vector.write_text(_described(vector.read_text(encoding="utf-8"), item, settings), encoding="utf-8", newline="\n")


def _drawn(item: Item, plot: Any) -> Figure:
    if isinstance(plot, Figure):
        return plot
    if not hasattr(plot, "draw"):
        raise AuditError(f"{item.place.chapter}:{item.place.line} ({item.id}): the chunk shows a "
                         f"{type(plot).__name__}, and not a figure that can be drawn; end it with a call of `charts`.")
    return plot.draw()


def _described(svg: str, item: Item, settings: Settings) -> str:
    """Title and description into the SVG, for those who do not see it."""
    names = f"{item.id}-title {item.id}-desc"
    inside = (f'\n <title id="{item.id}-title">{escape(f"{item.number}: {item.title}")}</title>'
              f'\n <desc id="{item.id}-desc">{escape(f"{item.alt} {notice(settings)}.")}</desc>')
    return re.sub(r"<svg\b([^>]*)>", lambda tag: f'<svg{tag[1]} role="img" aria-labelledby={quoteattr(names)}>{inside}',
                  svg, count=1)
