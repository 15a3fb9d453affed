"""The look of figures and tables, from `theme/theme.json`, which pages and documents are made from too."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from missing_audit.paths import THEME

if TYPE_CHECKING:
    import plotnine as p9

__all__ = ["colour", "figure_theme", "look"]


@cache
def look() -> dict[str, Any]:
    """Colours, font and sizes."""
    return json.loads((THEME / "theme.json").read_text(encoding="utf-8"))


def colour(name: str) -> str:
    """Colour by its role, such as ``lead`` or ``muted``."""
    return look()["colours"][name]


@cache
def _register_fonts() -> str:
    """Make the packaged font known to matplotlib; its family name."""
    from matplotlib import font_manager  # a chapter of tables starts sooner without

    for path in sorted((THEME / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return look()["font"]["family"]


def figure_theme() -> p9.theme:
    """Plain figures: title and subtitle at the left edge, light lines along the values only, no frame."""
    import plotnine as p9

    ink, muted, line = colour("ink"), colour("muted"), colour("line")
    return p9.theme_minimal(base_family=_register_fonts(), base_size=10) + p9.theme(
        text=p9.element_text(color=ink),
        plot_title=p9.element_text(size=12.5, weight="bold", ha="left", margin={"b": 4}),
        plot_subtitle=p9.element_text(size=9.5, color=muted, ha="left", margin={"b": 10}),
        plot_caption=p9.element_text(size=8, color=muted, ha="left", margin={"t": 8}),
        plot_title_position="plot",
        plot_caption_position="plot",
        axis_title=p9.element_text(size=9, color=muted),
        axis_text=p9.element_text(size=9, color=ink),
        strip_text=p9.element_text(size=10, weight="bold", ha="left"),
        panel_grid_minor=p9.element_blank(),
        panel_grid_major=p9.element_line(color=line, size=0.5),
        legend_position="none",
        plot_background=p9.element_rect(fill="white", color="white"),
    )
