"""Where the project's own files are, from wherever a command or a chapter is run."""

from __future__ import annotations

from pathlib import Path

__all__ = ["LOCK", "PACKAGE", "REFERENCE", "ROOT", "THEME", "private_folder"]

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parents[1]
REFERENCE = ROOT / "data" / "reference"
THEME = ROOT / "theme"
LOCK = ROOT / "requirements.lock"
_DATA = ROOT / "data"
_PRIVATE = _DATA / "private"


def private_folder(folder: Path) -> Path:
    """Where a county's files that name children are written: never among what the repository publishes.

    Parameters
    ----------
    folder
        The one that the county's `audit.toml` lies in.

    Returns
    -------
    Path
        The folder itself; of a county that is published with the project, one of its name in ``data/private``.

    Examples
    --------
    >>> private_folder(ROOT / "data" / "example").relative_to(ROOT).as_posix()
    'data/private/example'
    """
    full = folder.resolve()
    published = full.is_relative_to(_DATA) and not full.is_relative_to(_PRIVATE)
    return _PRIVATE / full.name if published else folder
