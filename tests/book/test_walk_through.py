"""The walk-through does what it says: every command runs, and prints what the page shows."""

import os
import re

import pytest
from PIL import Image

import walk_through
from pictures import LARGEST
from smallshire import ROOT
from walk_through import PAGE, Workshop, agrees, steps, trimmed, updated

REAL = ROOT.parent / "shared" / "real-extracts" / "ssda903"
TEXT = PAGE.read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
pytestmark = [pytest.mark.book, pytest.mark.xdist_group("walk-through")]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The workshop after every command of the page, and what each printed."""
    workshop = Workshop(tmp_path_factory.mktemp("walk") / "home")
    return workshop, [(step, workshop.run(step.command)) for step in steps(TEXT)]


@pytest.mark.skipif(os.name == "nt", reason="the page is for Linux and macOS")
class TestCommands:
    """In order, in a temporary folder with a copy of the example's extracts."""

    def test_what_they_print(self, walked):
        """As the page shows it; `make walk-through` writes it anew."""
        _, done = walked
        assert len(done) >= 7
        for step, printed in done:
            assert agrees(step.printed, printed), f"$ {step.command}\n{printed}\nRun `make walk-through`."

    def test_each_step_is_there(self):
        """Doctor, init, check and render, in this order."""
        named = [step.command.split()[1] for step in steps(TEXT) if step.command.startswith("missing-audit ")]
        assert named == ["doctor", "init", "check", "render"]

    def test_files_that_it_names(self, walked):
        """Those that the commands make, and those of the project."""
        workshop, _ = walked
        named = {name for name in re.findall(r"`([^`\s]+)`", PROSE) if "/" in name or re.search(r"\w\.\w+$", name)}
        assert len(named) >= 8
        made = workshop.book / "data" / "private" / "larkshire"
        for name in named:
            places = [workshop.book / name, made / name, ROOT / name]
            assert any(place.exists() for place in places), name

    def test_links(self):
        """To pages and pictures that are there."""
        targets = re.findall(r"\]\(([^)#]+)[^)]*\)", PROSE)
        assert targets
        for target in targets:
            assert (PAGE.parent / target).is_file(), target


@pytest.mark.skipif(os.name == "nt", reason="commands as on Linux and macOS")
@pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
def test_nothing_need_be_edited(walked):
    """A return that this project did not write: from `init` to a book, with no editing between."""
    workshop, _ = walked
    assert "oc2.csv" in workshop.run(f"missing-audit init --from {REAL} --out ../real")
    said = workshop.run("missing-audit render --config ../real --to html --engine builtin")
    assert "The book of Ssda903 is in" in said
    page = (workshop.book / "_output" / "index.html").read_text(encoding="utf-8")
    assert "Ssda903 Council asked" in page


class TestPictures:
    """Each is there, small, and shows something."""

    @pytest.mark.parametrize("name", re.findall(r"!\[[^\]]+\]\((images/[^)]+)\)", TEXT))
    def test_shows_something(self, name):
        """Many colours, and more than a few dots of ink."""
        path = PAGE.parent / name
        assert path.stat().st_size < LARGEST
        with Image.open(path) as picture:
            grey = picture.convert("L")
        assert min(grey.size) > 300
        counts = grey.histogram()
        assert sum(count > 0 for count in counts) >= 10
        assert max(counts) < 0.995 * sum(counts)

    def test_none_is_left_over(self):
        """Every picture of the folder is on the page."""
        shown = set(re.findall(r"images/([\w-]+\.png)", TEXT))
        assert {path.name for path in (PAGE.parent / "images").iterdir()} == shown


class TestAgrees:
    """How the page is compared with what is printed."""

    @pytest.mark.parametrize(("shown", "printed", "same"), [
        ("one\ntwo\n", "one\ntwo\n", True), ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one  \n", "one\n", True), ("at …/x.toml: made\n", "at /tmp/1/x.toml: made\n", True),
        ("one\n", "one\ntwo\n", False), ("12 rows\n", "13 rows\n", False), ("one\n…\n", "two\n", False),
        ("a.c\n", "abc\n", False),
    ])
    def test_by_hand(self, shown, printed, same):
        """An ellipsis stands for anything, and nothing else does."""
        assert agrees(shown, printed) is same

    def test_trimmed(self, tmp_path):
        """Lines asked for, one ellipsis for the others; no path of this machine."""
        printed = f"Python 3.11.2 on Linux\n\na\nb\nrows 7 in {tmp_path}/x\nc\nd\n"
        assert trimmed(printed, "Python | rows", tmp_path) == "Python …\n\n…\nrows 7 in …/x\n…\n"
        assert agrees(trimmed(printed, "Python | rows", tmp_path), printed)

    def test_updated(self, tmp_path):
        """A page gets what its commands print now, and keeps its words."""
        class Echo:
            home = tmp_path

            def run(self, command):
                return f"{command} was run\nand more\n"

        page = "Words.\n\n<!-- show: was -->\n```console\n$ first\nold\n$ second\n```\n\n```sh\nnot run\n```\n"
        assert updated(page, Echo()) == (
            "Words.\n\n<!-- show: was -->\n```console\n$ first\nfirst was run\n…\n$ second\nsecond was run\n…\n```\n\n"
            "```sh\nnot run\n```\n")

    def test_a_command_that_fails(self, tmp_path, monkeypatch):
        """Is a fault, with what it printed."""
        monkeypatch.setattr(walk_through, "Copy", lambda folder: type("Empty", (), {"folder": tmp_path})())
        workshop = Workshop(tmp_path)
        with pytest.raises(RuntimeError, match=r"\$ echo no; exit 3\nno"):
            workshop.run("echo no; exit 3")
