"""What the engine does not support, or a chapter gets wrong, is refused with its file and line."""

from __future__ import annotations

import pytest

from missing_audit.engines.builtin import EngineError, render

HEAD = "# One {#sec-one}\n\n"
IMPORTS = "import pandas as pd\nfrom great_tables import GT\n"


def chunk(code: str, *options: str) -> str:
    return "```{python}\n" + "".join(f"#| {option}\n" for option in options) + code + "\n```\n"


CASES = {
    "raising cell": (chunk("x = 1\ny = x / 0", "label: bad"), "chapters/one.qmd:6 (chunk bad): ZeroDivisionError"),
    "syntax error": (chunk("x = 1\ny = = 2", "label: bad"), "chapters/one.qmd:6 (chunk bad): SyntaxError"),
    "raising inline": ("Text.\n\nValue `{python} nothing`.\n", "chapters/one.qmd:5: inline `nothing`: NameError"),
    "unresolved reference": ("Text.\n\nSee @fig-none.\n", "chapters/one.qmd:5: @fig-none refers to nothing"),
    "reference to a heading without a number": ("## Two {#sec-two .unnumbered}\n\nSee @sec-two.\n",
                                                "chapters/one.qmd:5: @sec-two refers to nothing"),
    "unknown citation": ("Text [@known].\n\nText [@unknown].\n\n::: {#refs}\n:::\n",
                         "chapters/one.qmd:5: citation @unknown is not in the bibliography"),
    "citation without references": ("Text [@known].\n", "chapters/one.qmd:3: the book has citations and no place"),
    "missing alt text": (chunk("1", "label: fig-a", "fig-cap: c"),
                         "chapters/one.qmd:3 (chunk fig-a): needs '#| fig-alt:'"),
    "missing figure caption": (chunk("1", "label: fig-a", "fig-alt: c"), "(chunk fig-a): needs '#| fig-cap:'"),
    "missing table caption": (chunk("1", "label: tbl-a"), "chapters/one.qmd:3 (chunk tbl-a): needs '#| tbl-cap:'"),
    "missing alt text of an image": ("::: {#fig-a}\n\n![](x.png)\n\nCaption.\n:::\n", "chapters/one.qmd:5: image"),
    "missing image": ("![Alt text](nowhere.png){#fig-a}\n", "chapters/one.qmd:3: image chapters/nowhere.png does not"),
    "duplicate label": (chunk("x = 1", "label: a") + "\n" + chunk("x = 1", "label: a"),
                        "chapters/one.qmd:8 (chunk a): label 'a' is already used at chapters/one.qmd:3"),
    "duplicate id": ("## A {#sec-a}\n\n## B {#sec-a}\n", "'sec-a' is already used"),
    "unsupported option": (chunk("x = 1", "label: a", "code-fold: true"),
                           "chapters/one.qmd:5 (chunk a): the built-in engine does not support the chunk option"),
    "wrong option": (chunk("x = 1", "label: a", "echo: perhaps"), "chapters/one.qmd:5 (chunk a): chunk option 'echo'"),
    "another language": ("```{r}\n1\n```\n", "chapters/one.qmd:3: chunk {r}: only {python}"),
    "unsupported shortcode": ("Text.\n\n{{< video x.mp4 >}}\n", "chapters/one.qmd:5: the built-in engine does not"),
    "stray text": (chunk("1 + 1", "label: a"), "chapters/one.qmd:3 (chunk a): shows '2'"),
    "stray print": (chunk("print('here')", "label: a"), "chapters/one.qmd:3 (chunk a): writes to stdout: 'here'"),
    "warning": (chunk("import warnings\nwarnings.warn('careful')", "label: a"), "(chunk a): writes to stderr"),
    "data frame": (chunk("import pandas as pd\npd.DataFrame({'a': [1]})", "label: a"),
                   "chapters/one.qmd:3 (chunk a): shows"),
    "figure without figure": (chunk("x = 1", "label: fig-a", "fig-cap: c", "fig-alt: a"),
                              "must show exactly one figure"),
    "two titles": ("Text.\n\n# Two\n", "chapters/one.qmd:5: 'Two' is a second first-level heading"),
    "captioned table without id": ("| a |\n|---|\n| 1 |\n\n: Words\n", "needs an id: {#tbl-…}"),
    "link to no chapter": ("[x](two.qmd)\n", "chapters/one.qmd:3: link to two.qmd: no such chapter"),
    "link to no word": ("[x](one.qmd#term-x)\n", "chapters/one.qmd:3: link to one.qmd#term-x: that chapter has nothing "
                                                "named 'term-x'"),
    "open fence": ("```{python}\nx = 1\n", "chapters/one.qmd:3: the code block opened with ``` is never closed"),
    "dead kernel": (chunk("import os\nos._exit(3)", "label: a"), "the kernel died"),
}


class TestChapter:
    @pytest.mark.parametrize("name", CASES)
    def test_names_the_place(self, small, name):
        text, message = CASES[name]
        book = small(HEAD + text)
        with pytest.raises(EngineError) as caught:
            render(book, book / "_output", ["html"], kept=book / "kept", fingerprint="f", report=lambda _: None)
        assert message in str(caught.value)
        assert str(caught.value).startswith(("chapters/one.qmd", "_quarto.yml"))
        assert not (book / "_output").exists()

    def test_raw_html_is_not_lost_in_word(self, small):
        book = small(HEAD + "```{=html}\n<b>bold</b>\n```\n")
        with pytest.raises(EngineError, match="raw HTML"):
            render(book, book / "_output", ["docx"], kept=book / "kept", fingerprint="f", report=lambda _: None)


class TestConfig:
    @pytest.mark.parametrize(("config", "message"), [
        ("website: true\n", "_quarto.yml:8: the built-in engine does not support 'website'"),
        ("format:\n  html:\n    code-fold: true\n", "_quarto.yml:10: the built-in engine does not support"),
        ("format:\n  pdf: default\n", "_quarto.yml:9: the built-in engine does not support 'format.pdf'"),
        ("execute:\n  freeze: auto\n", "_quarto.yml:9: 'execute.freeze' is 'auto'; the built-in engine takes False"),
        ("metadata-files: [none.yml]\n", "none.yml: the file does not exist"),
        ("csl: none.csl\n", "'csl' names none.csl, which does not exist"),
        ("toc: [\n", "_quarto.yml:9: not valid YAML"),
    ])
    def test_names_the_line(self, small, config, message):
        book = small(HEAD + "Text [@known].\n\n::: {#refs}\n:::\n", config)
        with pytest.raises(EngineError) as caught:
            render(book, book / "_output", ["html"], kept=book / "kept", fingerprint="f", report=lambda _: None)
        assert message in str(caught.value)

    def test_absent_chapter(self, small):
        book = small(HEAD)
        (book / "chapters" / "one.qmd").unlink()
        with pytest.raises(EngineError, match="chapters/one.qmd does not exist"):
            render(book, book / "_output", ["html"], kept=book / "kept", fingerprint="f")
