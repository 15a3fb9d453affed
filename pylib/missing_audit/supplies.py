"""What `audit.toml` names and what is there: the answer to 'what is still to be supplied?'."""

from __future__ import annotations

from missing_audit.config import Settings
from missing_audit.sources import SOURCES
from missing_audit.surroundings import SURROUNDINGS

__all__ = ["outstanding"]


def outstanding(settings: Settings) -> list[str]:
    """Everything that is still to be supplied, by name.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    list of str
        One line each, in the order of `audit.toml`'s sections; none where all is there.
    """
    lines = []
    for name, table in SOURCES.items():
        source, owner = settings.sources.get(name), settings.agency_name(name)
        if source is None:
            lines.append(f"{table.title}: not named under [sources.{name}]; its owner is {owner}.")
        elif not settings.path(source.path).is_file():
            lines.append(f"{table.title}: {settings.path(source.path)} is not there; its owner is {owner}.")
    for name, file in SURROUNDINGS.items():
        path, what = getattr(settings.reference, name), f"{file.holds} (columns {', '.join(file.columns)})"
        if path is None:
            lines.append(f"{name}: not named under [reference]; {what}.")
        elif not settings.path(path).is_file():
            lines.append(f"{name}: {settings.path(path)} is not there; {what}.")
    if settings.county.latitude is None:
        lines.append("latitude: not given under [county]; degrees north, from 49 to 61, for the length of the day.")
    if not settings.path(settings.linkage.key).is_file():
        lines.append(f"linkage key: {settings.path(settings.linkage.key)} is not there; "
                     f"`missing-audit key --config {settings.file}` makes one.")
    return lines
