"""The summary's paragraphs have numbers that a meeting can name and link to."""

import re

import pytest

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]

NUMBER = re.compile(r'<span id="([^"]+)" class="paragraph-anchor"></span><a class="paragraph-link paragraph-number" '
                    r'href="#([^"]+)" aria-label="Paragraph (\d+)">(\d+)</a>')


def test_numbers_run_through_and_lead_to_their_paragraphs(rendered):
    found = NUMBER.findall(rendered.pages["index.html"])
    assert [int(number) for *_, number in found] == list(range(1, len(found) + 1))
    assert len(found) >= 9
    assert all(anchor == target and said == number for anchor, target, said, number in found)


def test_the_pdf_has_the_same_numbers(rendered):
    text = " ".join(rendered.pdf())
    for *_, number in NUMBER.findall(rendered.pages["index.html"]):
        assert re.search(rf"(?<!\d)(?<!\.){number}\. [A-Z]", text), number
    assert "Paragraph 1" not in text
