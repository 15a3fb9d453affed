"""Before Quarto renders: bring the findings and the book's front matter up to date."""

from pathlib import Path

from missing_audit.analysis import analyse
from missing_audit.cli import guarded
from missing_audit.config import current
from missing_audit.front import front_matter


def main() -> None:
    """Analyse, then write the front matter of the book in the folder that Quarto renders."""
    settings = current()
    analyse(settings, report=print)
    front_matter(settings, Path.cwd())


if __name__ == "__main__":
    guarded(main)
