"""The chapters as written: labels, captions, alt text, resolvable references, no typed results, no causal wording."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from causal import causal

ROOT = Path(__file__).parents[2]


@dataclass
class Chunk:
    """A code cell: its options and its code."""

    line: int
    options: dict = field(default_factory=dict)
    code: list[str] = field(default_factory=list)


@dataclass
class Chapter:
    """A chapter: its chunks, and its prose by line number."""

    path: Path
    chunks: list[Chunk]
    prose: dict[int, str]


def read(path: Path) -> Chapter:
    """Part a chapter into chunks and prose."""
    chunks, prose, inside = [], {}, None
    options: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if inside is None and line.startswith("```{python}"):
            inside, options = Chunk(number), []
        elif inside is not None and line.startswith("```"):
            inside.options = yaml.safe_load("\n".join(options)) or {}
            chunks.append(inside)
            inside = None
        elif inside is not None:
            (options if line.startswith("#| ") else inside.code).append(line.removeprefix("#| "))
        else:
            prose[number] = line
    return Chapter(path, chunks, prose)


def listed() -> list[Path]:
    """Chapters in the order of `_quarto.yml`."""
    book = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    paths: list[Path] = []
    for entry in [*book["chapters"], *book["appendices"]]:
        paths += [ROOT / name for name in (entry["chapters"] if isinstance(entry, dict) else [entry])]
    return paths


CHAPTERS = [read(path) for path in listed()]
each = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.path.relative_to(ROOT).as_posix())


def test_every_chapter_is_listed():
    """A chapter that is written is in the book."""
    assert {*ROOT.glob("chapters/**/*.qmd"), ROOT / "index.qmd"} == set(listed())


@each
class TestChapter:
    """One chapter."""

    def test_title_has_an_anchor(self, chapter):
        """Named as its file is, so that both engines give its first paragraphs the same anchors."""
        first = next(line for line in chapter.prose.values() if line.strip())
        assert re.match(rf"# .+ \{{#sec-{chapter.path.stem}( \.unnumbered)?\}}$", first)

    def test_sections_have_anchors(self, chapter):
        """Every heading, so that anchors of paragraphs are stable."""
        for number, line in chapter.prose.items():
            if line.startswith("#"):
                assert "{#sec-" in line, f"{chapter.path}:{number}"

    def test_chunks(self, chapter):
        """A label each; figures with caption and alt text, tables with caption; at most five lines but for set-up."""
        for chunk in chapter.chunks:
            where = f"{chapter.path}:{chunk.line}"
            label = chunk.options.get("label", "")
            assert label, where
            if label.startswith("fig-"):
                assert chunk.options.get("fig-cap"), where
                assert len(chunk.options.get("fig-alt", "")) > 60, where
            if label.startswith("tbl-"):
                assert chunk.options.get("tbl-cap"), where
            if label.startswith("setup-"):
                assert chunk.options.get("include") is False, where
            else:
                assert len(chunk.code) <= 5, where

    def test_chunks_compute_nothing(self, chapter):
        """Chapters call the library: no arithmetic, no comparison, no loop over data."""
        forbidden = (ast.BinOp, ast.Compare, ast.For, ast.While, ast.FunctionDef, ast.Lambda)
        for chunk in chapter.chunks:
            for node in ast.walk(ast.parse("\n".join(chunk.code))):
                assert not isinstance(node, forbidden), f"{chapter.path}:{chunk.line}"

    def test_figures_and_tables_are_referred_to(self, chapter):
        """In the prose of their own chapter."""
        text = "\n".join(chapter.prose.values())
        for chunk in chapter.chunks:
            label = chunk.options["label"]
            if label.startswith(("fig-", "tbl-")):
                assert re.search(rf"@{label}\b", text), f"{chapter.path}: {label} is nowhere referred to"

    def test_no_typed_results(self, chapter):
        """A sentence with a digit quotes a source, or has the digit in something that is no result."""
        allowed = re.compile(r"`\{python\}[^`]*`|RQ\d+|\{[^}]*\}|SSDA903|\b72 hours|under 16|\(#.*\)")
        for number, line in chapter.prose.items():
            bare = allowed.sub("", line)
            if re.search(r"\d", bare) and not re.match(r"\d+\. ", bare) and "@" not in line:
                pytest.fail(f"{chapter.path}:{number}: {line}")

    def test_inline_values_have_words_between(self, chapter):
        """Of two that a blank alone parts, Quarto prints the second as code: `Finding.says` takes several names."""
        bare = re.compile(r"`\{python\}[^`]*` *`\{python\}")
        assert not [number for number, line in chapter.prose.items() if bare.search(line)]

    def test_one_sentence_a_line(self, chapter):
        """So that changes read well."""
        for number, line in chapter.prose.items():
            bare = re.sub(r"`[^`]*`", "", line)
            assert len(re.findall(r"[a-z)\]][.!?] +[A-Z]", bare)) == 0, f"{chapter.path}:{number}"

    def test_no_causal_wording(self, chapter):
        """Unless the sentence says that something is not so."""
        for number, line in chapter.prose.items():
            assert not causal(line, may_deny=True), f"{chapter.path}:{number}: {line}"


class TestReferences:
    """Over the whole book."""

    text = "\n".join("\n".join(chapter.prose.values()) for chapter in CHAPTERS)
    labels = [chunk.options["label"] for chapter in CHAPTERS for chunk in chapter.chunks]
    anchors = re.findall(r"\{#(sec-[a-z0-9-]+)", text)

    def test_unique(self):
        """No label twice."""
        both = self.labels + self.anchors
        assert sorted(set(both)) == sorted(both)

    def test_resolve(self):
        """Every reference has its target."""
        for found in re.findall(r"@((?:sec|fig|tbl)-[a-z0-9-]+)", self.text):
            assert found in self.labels + self.anchors, found

    def test_citations(self):
        """Every citation is in the bibliography, and every entry is cited."""
        keys = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE))
        cited = set(re.findall(r"@([a-z]+\d{4}[a-z]*)", self.text))
        assert cited == keys

    def test_methods_in_the_code_are_cited(self):
        """A docstring's key is in the bibliography."""
        bib = (ROOT / "references.bib").read_text(encoding="utf-8")
        for path in (ROOT / "pylib").rglob("*.py"):
            for key in re.findall(r"\[@([a-z]+\d{4}[a-z]*)\]", path.read_text(encoding="utf-8")):
                assert f"{{{key}," in bib, (path, key)
