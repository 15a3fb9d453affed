"""The command `init`: look at a folder of extracts, and leave a configuration that renders."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from missing_audit.config import load
from missing_audit.errors import AuditError
from missing_audit.intake.draft import Draft
from missing_audit.intake.guesses import county_name, districts, folder_name, period
from missing_audit.intake.recognition import placed
from missing_audit.intake.sheets import sheets
from missing_audit.keys import make_key
from missing_audit.paths import ROOT
from missing_audit.quality import check_all
from missing_audit.sources import SOURCES
from missing_audit.surroundings import faults as faults_of_reference
from missing_audit.writing import replacing

__all__ = ["Beginning", "begin"]

PRIVATE = ROOT / "data" / "private"


@dataclass(frozen=True)
class Beginning:
    """What was made: the file, what it says, and whether a key was made beside it."""

    file: Path
    draft: Draft
    new_key: bool


def begin(extracts: Path, out: Path | None = None, *, today: datetime.date,
          report: Callable[[str], None] = lambda _: None) -> Beginning:
    """Write a county's first `audit.toml`, and its key.

    Parameters
    ----------
    extracts
        Folder of the county's extracts; it is never written to.
    out
        Folder to write to; under ``data/private/`` by the extracts' name where not given.
    today
        Day on which it is made.
    report
        Told what is being done.

    Returns
    -------
    Beginning

    Raises
    ------
    AuditError
        If there is no such folder, nothing in it can be used, or there is an `audit.toml` already.
    """
    extracts = extracts.resolve()
    out = (out or PRIVATE / folder_name(extracts)).resolve()
    file = out / "audit.toml"
    _refuse(extracts, out, file)
    found, unread = sheets(extracts, report=report)
    used, unused, rest = placed(found)
    if not set(used) & set(SOURCES):
        raise AuditError("\n".join([f"{extracts}: no file in it was recognised as an extract.",
                                    *(f"  {item.name}: {item.why}" for item in [*rest, *unread])]))
    draft = Draft(out, extracts, county_name(extracts), districts(used), period(used, today=today), today, used,
                  unused, [*rest, *unread])
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(file, mode=0o600) as written:
        _proved(draft, written, report)
        new_key = not (out / "linkage.key").exists()
        if new_key:
            make_key(out / "linkage.key")
    return Beginning(file, draft, new_key)


def _refuse(extracts: Path, out: Path, file: Path) -> None:
    if out == extracts or extracts in out.parents:
        raise AuditError(f"{out}: lies in the folder of extracts, which is never written to. Name another with --out, "
                         f"or put the extracts into a folder of their own, such as {extracts / 'extracts'}.")
    if out.exists() and not out.is_dir():
        raise AuditError(f"{out}: is a file. Name a folder with --out.")
    if file.exists():
        raise AuditError(f"{file}: there is one already, and nothing was changed. Edit it; or name another folder with "
                         "--out, and compare; or move it away first.")


def _proved(draft: Draft, file: Path, report: Callable[[str], None]) -> None:
    """Write the draft and try it; what cannot be used as it is, is set aside with its reason."""
    while True:
        file.write_text(draft.text(), encoding="utf-8")
        settings = load(file)
        tried = check_all(settings, report=lambda name: report(f"Trying {SOURCES[name].title} …"))
        faults = tried.failed | faults_of_reference(settings)
        if not faults:
            return
        draft.refused.update(faults)
        if not set(draft.used) & set(SOURCES) - set(draft.refused):
            raise AuditError("\n".join([f"{draft.extracts}: none of its extracts can be used.", *faults.values()]))
