"""What the search can find."""

import json
import re

import pytest

from missing_audit.engines.builtin.config import Entry
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.search_index import search_index

BODY = """<section id="sec-one" class="level1"><h1><span class="chapter-number">1</span> One</h1>
<p><span id="sec-one-p1"></span>First <em>words</em> &amp; more.<a class="paragraph-link">¶</a></p>
<div class="key-facts"><div class="key-fact"><p><span class="key-number">581</span></p><p>children</p></div></div>
<section id="sec-sub" class="level2"><h2><span class="header-section-number">1.1</span> Sub</h2>
<ul><li><p><span id="sec-sub-p1"></span>Inside.</p></li></ul>
<div id="tbl-x" class="quarto-float"><figure><figcaption id="tbl-x-caption">Table 1.1: Cases</figcaption>
<div><table><tr><th id="h">Year</th><td>2015</td></tr></table></div></figure></div>
<p><span id="sec-sub-p2"></span>After the table.</p>
<dl><dt><span id="term-a">Away</span></dt><dd>Not at home.</dd></dl><script>silent()</script></section></section>
"""


@pytest.fixture(scope="module")
def index() -> list[dict]:
    from pathlib import PurePosixPath
    page = Page(Entry(PurePosixPath("chapters/one.qmd")), None, "1", "sec-one", [{"t": "Str", "c": "One"}], None, [])
    text = search_index([page], {"chapters/one.html": BODY})
    assert re.match(r"window\.bookIndex = \[\n.*\n\];\n$", text, re.DOTALL)
    return json.loads(text.removeprefix("window.bookIndex = ").rstrip(";\n"))


class TestSearchIndex:
    def test_places(self, index):
        assert [(entry["id"], entry["title"]) for entry in index] == [
            ("sec-one", "1 One"), ("sec-sub", "1.1 Sub"), ("tbl-x", "Table 1.1: Cases")]
        assert {(entry["page"], entry["chapter"]) for entry in index} == {("chapters/one.html", "1 One")}

    def test_paragraphs_have_their_anchors(self, index):
        assert index[0]["text"][0] == ["sec-one-p1", "First words & more."]
        assert index[1]["text"][:2] == [["sec-sub-p1", "Inside."], ["sec-sub-p2", "After the table."]]

    def test_a_key_fact_is_one_piece(self, index):
        assert index[0]["text"][1][1] == "581 children"

    def test_cells_belong_to_their_table(self, index):
        assert index[2]["text"] == [["tbl-x", "Year 2015"]]

    def test_a_term_leads_to_itself(self, index):
        assert index[1]["text"][2:] == [["term-a", "Away"], ["term-a", "Not at home."]]

    def test_nothing_that_is_not_read(self, index):
        assert not re.search("silent|¶", json.dumps(index, ensure_ascii=False))
