"""The walk-through's commands, run as it shows them; called as a program, it writes what they print into the page.

A block of the page that begins with ```console holds commands behind `$ `, and beneath each what it prints. `…` stands
for anything. A comment above a block, `<!-- show: one | other -->`, says which lines are shown: those that one of the
regular expressions is found in, with one `…` for those left out between. Without the comment, all are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from missing_audit.bench import Copy

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "walk-through.md"
BLOCK = re.compile(r"(?:<!-- show: (?P<show>.*?) -->\n)?```console\n(?P<text>.*?)```\n", re.DOTALL)
MASKS = (
    (r"Python 3[\d.]+ on \w+", "Python …"),
    (r"(\d+) of \1 packages are.*", "… packages are as requirements.lock has them: …"),
    (r"render will use .*", "render will use …"),
    (r"memory: [\d.]+ GB", "memory: … GB"),
    (r"disk: [\d.]+ GB", "disk: … GB"),
)
"""What differs from machine to machine."""
OC3 = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n"


@dataclass(frozen=True)
class Step:
    """One command of the page, and what the page says that it prints."""

    command: str
    printed: str


class Workshop:
    """The project and a county's folder of extracts beside it, as the page has them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.book = Copy(home / "missing-audit").folder
        self.extracts = home / "larkshire"
        example = ROOT / "data" / "example"
        shutil.copytree(example / "extracts", self.extracts)
        for name in ("populations.csv", "adjacency.csv", "tile_map.csv", "school_terms.csv"):
            shutil.copy(example / name, self.extracts)
        police = self.extracts / "police_missing_reports.csv"
        content = police.read_bytes()
        police.write_bytes(content.replace(b"Missing From Date Time", b"Date/Time Missing From", 1))
        (self.extracts / "oc3.csv").write_text(OC3, encoding="utf-8")

    def run(self, command: str) -> str:
        """What a command prints; its status must be 0."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        settings = {"PATH": path, "PYTHONPATH": str(self.book / "pylib"), "COLUMNS": "100", "NO_COLOR": "1"}
        environment = {name: value for name, value in os.environ.items() if name != "MISSING_AUDIT_CONFIG"} | settings
        done = subprocess.run(["sh", "-c", command], cwd=self.book, env=environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"$ {command}\n{done.stdout}")
        return done.stdout


def steps(text: str) -> list[Step]:
    """The page's commands, in order."""
    return [step for block in BLOCK.finditer(text) for step in _steps(block["text"])]


def _steps(block: str) -> list[Step]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return [Step(command, printed) for command, printed in zip(parts[1::2], parts[2::2], strict=True)]


def agrees(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows."""
    pattern = ".*".join(re.escape(part) for part in _tidy(shown).split("…"))
    return re.fullmatch(pattern, _tidy(printed), re.DOTALL) is not None


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def trimmed(printed: str, show: str | None, home: Path) -> str:
    """What a command printed, as the page shows it."""
    text = printed.replace(str(home.resolve()), "…").replace(str(home), "…")
    for pattern, instead in MASKS:
        text = re.sub(pattern, instead, text)
    wanted = [part.strip() for part in show.split(" | ")] if show else [""]
    lines: list[str] = []
    for line in _tidy(text).splitlines():
        left_out = bool(lines) and lines[-1] == "…"
        if not line and show:
            lines += [] if left_out or not lines else [""]
        elif any(re.search(pattern, line) for pattern in wanted):
            lines.append(line)
        elif not left_out:
            lines.append("…")
    return "".join(f"{line}\n" for line in lines)


def updated(text: str, workshop: Workshop, *, report: Callable[[str], None] = lambda _: None) -> str:
    """The page with what its commands print now."""
    def block(found: re.Match[str]) -> str:
        show = found["show"]
        lines = []
        for step in _steps(found["text"]):
            report(f"$ {step.command}")
            lines.append(f"$ {step.command}\n{trimmed(workshop.run(step.command), show, workshop.home)}")
        return (f"<!-- show: {show} -->\n" if show else "") + f"```console\n{''.join(lines)}```\n"

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="walk-through-") as folder:
        PAGE.write_text(updated(PAGE.read_text(encoding="utf-8"), Workshop(Path(folder)), report=print),
                        encoding="utf-8")
