"""The list of all files in the book: links on the web, names on paper and in Word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import Item, catalogue, items_of

__all__ = ["Listing", "figures", "listing", "tables"]

_RULES = "|:-------------|:------------------------------|:-----------------------------|"


@dataclass(frozen=True)
class Listing:
    """Figures or tables with their files, shown as a Markdown table.

    Attributes
    ----------
    items
        What is listed.
    up
        Path from the page to the files.
    """

    items: tuple[Item, ...]
    up: str

    @property
    def content(self) -> list[dict[str, str]]:
        """The same as lines of words, for a file of its own."""
        return [{"Number": item.number, "Title": item.title, "Chapter": item.place.chapter,
                 "Files": " ".join(item.files.values())} for item in self.items]

    def _repr_markdown_(self) -> str:
        """Markdown, whose links stand on the web alone."""
        rows = [f"| @{item.id} | {_cell(item.title)} | {self._files(item)} |" for item in self.items]
        return "\n".join(["| Number | What it shows | Files |", _RULES, *rows])

    def _files(self, item: Item) -> str:
        title = _cell(item.title).replace("[", r"\[").replace("]", r"\]")
        links = ", ".join(f"[{kind}[ of {title}]{{.visually-hidden}}]({self.up}/{name})"
                          for kind, name in item.files.items())
        names = ", ".join(name for kind, name in item.files.items() if kind != "metadata")
        return (f'[{links}]{{.content-visible when-format="html"}}'
                f'[{names}]{{.content-hidden when-format="html"}}')


def figures() -> Listing:
    """The figures of the book whose chapter is being run."""
    return listing(Path.cwd(), figures=True)


def tables() -> Listing:
    """The tables of the book whose chapter is being run."""
    return listing(Path.cwd(), figures=False)


def listing(folder: Path, *, figures: bool) -> Listing:
    """The figures, or the tables, of the book that a folder belongs to.

    Parameters
    ----------
    folder
        Folder of the chapter that lists them.
    figures
        Figures, else tables.

    Raises
    ------
    AuditError
        If neither the folder nor one above it has a `_quarto.yml`.
    """
    book = next((place for place in (folder, *folder.parents) if (place / "_quarto.yml").is_file()), None)
    if book is None:
        raise AuditError(f"{folder}: neither here nor above is a _quarto.yml. Render the chapter in its book.")
    depth = len(folder.relative_to(book).parts)
    items = tuple(item for item in items_of(catalogue(book)) if item.is_figure == figures)
    return Listing(items, "/".join([".."] * depth + ["downloads"]))


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
