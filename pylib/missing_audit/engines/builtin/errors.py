"""What goes wrong in a chapter or in `_quarto.yml`, with the place where it can be mended."""

from __future__ import annotations

from missing_audit.errors import AuditError

__all__ = ["EngineError"]


class EngineError(AuditError):
    """A book that cannot be rendered, with file, line and chunk.

    Parameters
    ----------
    message
        What is wrong and what to do.
    file
        Path of the source, relative to the book's folder; None when the fault has no single file.
    line
        Line in that file, counted from 1.
    chunk
        Label of the code chunk.

    Examples
    --------
    >>> str(EngineError("no caption", file="chapters/x.qmd", line=41, chunk="fig-y"))
    'chapters/x.qmd:41 (chunk fig-y): no caption'
    """

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, chunk: str | None = None
    ) -> None:
        self.message, self.file, self.line, self.chunk = message, file, line, chunk
        super().__init__(message)

    def __str__(self) -> str:
        place = self.file or ""
        if place and self.line is not None:
            place += f":{self.line}"
        if self.chunk:
            place += f" (chunk {self.chunk})"
        return f"{place}: {self.message}" if place else self.message
