"""The pages of the rendered book in a browser: axe-core, the keyboard, search, narrow screens, paper."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from .conftest import plain

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
try:
    import axe_playwright_python
    from playwright.sync_api import Browser, Page, sync_playwright
except ImportError:
    WHY = "playwright and axe-playwright-python are not installed (pip install -e .[test])"
else:
    AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    WHY = None if CHROMIUM else "no Chromium, Chrome or Edge is installed"

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book"),
              pytest.mark.skipif(WHY is not None, reason=f"the pages are not tested in a browser: {WHY}")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]

# Contrast where axe cannot say it (text of one character, cells beyond the edge of a box that scrolls): every
# background here is one flat colour, so that the nearest one that is not transparent is what the text stands on.
CONTRAST = """targets => targets.map(target => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(target);
  let under = element;
  while (under && parts(getComputedStyle(under).backgroundColor)[3] === 0) {
    if (getComputedStyle(under).backgroundImage !== "none") { return 0; }
    under = under.parentElement;
  }
  const pair = [getComputedStyle(element).color, getComputedStyle(under).backgroundColor].map(light);
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
})"""

FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) { return null; }
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    at: [...document.querySelectorAll("*")].indexOf(element), name: element.outerHTML.slice(0, 90), id: element.id,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""

BROKEN = """<!DOCTYPE html><html lang="en-GB"><head><title>Broken</title></head><body><main><h1>Broken on purpose</h1>
<img src="figure.svg"><p style="color: #aaa; background: #fff">Too pale to read.</p><input type="text"></main>
</body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def visit(browser, rendered):
    """Open a page of the book from the file system: `visit(name, width=…, …)`."""
    contexts = []

    def opened(name: str = "index.html", width: int = 1280, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((rendered.output / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def axe(page: Page) -> dict:
    """What axe-core says of a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate("""tags => axe.run({runOnly: {type: 'tag', values: tags},
                                             resultTypes: ['violations', 'incomplete']})""", TAGS)


def tabbed(page: Page, most: int = 400) -> list[dict]:
    """Everything that Tab reaches, from the top of the page until focus leaves it."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUS)
        if now is None:
            return found
        found.append(now)
    pytest.fail(f"focus does not leave the page after {most} steps; it stands on {found[-1]['name']}")


class TestAxe:
    """axe-core, by the rules of WCAG 2.2 AA and its own good practice."""

    def test_every_page(self, browser, rendered, capsys):
        """On a desktop and on a phone, light and dark: no violation; what axe leaves open is measured."""
        faults, rules, measured = [], set(), Counter()
        page = browser.new_page()
        for name in rendered.pages:
            page.goto((rendered.output / name).as_uri())
            for width, scheme in MODES:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                # The page itself sees to what scrolls once it has been laid out anew.
                page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                said = axe(page)
                where = f"{name} at {width} px, {scheme}"
                rules |= {rule["id"] for kind in ("violations", "incomplete", "passes") for rule in said[kind]}
                faults += [f"{where}: {rule['id']}: {node['html'][:120]} {node['failureSummary']}"
                           for rule in said["violations"] for node in rule["nodes"]]
                faults += self.left_open(page, said, where, measured)
        page.close()
        with capsys.disabled():
            print(f"\naxe-core {said['testEngine']['version']}: {len(rendered.pages)} pages x {len(MODES)} modes, "
                  f"{len(rules)} rules with something to test, {len(faults)} faults; "
                  f"contrast measured here where axe left it open: {dict(measured)}")
        assert not faults, "\n".join(faults[:20])
        assert len(rules) > 30

    @staticmethod
    def left_open(page: Page, said: dict, where: str, measured: Counter) -> Iterator[str]:
        for rule in said["incomplete"]:
            targets = [node["target"][0] for node in rule["nodes"]]
            if rule["id"] != "color-contrast":
                yield from (f"{where}: {rule['id']} is left open for {target}" for target in targets)
                continue
            for target, ratio in zip(targets, page.evaluate(CONTRAST, targets), strict=True):
                measured[where.rsplit(" at ", 1)[1]] += 1
                if ratio < 4.5:
                    yield f"{where}: contrast of {target} is {ratio:.2f}"

    def test_a_broken_page_is_found(self, browser, tmp_path):
        """So that silence means something."""
        (tmp_path / "broken.html").write_text(BROKEN, encoding="utf-8")
        page = browser.new_page()
        page.goto((tmp_path / "broken.html").as_uri())
        assert {rule["id"] for rule in axe(page)["violations"]} >= {"image-alt", "color-contrast", "label"}
        assert page.evaluate(CONTRAST, ["p"])[0] == pytest.approx(2.32, abs=0.01)
        page.close()


class TestKeyboard:
    """With the keys alone."""

    @pytest.mark.parametrize("width", [1280, 390])
    def test_everything_is_reached_in_order(self, visit, rendered, width):
        """From the link that skips to the text to the last link: in the order of the page, each seen and outlined."""
        for name in ("index.html", "chapters/findings/rq01.html", "chapters/references.html"):
            page = visit(name, width, reduced_motion="reduce")
            stops = tabbed(page)
            assert "skip-link" in stops[0]["name"]
            assert [stop["at"] for stop in stops] == sorted({stop["at"] for stop in stops}), name
            assert not [stop["name"] for stop in stops if not (stop["outlined"] and stop["seen"])], name
            wanted = page.evaluate("""() => [
                ...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")
                ].filter(element => element.checkVisibility()).length""")
            assert len(stops) == wanted > 10, name

    def test_skip_link(self, visit):
        """The next stop is in the chapter."""
        page = visit("chapters/background.html")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_contents_on_a_phone(self, visit):
        """Open, step in, close by Escape or by the button; focus is never lost."""
        page = visit("chapters/background.html", 390)
        button, contents = page.locator(".contents-button"), page.locator("#book-contents")
        assert not contents.is_visible()
        button.focus()
        page.keyboard.press("Enter")
        assert contents.is_visible()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#book-contents') !== null")
        page.keyboard.press("Escape")
        assert not contents.is_visible()
        assert button.get_attribute("aria-expanded") == "false"
        assert page.evaluate("document.activeElement.className") == "contents-button"
        page.keyboard.press("Space")
        page.keyboard.press("Space")
        assert not contents.is_visible()

    def test_tables_scroll(self, visit):
        """A table wider than the screen has a name, and the arrow keys move it."""
        page = visit("chapters/findings/rq01.html", 390, reduced_motion="reduce")
        box = page.locator("#tbl-rq01-years .table-scroll")
        assert box.get_attribute("role") == "group"
        assert "Table" in page.locator(f"#{box.get_attribute('aria-labelledby')}").inner_text()
        box.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('#tbl-rq01-years .table-scroll').scrollLeft > 50")
        assert page.locator("#tbl-rq01-ages .table-scroll").get_attribute("tabindex") is None


class TestSearch:
    """Found without a server, from the file system."""

    @pytest.mark.parametrize("start", ["index.html", "chapters/appendices/control.html"])
    def test_residential(self, visit, start):
        """Titles, places and snippets; the number is said; the keys reach a result and follow it."""
        page = visit(start)
        page.locator("#search-words").focus()
        page.keyboard.type("residential")
        page.wait_for_selector(".search-results li")
        found = [plain(text) for text in page.locator(".search-results li").all_inner_texts()]
        assert any(re.match(r"\d+ .*residential placement\?", text) for text in found[:3])
        assert any(re.match(r"(Figure|Table) \d+\.\d", text) for text in found)
        assert all("residential" in text.lower() for text in found)
        said = page.locator("#search-said").inner_text()
        whole, part = f"{len(found)} places found for ‘residential’.", f"; the first {len(found)} are shown."
        assert said == whole or said.endswith(part)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement === document.querySelectorAll('.search-results a')[1]")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "#" in url)
        target = page.url.partition("#")[2]
        assert page.locator(f"[id='{target}']").count() == 1

    def test_every_result_leads_somewhere(self, visit, rendered):
        """Each anchor of the index is in its page."""
        text = (rendered.output / "site_assets" / "search-index.js").read_text(encoding="utf-8")
        index = json.loads(text.removeprefix("window.bookIndex = ").rstrip(";\n"))
        pages = {name: set(re.findall(r'\bid="([^"]+)"', page)) for name, page in rendered.pages.items()}
        assert {entry["page"] for entry in index} == set(pages)
        for entry in index:
            for anchor in [entry["id"], *(piece[0] for piece in entry["text"])]:
                assert anchor in pages[entry["page"]], entry["title"]

    def test_captions_tables_and_prose(self, visit):
        """All words must be there, in any order and number; nothing found is said; Escape closes."""
        page = visit("chapters/validity.html")
        box, results = page.locator("#search-words"), page.locator(".search-results")
        for query, first in [("episodes by year", "Table "), ("Holm", "References"), ("nobody reported", "")]:
            box.fill(query)
            page.wait_for_selector(".search-results li")
            assert first in results.inner_text(), query
        box.fill("zebra crossing")
        assert "Nothing found" in results.inner_text()
        assert page.locator("#search-said").inner_text().startswith("Nothing found")
        box.fill("<img src=x onerror=alert(1)>")
        assert page.locator(".search-results img").count() == 0
        page.keyboard.press("Escape")
        assert not results.is_visible()
        assert page.evaluate("document.activeElement.id") == "search-words"

    def test_axe_with_results(self, visit):
        """The open results have no violation, on a phone and dark too."""
        for width, scheme in MODES:
            page = visit("index.html", width, color_scheme=scheme)
            page.locator("#search-words").fill("placement")
            page.wait_for_selector(".search-results li")
            assert not [rule["id"] for rule in axe(page)["violations"]]


class TestLightAndDark:
    """As the system is, until the reader says otherwise."""

    PAPER = "getComputedStyle(document.body).backgroundColor"
    WHITE = "rgb(255, 255, 255)"

    def test_follows_the_system(self, visit):
        page = visit(color_scheme="dark")
        dark = page.evaluate(self.PAPER)
        page.emulate_media(color_scheme="light")
        assert page.evaluate(self.PAPER) == self.WHITE != dark

    def test_a_choice_is_remembered(self, visit, rendered):
        """On the next page too, and against the system."""
        page = visit(color_scheme="light")
        page.get_by_role("button", name="Dark pages").press("Enter")
        dark = page.evaluate(self.PAPER)
        assert dark != self.WHITE
        page.goto((rendered.output / "chapters" / "validity.html").as_uri())
        assert page.evaluate(self.PAPER) == dark
        page.get_by_role("button", name="Light pages").press("Space")
        page.emulate_media(color_scheme="dark")
        page.reload()
        assert page.evaluate(self.PAPER) == self.WHITE

    def test_figures_keep_a_white_card(self, visit):
        """Charts are drawn for white paper."""
        page = visit("chapters/findings/rq01.html", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.querySelector('figure img')).backgroundColor") == self.WHITE


class TestLayout:
    """Narrow screens, wide spacing, still motion."""

    SPACED = ("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } "
              "p { margin-bottom: 2em !important; }")

    def test_no_page_scrolls_sideways(self, browser, rendered):
        """At 320 px, as it is and with the text spaced out; what scrolls is a figure, a table or code in its box."""
        context = browser.new_context(viewport={"width": 320, "height": 900})
        page = context.new_page()
        for name in rendered.pages:
            page.goto((rendered.output / name).as_uri())
            for spaced in (False, True):
                if spaced:
                    page.add_style_tag(content=self.SPACED)
                assert page.evaluate("document.documentElement.scrollWidth") <= 320, (name, spaced)
                cut = page.evaluate("""() => [...document.querySelectorAll("main *, header *")].filter(element =>
                    getComputedStyle(element).overflowY === "hidden" && !element.closest(".visually-hidden, svg")
                    && element.scrollHeight > element.clientHeight + 1)
                    .map(element => element.outerHTML.slice(0, 80))""")
                assert not cut, (name, spaced)
        context.close()

    def test_charts_can_be_read_on_a_phone(self, visit):
        """Their letters keep nearly the size that they were drawn in."""
        page = visit("chapters/findings/rq01.html", 390)
        sizes = page.evaluate("[...document.querySelectorAll('figure img')].map(i => i.clientWidth / i.naturalWidth)")
        assert sizes and min(sizes) > 0.9

    def test_motion(self, visit):
        """None for those who ask for none."""
        behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
        assert visit(reduced_motion="reduce").evaluate(behaviour) == "auto"
        assert visit(reduced_motion="no-preference").evaluate(behaviour) == "smooth"

    def test_without_scripts(self, visit):
        """The contents are there, and nothing that does not work."""
        page = visit("index.html", 390, java_script_enabled=False)
        assert page.locator("#book-contents a").first.is_visible()
        assert not any(page.locator(name).is_visible() for name in (".contents-button", ".theme-button", ".search"))


class TestPaper:
    """Printed from the browser."""

    def test_text_without_the_frame(self, visit, tmp_path):
        """No navigation; the notice and the whole of each table, also from a dark screen."""
        page = visit("chapters/findings/rq01.html", color_scheme="dark")
        cells = page.locator("main td, main th").all_inner_texts()
        page.pdf(path=tmp_path / "page.pdf", format="A4")
        document = pypdfium2.PdfDocument(tmp_path / "page.pdf")
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
        document.close()
        tight = re.sub(r"\s|\ufffe|-", "", text)
        assert all(re.sub(r"\s|-", "", cell) in tight for cell in cells)
        assert "Syntheticdata:norealchildisdescribed" in tight
        assert not [word for word in ("Onthispage", "Appendices", "Previous", "Scrollsideways", "¶") if word in tight]

    def test_nothing_is_cut_off(self, browser, rendered):
        """No table or figure is wider than an A4 page between its margins; links are dark and underlined."""
        context = browser.new_context(viewport={"width": 718, "height": 1000}, color_scheme="dark")
        page = context.new_page()
        page.emulate_media(media="print")
        for name in rendered.pages:
            page.goto((rendered.output / name).as_uri())
            wide = page.evaluate("""() => [...document.querySelectorAll("main table, main img, main pre")]
                .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
                .map(element => element.outerHTML.slice(0, 80))""")
            assert not wide, name
        link = "getComputedStyle(document.querySelector('main a.quarto-xref'))"
        page.goto((rendered.output / "index.html").as_uri())
        assert page.evaluate(f"{link}.color") == "rgb(0, 0, 0)"
        assert "underline" in page.evaluate(f"{link}.textDecorationLine")
        context.close()
