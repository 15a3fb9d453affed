"""Chapters share nothing: whatever one does to its process, the next begins as if it were the first.

On Linux the kernels are forked from one process that has the imports done, so that what is proved here is not a matter
of course: a change of a module must stay in the fork that made it.
"""

import json
import os

import pytest

from missing_audit.engines.builtin import render
from missing_audit.engines.builtin.kernel import Kernel, Nursery, kernel_environment

MEDDLE = """
import builtins, json, math, os, sys
import pandas as pd
from missing_audit import words
left_behind = 1
builtins.left_behind = 1
math.pi = 3
words.share = None
pd.options.display.precision = 1
os.environ["LEFT_BEHIND"] = "1"
os.chdir("/")
sys.path.insert(0, "/left_behind")
sys.modules["left_behind"] = math
json.loads.__globals__["left_behind"] = 1
"""
LOOK = """
import builtins, json, math, os, sys
import pandas as pd
from missing_audit import words
seen = {
    "a name": "left_behind" in globals(), "a built-in": hasattr(builtins, "left_behind"), "a constant": math.pi == 3,
    "a function": words.share is None, "an option": pd.options.display.precision == 1,
    "a variable": "LEFT_BEHIND" in os.environ, "a folder": os.getcwd() == "/", "a path": "/left_behind" in sys.path,
    "a module": "left_behind" in sys.modules, "a global": "left_behind" in json.loads.__globals__,
}
"""
MODULES = ["json", "math", "missing_audit.words", "pandas"]


def looked(kernel: Kernel) -> dict[str, bool]:
    """What a kernel sees of what another has done."""
    _, error = kernel.execute(LOOK)
    assert error is None, error
    outputs, error = kernel.execute("import json; print(json.dumps(seen))")
    assert error is None, error
    return json.loads(outputs[0]["text"])


@pytest.fixture
def nursery():
    """The process that forks, with the imports done."""
    made = Nursery(MODULES, kernel_environment(None))
    yield made
    made.close()


def test_the_meddling_is_seen_where_it_is_done(nursery, tmp_path):
    """Else the next test would pass for nothing."""
    kernel = Kernel(nursery, tmp_path)
    try:
        _, error = kernel.execute(MEDDLE)
        assert error is None, error
        assert all(looked(kernel).values())
    finally:
        kernel.close()


@pytest.mark.parametrize("together", [False, True])
def test_the_next_kernel_sees_none_of_it(nursery, tmp_path, together):
    """Neither one that is started afterwards, nor one that was running meanwhile."""
    first = Kernel(nursery, tmp_path)
    second = Kernel(nursery, tmp_path) if together else None
    try:
        _, error = first.execute(MEDDLE)
        assert error is None, error
        if second is None:
            first.close()
            second = Kernel(nursery, tmp_path)
        seen = looked(second)
        assert seen == dict.fromkeys(seen, False)
        assert len(seen) == 10
    finally:
        if together:
            first.close()
        second.close()


def test_each_kernel_is_a_process_of_its_own(nursery, tmp_path):
    """Not this one, not the one that forks, and none twice."""
    pids = set()
    for _ in range(3):
        kernel = Kernel(nursery, tmp_path)
        outputs, _ = kernel.execute("import os; print(os.getpid())")
        pids.add(int(outputs[0]["text"]))
        kernel.close()
    assert len(pids) == 3
    assert os.getpid() not in pids


def test_chapters_of_a_book_in_either_order(small):
    """The chapter that looks gives the same page before the one that meddles, and behind it."""
    def page(names: list[str]) -> str:
        folder = small("")
        indent = "\n    - chapters/"
        (folder / "chapters" / "one.qmd").unlink()
        config = folder / "_quarto.yml"
        listed = "".join(f"{indent}{name}.qmd" for name in names)
        config.write_text(config.read_text().replace(f"{indent}one.qmd", listed))
        for name, code in (("meddle", MEDDLE), ("look", LOOK)):
            (folder / "chapters" / f"{name}.qmd").write_text(
                f"# {name.title()}\n\n```{{python}}\n#| label: setup-{name}\n#| include: false\n{code.strip()}\n```\n\n"
                + ("Seen: `{python} sum(seen.values())` of `{python} len(seen)`.\n" if name == "look" else "Done.\n"))
        render(folder, folder / "_output", ["html"], kept=folder / "kept", fingerprint="f", jobs=1,
               report=lambda _: None)
        return (folder / "_output" / "chapters" / "look.html").read_text(encoding="utf-8")

    assert "Seen: 0 of 10." in page(["meddle", "look"])
    assert "Seen: 0 of 10." in page(["look", "meddle"])
