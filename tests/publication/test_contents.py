"""What chunks show: run in order as on the page; faults with their place."""

import pytest

from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import catalogue
from missing_audit.publication.contents import shown

HEAD = "# One {#sec-one}\n\n```{python}\n#| label: setup\n#| include: false\nfrom pathlib import Path\nbase = 40\n```\n"


def chunk(code, label="tbl-a"):
    return f'```{{python}}\n#| label: {label}\n#| tbl-cap: "T"\n{code}\n```\n'


@pytest.fixture
def run(tmp_path):
    def make(text):
        (tmp_path / "_quarto.yml").write_text("book: {chapters: [chapters/one.qmd]}")
        (tmp_path / "chapters").mkdir()
        (tmp_path / "chapters" / "one.qmd").write_text(HEAD + text)
        told = []
        found = list(shown(tmp_path, catalogue(tmp_path)[0], before=lambda item: told.append(item.id)))
        return {item.id: value for item, value in found}, told
    return make


class TestShown:
    def test_last_line_after_all_before(self, run):
        """Chunks share their names, and a chunk may have more than one line."""
        values, told = run(chunk("base += 1\nbase") + chunk("base + 1", "tbl-b"))
        assert values == {"tbl-a": 41, "tbl-b": 42}
        assert told == ["tbl-a", "tbl-b"]

    def test_runs_in_the_chapters_folder(self, run):
        """As both engines run it."""
        assert run(chunk("Path.cwd().name"))[0] == {"tbl-a": "chapters"}

    @pytest.mark.parametrize(("code", "said"), [("1 / 0", "ZeroDivisionError"), ("base = (", "SyntaxError"),
                                                ("base = 1", "shows nothing")])
    def test_faults(self, run, code, said):
        """Chapter, line, chunk and fault."""
        with pytest.raises(AuditError, match=rf"chapters/one\.qmd:9 \(tbl-a\): .*{said}"):
            run(chunk(code))
