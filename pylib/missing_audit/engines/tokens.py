"""CSS custom properties made from `theme.json`, so that colours and sizes are written down once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

__all__ = ["tokens_css"]

_HEAD = "/* Made from theme.json by missing_audit.engines.tokens; change that file, not this one. */\n"


def tokens_css(theme: Path) -> str:
    """Style sheet of custom properties: colours for light and dark screens, font, body size."""
    settings = json.loads(theme.read_text(encoding="utf-8"))
    font = settings["font"]
    plain = {key: value for key, value in settings["colours"].items() if isinstance(value, str)}
    family = ", ".join([f'"{font["family"]}"', *font["fallback"]])
    fixed = f"  --font: {family};\n  --body-size: {settings['sizes']['html_body_px']}px;\n"
    notice = f"  --notice: {plain['accent']};\n"
    light = f":root {{\n  color-scheme: light dark;\n{fixed}{notice}{_lines(plain)}}}\n"
    dark = f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{_lines(settings['dark'], '    ')}  }}\n}}\n"
    return _HEAD + light + f"@media screen {{\n{dark}}}\n"


def _lines(colours: Mapping[str, str], indent: str = "  ") -> str:
    return "".join(f"{indent}--{key.replace('_', '-')}: {value};\n" for key, value in sorted(colours.items()))
