"""The glossary: terms linked where a chapter first uses them, abbreviations explained, links that lead to entries."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from missing_audit import dictionary

from .conftest import plain
from .test_chapters import CHAPTERS, ROOT, Chapter, each, read

GLOSSARY = ROOT / "chapters" / "appendices" / "glossary.qmd"
FORMS = {
    "term-absent": "absent",
    "term-adjusted-p-value": "adjusted p-values?",
    "term-adjusted-ratio": r"adjusted (?:rate |odds )?ratios?",
    "term-aic": r"AIC|Akaike's criterion",
    "term-anova": "analys[ei]s of variance",
    "term-assessed-as-at-risk": "assessed as at risk",
    "term-audit-year": "audit years?",
    "term-away-without-authorisation": "away without authorisation",
    "term-bounds": "(?:worst-case )?bounds",
    "term-benjamini-hochberg": "Benjamini and Hochberg's method",
    "term-caf": r"CAFs?|common assessment framework(?: \(CAF\))?",
    "term-capture-recapture": "capture and recapture",
    "term-case-record": "case records?",
    "term-category-of-need": "category of need",
    "term-child-year": "child-years?",
    "term-funnel": "funnel(?: limits)?",
    "term-gini": "Gini's coefficient",
    "term-hazard-ratio": "proportional-hazards model|hazard ratios?",
    "term-home-log": "(?:children's )?homes' logs|(?:children's )?home's log",
    "term-clustered": "clustered",
    "term-cohort": "cohort",
    "term-csv": "CSV files?",
    "term-decision-table": "decision tables?",
    "term-disclosure-control": "disclosure control",
    "term-disputed": "disputed",
    "term-dominance": "dominance",
    "term-e-value": "E-values?",
    "term-early-help": "early help",
    "term-episode": "(?:missing )?episodes?",
    "term-episode-of-care": "episodes? of care",
    "term-kaplan-meier": "Kaplan and Meier's estimate",
    "term-lorenz-curve": "Lorenz curve",
    "term-poisson-interval": "exact Poisson(?: intervals?)?",
    "term-extract": "extracts?",
    "term-f": r"F = |degrees of freedom|df\b",
    "term-family": "famil(?:y|ies) (?:who|that) (?:go|went) missing together",
    "term-family-home": "family home",
    "term-fingerprint": "fingerprint",
    "term-headline-figure": "headline (?:figure|rate)s?",
    "term-holm": "Holm's method",
    "term-hot-spot": "hot spots?",
    "term-moran": "Moran's I",
    "term-interval": "intervals?",
    "term-level-of-need": "level of need",
    "term-linkage": "linkage",
    "term-looked-after": "looked[ -]after",
    "term-looked-after-return": "(?:national )?(?:looked-after return|return of looked-after children)",
    "term-lscb": r"local safeguarding children board(?: \(LSCB\))?|LSCB",
    "term-match-weight": "match weights?|weight in bits",
    "term-matched-children": "matched children",
    "term-missing": "missing",
    "term-multiple-imputation": "multiple imputation|filled in",
    "term-net-benefit": "net benefit",
    "term-negative-binomial": "negative binomial regression",
    "term-odds-ratio": "odds ratios?",
    "term-relative-importance": "relative importance",
    "term-toxic-trio": "toxic trio",
    "term-season": "seasons?",
    "term-trend": "trend",
    "term-push": "push(?:es)?",
    "term-weighted-share": "weighted shares?",
    "term-p-value": "p-values?",
    "term-placement": "placements?",
    "term-points-score": "points scores?",
    "term-pseudonym": "pseudonyms?",
    "term-quarantine": "quarantined?",
    "term-rate": "rates?",
    "term-rate-ratio": "rate ratios?",
    "term-residential-placement": "residential placements?",
    "term-return-home-interview": "return home interviews?",
    "term-risk-grade": "risk grades?",
    "term-risk-set": "risk sets?",
    "term-robust": "robust (?:standard errors?|covariance)",
    "term-scope": "(?:in|out of) scope",
    "term-seed": "seed",
    "term-cse": "sexual exploitation",
    "term-standardised": "standardised",
    "term-synthetic": "synthetic data",
    "term-test": "tests? of significance",
    "term-time-at-risk": "time at risk|person-time",
    "term-unauthorised-absence": "unauthorised absences?",
    "term-wald-test": "Wald test",
    "term-weighted-kappa": "weighted kappa",
    "term-withheld": "withheld|withholds?",
}
"""How each term stands in a sentence; where two could, the longer one is meant."""

_TERMS = {term: re.compile(rf"(?<![\w-])(?:{form})(?![\w-])", re.IGNORECASE) for term, form in FORMS.items()}
_LINK = re.compile(r"\[([^\]]*)\]\(([^)#]*glossary\.qmd)#([\w-]+)\)")
_NO_WORDS = re.compile(r"`[^`]*`|\{[^}]*\}|\]\([^)]*\)|@[\w-]+|<[^>]*>")
_ABBREVIATION = re.compile(r"(?<![\w.-])[A-Z]{2,}\d*(?![\w-])")
_NO_ABBREVIATION = re.compile(r"RQ\d\d|CHILD|PR\d|SSDA903|PDF|UA|AA")
"""Numbers of questions, headings and codes of an extract's own layout, and names of formats and standards."""

_FOOT = 60
"""Points from the foot of a page of the PDF: nothing stands lower but its number."""
_PRINTED = ("book.py", "charts*.py", "charts/*.py", "cohort.py", "dictionary.py", "findings/*.py", "front.py",
            "overview/*.py", "prose/*.py", "quality.py", "crosschecks/*.py", "assurance.py",
            "register.py", "safe_table.py", "schema/*.py", "sources/*.py", "statistics/*.py", "tables.py", "words.py")
"""Modules of the library whose texts stand in the book."""

ENTRIES = re.findall(r"^\[(.+)\]\{#(term-[a-z0-9-]+)\}\n: (.+(?:\n  .+)*)$", GLOSSARY.read_text(encoding="utf-8"),
                     re.MULTILINE)


def prose(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """Lines of running text: no headings, no fences."""
    for number, line in chapter.prose.items():
        if not line.startswith(("#", ":::")):
            yield number, line


def uses(text: str) -> list[tuple[int, int, str]]:
    """Where terms stand in a text: first letter, end, term; of two that overlap, the longer."""
    every = [(*use.span(), term) for term, form in _TERMS.items() for use in form.finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for start, end, term in sorted(every, key=lambda use: (use[0], -use[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, term))
    return kept


def first_uses(chapter: Chapter) -> dict[str, tuple[int, str, bool]]:
    """Where each term first stands: line, wording, and whether it is a link to its own entry."""
    found: dict[str, tuple[int, str, bool]] = {}
    listed = listed_links(chapter)
    for number, line in prose(chapter):
        links = {link.span(1): link[3] for link in _LINK.finditer(line)}
        bare = _NO_WORDS.sub(lambda part: " " * len(part[0]), line)
        for start, end, term in uses(bare):
            linked = any(low <= start and end <= high and target == term for (low, high), target in links.items())
            found.setdefault(term, (number, bare[start:end], linked or listed.get(term, number) < number))
    return found


def listed_links(chapter: Chapter) -> dict[str, int]:
    """Terms that the list of what sources tell links to, with the line of the chunk that prints it."""
    of_list = [chunk.line for chunk in chapter.chunks if any("dictionary.tells()" in line for line in chunk.code)]
    return {link[3]: line for line in of_list for link in _LINK.finditer("\n".join(dictionary.tells()))}


def written() -> str:
    """Every text that the library may print in the book: strings that are not docstrings."""
    texts = []
    for name in _PRINTED:
        for path in sorted((ROOT / "pylib" / "missing_audit").glob(name)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            idle = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            texts += [node.value for node in ast.walk(tree)
                      if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in idle]
    return "\n".join(texts)


def shown(chapter: Chapter) -> str:
    """A chapter's prose and captions."""
    captions = [str(value) for chunk in chapter.chunks for key, value in chunk.options.items() if key != "label"]
    return "\n".join([*(line for _, line in prose(chapter)), *captions])


class TestEntries:
    """The glossary itself."""

    def test_form(self):
        """All of it is entries; alphabetical, at most two sentences each, no id twice."""
        lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
        assert len(ENTRIES) == sum(line.startswith("[") for line in lines) > 40
        names = [re.sub(r"[^a-z ]", "", name.casefold().replace("-", " ")) for name, _, _ in ENTRIES]
        assert names == sorted(names)
        assert len({term for _, term, _ in ENTRIES}) == len(ENTRIES)
        for name, _, meaning in ENTRIES:
            assert len(re.findall(r"[.](?:\s|$)", meaning)) <= 2, name

    def test_forms_are_of_entries(self):
        """Every entry has its forms, and nothing else has."""
        assert set(FORMS) == {term for _, term, _ in ENTRIES}

    @pytest.mark.parametrize("term", FORMS)
    def test_used(self, term):
        """In a chapter, or in what the library writes."""
        chapters = [shown(chapter) for chapter in CHAPTERS if chapter.path != GLOSSARY]
        assert any(_TERMS[term].search(text) for text in [*chapters, written()])


class TestLinks:
    """From chapters to entries."""

    def test_finds_what_is_not_linked(self, tmp_path):
        """A first use that is no link, or leads to another entry; later uses may stand as they are."""
        page = tmp_path / "page.qmd"
        page.write_text("# An episode {#sec-page}\n\nA [rate ratio](glossary.qmd#term-rate-ratio) and a rate.\n"
                        "`rate` [interval](glossary.qmd#term-rate), [cohort](glossary.qmd#term-cohort), cohort\n"
                        "An episode of care, not an [episode](glossary.qmd#term-episode).\n",
                        encoding="utf-8")
        found = first_uses(read(page))
        assert found == {"term-rate-ratio": (3, "rate ratio", True), "term-rate": (3, "rate", False),
                         "term-interval": (4, "interval", False), "term-cohort": (4, "cohort", True),
                         "term-episode-of-care": (5, "episode of care", False), "term-episode": (5, "episode", True)}

    @each
    def test_first_use_is_linked(self, chapter):
        """Every term, where it first stands in the chapter's own prose."""
        if chapter.path == GLOSSARY:
            return
        path = Path(os.path.relpath(GLOSSARY, chapter.path.parent)).as_posix()
        lacking = [f"{chapter.path}:{number}: write [{words}]({path}#{term})"
                   for term, (number, words, linked) in first_uses(chapter).items() if not linked]
        assert not lacking, "\n".join(lacking)

    @each
    def test_links_resolve(self, chapter):
        """Each leads to the glossary, and to an entry in it."""
        for _, path, target in _LINK.findall("\n".join(chapter.prose.values())):
            assert (chapter.path.parent / path).resolve() == GLOSSARY, (chapter.path, path)
            assert target in FORMS, (chapter.path, target)


class TestAbbreviations:
    """Two capitals or more."""

    explained = " ".join(name for name, _, _ in ENTRIES)

    def unexplained(self, text: str) -> set[str]:
        """Those that the glossary has no term for, and that no text spells out."""
        known = set(_ABBREVIATION.findall(self.explained)) | set(re.findall(r"[a-z] \(([A-Z]{2,}\d*)\)", text))
        found = {word for word in _ABBREVIATION.findall(text) if not _NO_ABBREVIATION.fullmatch(word)}
        return found - known

    def test_finds(self):
        """One that nothing explains."""
        assert self.unexplained("The CAF of the local authority (LA); the LA and the XYZ") == {"XYZ"}

    @each
    def test_chapters(self, chapter):
        """Each in the glossary, or spelt out in the chapter."""
        assert not self.unexplained(_NO_WORDS.sub(" ", shown(chapter)))

    def test_written_by_the_library(self):
        """Sentences of findings, headings and notes of tables, rules and questions."""
        sentences = [text for text in written().splitlines() if text.count(" ") > 2]
        assert not self.unexplained("\n".join(sentences))


@pytest.mark.book
@pytest.mark.xdist_group("book")
class TestRendered:
    """The glossary in the three outputs."""

    def test_html(self, rendered):
        """Every entry can be linked to, and every link to one leads there."""
        page = rendered.pages["chapters/appendices/glossary.html"]
        anchors = set(re.findall(r'id="(term-[a-z0-9-]+)"', page))
        assert anchors == set(FORMS)
        links = re.findall(r'href="([^"]*#term-[^"]*)"', "\n".join(rendered.pages.values()))
        assert len(links) > 60
        assert all(re.fullmatch(r"(?:[./\w]*/)?glossary\.html#(term-[a-z0-9-]+)", link) for link in links)

    def test_word(self, rendered):
        """Links inside the document, to bookmarks that are there."""
        xml = rendered.word().element.xml
        targets = set(re.findall(r'w:anchor="(term-[^"]+)"', xml))
        assert len(targets) > 40
        assert targets <= set(re.findall(r'<w:bookmarkStart[^>]*w:name="(term-[^"]+)"', xml))

    def test_pdf(self, rendered):
        """Every entry is in the PDF, and no text runs over the foot of a page."""
        text = " ".join(rendered.pdf())
        assert all(plain(name) in text for name, _, _ in ENTRIES)
        document = pypdfium2.PdfDocument(rendered.output / "missing-audit.pdf")
        for number, page in enumerate(document, start=1):
            layer = page.get_textpage()
            low = layer.get_text_bounded(bottom=-2000, top=_FOOT)
            assert re.fullmatch(r"\s*(?:Page \d+ of \d+)?\s*", low), (number, low)
        document.close()
