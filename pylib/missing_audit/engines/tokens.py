"""CSS custom properties made from `theme.json`, so that colours and sizes are written down once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

__all__ = ["tokens_css"]

_HEAD = "/* Made from theme.json by missing_audit.engines.tokens; change that file, not this one. */\n"


def tokens_css(theme: Path) -> str:
    """Style sheet of custom properties: colours for light and dark screens, font, body size.

    The built-in engine's pages follow the system unless ``data-theme`` of the root says otherwise; Quarto says which of
    the two it shows by a class of the body, which goes before. Paper is always light.
    """
    settings = json.loads(theme.read_text(encoding="utf-8"))
    font = settings["font"]
    plain = {key: value for key, value in settings["colours"].items() if isinstance(value, str)}
    family = ", ".join([f'"{font["family"]}"', *font["fallback"]])
    fixed = f"  --font: {family};\n  --body-size: {settings['sizes']['html_body_px']}px;\n"
    light = _rule(":root, body.quarto-light", _lines(plain) + f"  --notice: {plain['accent']};\n", "light")
    dark = _lines(settings["dark"])
    followed = _rule(":root:not([data-theme=light])", dark, "dark")
    chosen = _rule(":root[data-theme=dark], body.quarto-dark", dark, "dark")
    system = f"@media screen and (prefers-color-scheme: dark) {{\n{followed}}}\n"
    return f"{_HEAD}:root {{\n{fixed}}}\n{light}{system}@media screen {{\n{chosen}}}\n"


def _rule(selector: str, lines: str, scheme: str) -> str:
    return f"{selector} {{\n  color-scheme: {scheme};\n{lines}}}\n"


def _lines(colours: Mapping[str, str], indent: str = "  ") -> str:
    return "".join(f"{indent}--{key.replace('_', '-')}: {value};\n" for key, value in sorted(colours.items()))
