"""The reference document, the style sheet's tokens and the theme agree with theme.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import pytest

from missing_audit.engines import word
from missing_audit.engines.tokens import tokens_css

THEME = Path(__file__).parents[2] / "theme"


class TestBuildReference:
    def test_the_committed_document_is_the_one_built(self, tmp_path):
        word.build_reference(THEME / "theme.json", tmp_path / "reference.docx")
        assert (tmp_path / "reference.docx").read_bytes() == (THEME / "reference.docx").read_bytes()

    def test_styles(self):
        names = {style.name for style in docx.Document(str(THEME / "reference.docx")).styles}
        assert {"Title", "Heading 1", "Table Caption", "Image Caption", "Table Text", "Part Title", "Key Fact"} <= names


class TestFinish:
    def test_twice_gives_the_same_document(self, rendered, tmp_path):
        source = rendered.output / "small-report.docx"
        for name in ("a", "b"):
            (tmp_path / f"{name}.docx").write_bytes(source.read_bytes())
            word.finish(tmp_path / f"{name}.docx", notice="N", title="T", alts={})
        assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()

    def test_alternative_text_by_label(self, rendered, tmp_path):
        path = tmp_path / "a.docx"
        document = docx.Document(str(rendered.output / "small-report.docx"))
        shown = [item for item in document.element.body.iter() if item.tag.endswith("}docPr")]
        inner = [item for item in document.element.body.iter() if item.tag.endswith("}cNvPr")]
        shown[0].set("descr", "")
        inner[0].set("descr", "x/fig-line-output-1.png")
        document.save(str(path))
        word.finish(path, notice=None, title="T", alts={"fig-line": "A line."})
        again = docx.Document(str(path))
        assert next(item for item in again.element.body.iter() if item.tag.endswith("}docPr")).get("descr") == "A line."


class TestTheme:
    def test_tokens_are_up_to_date(self):
        assert (THEME / "tokens.css").read_text(encoding="utf-8") == tokens_css(THEME / "theme.json")

    def test_typst_uses_the_same_colours(self):
        colours = json.loads((THEME / "theme.json").read_text())["colours"]
        used = set(re.findall(r'rgb\("(#[0-9a-f]{6})"\)', (THEME / "typst-template.typ").read_text()))
        assert used <= {value for value in colours.values() if isinstance(value, str)}

    @pytest.mark.parametrize("scheme", ["colours", "dark"])
    def test_text_stands_out(self, scheme):
        colours = json.loads((THEME / "theme.json").read_text())[scheme]
        for name in ("ink", "muted", "lead", "accent", "warning", "note", "tip", "important", "caution"):
            for paper in ("paper", "panel"):
                assert contrast(colours[name], colours[paper]) >= 4.5, (name, paper)

    def test_the_notice_is_legible(self):
        colours = json.loads((THEME / "theme.json").read_text())["colours"]
        assert contrast(colours["accent"], "#ffffff") >= 4.5

    def test_categories_differ_in_grey_from_paper(self):
        colours = json.loads((THEME / "theme.json").read_text())["colours"]
        assert all(contrast(colour, "#ffffff") > 2.5 for colour in colours["categorical"])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
