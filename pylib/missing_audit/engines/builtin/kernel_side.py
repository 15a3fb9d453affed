"""What runs inside a chapter's kernel: figures as SVG and PNG, inline values, the line that failed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from typing import Any

__all__ = ["INLINE_TYPE", "failing_line", "figure_size", "inline", "start"]

INLINE_TYPE = "application/vnd.missing-audit.inline+json"
_STATE: dict[str, Any] = {"dpi": 200, "size": None}


def start(dpi: int, fonts: Sequence[str]) -> None:
    """Make figures come out once, as SVG and as PNG of `dpi`, the same bytes on every run."""
    import matplotlib as mpl
    from IPython import get_ipython
    from matplotlib import font_manager

    _STATE["dpi"] = dpi
    for path in fonts:
        font_manager.fontManager.addfont(path)
    mpl.rcParams["svg.hashsalt"] = "book"
    shell = get_ipython()
    shell.events.register("post_execute", _show_open)
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("plotnine.ggplot", "ggplot", _plot)
    formatter.for_type_by_name("plotnine.composition._compose", "Compose", _plot)
    formatter.for_type_by_name("plotnine.composition._beside", "Beside", _plot)
    formatter.for_type_by_name("plotnine.composition._stack", "Stack", _plot)
    formatter.for_type_by_name("matplotlib.figure", "Figure", _figure)


def figure_size(width: float, height: float) -> None:
    """Set the size, in inches, of the figures of the next chunk."""
    import matplotlib as mpl

    mpl.rcParams["figure.figsize"] = (width, height)
    _STATE["size"] = (width, height)
    if "plotnine" in sys.modules:
        from plotnine.options import set_option

        set_option("figure_size", (width, height))


def inline(expressions: Sequence[str]) -> None:
    """Publish the value of each expression, or its error, in the order given."""
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    display({INLINE_TYPE: [_value(shell, text) for text in expressions]}, raw=True)


def failing_line() -> None:
    """Publish the line of the chunk in which the last exception was raised; null if unknown."""
    from IPython import get_ipython
    from IPython.display import display

    namespace = get_ipython().user_ns
    error = getattr(sys, "last_value", None)
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = getattr(sys, "last_traceback", None)
    while trace is not None:
        if trace.tb_frame.f_globals is namespace:
            line = trace.tb_lineno
        trace = trace.tb_next
    display({INLINE_TYPE: line}, raw=True)


def _value(shell: Any, text: str) -> dict[str, str]:
    try:
        value = shell.ev(text)
        markdown = getattr(value, "_repr_markdown_", None)
        if markdown is not None:
            return {"markdown": str(markdown())}
        if value is None:
            return {"error": "the value is None"}
        return {"text": str(value)}
    except Exception as error:  # noqa: BLE001 (whatever the author's expression raises is reported)
        return {"error": f"{type(error).__name__}: {error}"}


def _show_open() -> None:
    """Show the figures that a chunk has left open in pyplot, and close them."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    import matplotlib.pyplot as plt
    from IPython.display import display

    plt.show = _no_show
    for number in plt.get_fignums():
        figure = plt.figure(number)
        display(figure)
        plt.close(figure)


def _no_show(*_: Any, **__: Any) -> None:
    """Stand in for pyplot's show: what is open is shown when the chunk ends."""


def _plot(plot: Any, **_: Any) -> dict[str, Any]:
    import matplotlib.pyplot as plt
    from plotnine.options import get_option, set_option

    if _STATE["size"] and get_option("figure_size") != _STATE["size"]:
        set_option("figure_size", _STATE["size"])
    figure = plot.draw(show=False)
    try:
        return _figure(figure, tight=False)
    finally:
        plt.close(figure)


def _figure(figure: Any, *, tight: bool = True, **_: Any) -> dict[str, Any]:
    options = {"bbox_inches": "tight"} if tight else {}
    svg, png = BytesIO(), BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None}, **options)
    figure.savefig(png, format="png", dpi=_STATE["dpi"], metadata={"Software": None}, **options)
    from base64 import b64encode

    return {"image/svg+xml": svg.getvalue().decode(), "image/png": b64encode(png.getvalue()).decode()}
