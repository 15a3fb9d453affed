"""Faults of `audit.toml` in words: the key, the value, what is allowed, and what may have been meant."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from pydantic import BaseModel

__all__ = ["explained"]


def explained(file: Path, fault: Any, settings: type[BaseModel]) -> str:
    """A fault that validation found, by key, value and what is allowed.

    Parameters
    ----------
    file
        The `audit.toml`.
    fault
        As pydantic lists it.
    settings
        The type that was wanted.

    Returns
    -------
    str
        One line.
    """
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        allowed = _allowed(fault["loc"][:-1], settings)
        near = difflib.get_close_matches(str(fault["loc"][-1]), allowed, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"{file}: {key} = {fault['input']!r}: no such key.{hint} Allowed here: {', '.join(allowed)}."
    if fault["type"] == "missing":
        return f"{file}: {key} is not given. Add it."
    message = fault["msg"].removeprefix("Value error, ")
    shown = f" = {fault['input']!r}" if not isinstance(fault["input"], dict | list) else ""
    return f"{file}: {key}{shown}: {message}." if key else f"{file}: {message}."


def _allowed(path: tuple[Any, ...], settings: type[BaseModel]) -> list[str]:
    """Keys that may stand at a place in `audit.toml`, found by walking the settings' own types."""
    model: Any = settings
    for part in path:
        if isinstance(part, int) or model is None:
            continue
        field = model.model_fields.get(part) if hasattr(model, "model_fields") else None
        if field is None:  # a name in a dictionary, such as sources.police
            continue
        model = _inner(field.annotation)
    own = {"folder", "name"} if model is settings else set()  # where the file lies, which nobody writes into it
    return [name for name in model.model_fields if name not in own]


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(part) for part in getattr(annotation, "__args__", ()))
    return next((part for part in found if part is not None), None)
