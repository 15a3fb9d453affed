"""The small county as files, and the example county's results."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from missing_audit.config import Settings, load
from smallshire import EXAMPLE, written

# The same cases every time, and no clock: a slow machine is not a fault.
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None, max_examples=60)
hypothesis.settings.load_profile("project")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker for all tests of the example's results, so that these are made once."""
    for item in items:
        if "example" in getattr(item, "fixturenames", ()) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("example"))


@pytest.fixture
def county(tmp_path: Path) -> Callable[..., Settings]:
    """Makes the small county, as `written`."""
    return partial(written, tmp_path / "county")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """The example county's settings, and the folder of its collation."""
    from missing_audit.collation import collate

    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".store"))
    settings = load(folder)
    return settings, collate(settings)


@pytest.fixture(scope="session")
def evidence(example: tuple[Settings, Path]):
    """What the example's findings are made from."""
    from missing_audit.evidence import gather

    return gather(*example)


@pytest.fixture(scope="session")
def findings(evidence):
    """The example's findings, by question."""
    from missing_audit.analysis import find

    return {finding.id: finding for finding in find(evidence)}
