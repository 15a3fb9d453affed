"""The example of a source in CONTRIBUTING.md is the code itself, with parts left out."""

import re
import textwrap

import pytest

from smallshire import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^   ```python\n   # (\S+)\n(.*?)^   ```$", TEXT, re.MULTILINE | re.DOTALL)


def test_one_block_a_file():
    """What it is, what is written of it, what must hold."""
    assert [path.split("/")[-3:-1] for path, _ in BLOCKS] == [
        ["missing_audit", "sources"], ["synthesis", "papers"], ["tests", "sources"]]


@pytest.mark.parametrize(("path", "block"), BLOCKS)
def test_is_the_code(path, block):
    """Each part between two … stands in the file, after the one before it."""
    code, reached = (ROOT / path).read_text(encoding="utf-8"), 0
    for part in re.split(r"^ *…\n", textwrap.dedent(block), flags=re.MULTILINE):
        assert part.strip()
        assert part in code[reached:], part
        reached = code.index(part, reached) + len(part)


def test_functions_and_files_that_it_names_are_there():
    """Those of the section, at least."""
    section = TEXT[TEXT.index("## Add a source"):TEXT.index("## Add a finding")]
    named = re.findall(r"`((?:sources|synthesis|intake|tests|data)/[\w/.]+)`", section)
    assert len(named) > 5
    for name in named:
        assert any((ROOT / base / name).is_file() for base in ("", "pylib/missing_audit")), name
