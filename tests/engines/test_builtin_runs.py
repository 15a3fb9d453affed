"""What happens on a second run: reuse, output that stays after a fault, the same bytes."""

from __future__ import annotations

import shutil

import pytest

from missing_audit.engines.builtin import EngineError, book, render

CHAPTER = "# One {#sec-one}\n\n```{python}\n#| label: setup\n#| include: false\nx = 1\n```\n\nValue `{python} x`.\n"


def run(folder, formats=("html",), fingerprint="f"):
    lines = []
    render(folder, folder / "_output", formats, kept=folder / "kept", fingerprint=fingerprint, report=lines.append)
    return lines


class TestReuse:
    def test_nothing_changed_starts_no_kernel(self, small, monkeypatch):
        folder = small(CHAPTER)
        assert "executed chapters/one.qmd" in run(folder)
        monkeypatch.setattr(book, "Nursery", None)
        assert "executed chapters/one.qmd" not in run(folder)

    @pytest.mark.parametrize("change", ["source", "fingerprint"])
    def test_a_change_runs_the_chapter_again(self, small, change):
        folder = small(CHAPTER)
        run(folder)
        if change == "source":
            path = folder / "chapters" / "one.qmd"
            path.write_text(path.read_text().replace("x = 1", "x = 2"))
        assert "executed chapters/one.qmd" in run(folder, fingerprint="g" if change == "fingerprint" else "f")

    def test_a_damaged_result_is_made_again(self, small):
        folder = small(CHAPTER)
        run(folder)
        next((folder / "kept").rglob("chapter.json")).write_text("{")
        assert "executed chapters/one.qmd" in run(folder)

    def test_chapters_do_not_share_a_namespace(self, small):
        folder = small(CHAPTER)
        (folder / "chapters" / "two.qmd").write_text("# Two\n\nValue `{python} x`.\n")
        config = folder / "_quarto.yml"
        config.write_text(config.read_text().replace("    - chapters/one.qmd\n",
                                                     "    - chapters/one.qmd\n    - chapters/two.qmd\n"))
        with pytest.raises(EngineError, match="NameError"):
            run(folder)


class TestOutput:
    def test_a_fault_leaves_the_output_as_it_was(self, small):
        folder = small(CHAPTER)
        run(folder)
        before = {path: path.read_bytes() for path in (folder / "_output").rglob("*") if path.is_file()}
        (folder / "chapters" / "one.qmd").write_text("# One\n\nSee @fig-none.\n")
        with pytest.raises(EngineError):
            run(folder)
        assert before == {path: path.read_bytes() for path in (folder / "_output").rglob("*") if path.is_file()}
        assert not [path for path in folder.iterdir() if path.name.startswith("._output")]

    def test_formats_not_asked_for_stay(self, small):
        folder = small("# One\n\nWords.\n")
        run(folder, ["html", "docx"])
        word = (folder / "_output" / "Small.docx").read_bytes()
        run(folder, ["html"])
        assert (folder / "_output" / "Small.docx").read_bytes() == word
        run(folder, ["docx"])
        assert (folder / "_output" / "chapters" / "one.html").exists()

    def test_a_page_that_is_gone_from_the_book_goes(self, small):
        folder = small(CHAPTER)
        run(folder)
        (folder / "_output" / "chapters" / "old.html").write_text("old")
        run(folder)
        assert not (folder / "_output" / "chapters" / "old.html").exists()

    def test_unknown_format(self, small):
        with pytest.raises(EngineError, match="epub"):
            run(small(CHAPTER), ["epub"])


class TestReproducible:
    def test_two_renders_from_scratch_give_the_same_bytes(self, rendered, tmp_path):
        copy = shutil.copytree(rendered.book, tmp_path / "elsewhere")
        render(copy, tmp_path / "out", ["html", "pdf", "docx"], kept=tmp_path / "kept", fingerprint="other",
               report=lambda _: None)
        files = sorted(path.relative_to(rendered.output) for path in rendered.output.rglob("*") if path.is_file())
        assert files == sorted(path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*")
                               if path.is_file())
        different = [name for name in files
                     if (rendered.output / name).read_bytes() != (tmp_path / "out" / name).read_bytes()]
        assert different == []
