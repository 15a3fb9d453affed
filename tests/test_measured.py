"""A program run by itself."""

import os
import sys

import pytest

from missing_audit.errors import AuditError
from missing_audit.measured import Ran, cores, measured


class TestRan:
    """What a run tells."""

    def test_steps(self):
        """From each line of progress to the next."""
        ran = Ran(5.0, None, [(1.0, "Reading …"), (3.0, "Linking …")])
        assert ran.steps == {"start": 1.0, "Reading": 2.0, "Linking": 2.0}


class TestMeasured:
    """Processes of their own."""

    @pytest.fixture
    def module(self, tmp_path, monkeypatch):
        """Make a module that can be run."""
        def make(text):
            (tmp_path / "tried.py").write_text(text, encoding="utf-8")
            monkeypatch.chdir(tmp_path)
            return "tried"
        return make

    @pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not tell a process's memory")
    def test_memory_is_its_own(self, module):
        """A process that holds more shows more."""
        name = module("import sys; kept = b'x' * int(sys.argv[1]); print('one'); print('two')")
        less, more = (measured(name, str(size)) for size in (1, 300 << 20))
        assert 250 < more.peak - less.peak < 350
        assert [line for _, line in more.said] == ["one", "two"]

    def test_failure(self, module):
        """With what it said and its status."""
        with pytest.raises(AuditError, match="(?s)tried a failed with status 3:.*no good"):
            measured(module("import sys; print('no good'); sys.exit(3)"), "a")


class TestCores:
    """How many may be used."""

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to some cores")
    def test_kept_and_given_back(self):
        """Also where the work fails."""
        before = os.sched_getaffinity(0)
        with pytest.raises(ZeroDivisionError), cores(1) as available:
            assert available == len(os.sched_getaffinity(0)) == 1
            raise ZeroDivisionError
        assert os.sched_getaffinity(0) == before
