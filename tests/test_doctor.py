"""What the doctor finds: on this machine, on machines made to look otherwise, and in a county's files."""

import importlib.metadata
import os
import shutil
import subprocess
import sys

import pytest

from missing_audit import doctor
from missing_audit.doctor import Status, packages
from missing_audit.doctor import machine as looked_at
from missing_audit.doctor.county import county as examine_county
from missing_audit.engines import quarto
from smallshire import AUDIT, ROOT

machine_module = sys.modules["missing_audit.doctor.machine"]


def statuses(checks):
    return {check.status for check in checks}


def said(checks):
    return "\n".join(f"{check.status.value}: {check.text}" for check in checks)


@pytest.fixture
def fake_quarto(tmp_path, monkeypatch):
    """Put a program before all others that calls itself Quarto, and says what it is given to say."""
    def make(says: str, status: int = 0):
        program = tmp_path / "quarto"
        program.write_text(f"#!/bin/sh\necho {says}\nexit {status}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    return make


class TestPython:
    """Whether it is new enough."""

    @pytest.mark.parametrize(("version", "status"), [((3, 10, 9), Status.cannot), ((3, 11, 0), Status.ok),
                                                     ((3, 14, 1), Status.ok), ((4, 0, 0), Status.ok)])
    def test_versions(self, version, status):
        """From 3.11 on."""
        assert machine_module.python(version).status is status

    def test_as_the_project_says(self):
        """The same bar as in pyproject.toml."""
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        assert f'requires-python = ">={".".join(map(str, machine_module._OLDEST_PYTHON))}"' in text


class TestPackages:
    """Against the lock file."""

    def lock(self, tmp_path, text):
        path = tmp_path / "requirements.lock"
        path.write_text(text, encoding="utf-8")
        return path

    def test_markers(self, tmp_path):
        """Lines for other systems and other Pythons are not asked for; names are compared as indexes do."""
        lock = self.lock(tmp_path, "Great_Tables==1.1 \\\n    --hash=sha256:00\n"
                                   "pywin32==1 ; sys_platform == 'none' \\\n    --hash=sha256:00\n"
                                   "numpy==2.4 ; python_full_version >= '3.9' \\\n    --hash=sha256:00\n")
        assert dict(packages.locked(lock)) == {"great-tables": "1.1", "numpy": "2.4"}

    def test_agrees(self, tmp_path):
        """One line for all."""
        have = importlib.metadata.version("numpy")
        checks = packages.packages(self.lock(tmp_path, f"numpy=={have} \\\n"))
        assert [check.status for check in checks] == [Status.ok]
        assert f"1 of 1 packages are as requirements.lock has them: numpy {have}" in checks[0].text

    def test_another_version(self, tmp_path):
        """Something to do, with both versions."""
        checks = packages.packages(self.lock(tmp_path, "numpy==0.1 \\\n"))
        assert [check.status for check in checks] == [Status.todo]
        assert f"numpy is {importlib.metadata.version('numpy')}, and requirements.lock has 0.1" in checks[0].text

    @pytest.mark.parametrize(("name", "status"), [
        ("pandas", Status.cannot), ("pytest", Status.todo), ("jupyter", Status.todo), ("mistune", Status.todo)])
    def test_missing(self, tmp_path, monkeypatch, name, status):
        """Nothing can be rendered without what the audit itself imports; the rest is to be installed."""
        monkeypatch.setattr(packages, "_installed", lambda wanted: None)
        checks = packages.packages(self.lock(tmp_path, f"{name}==1.0 \\\n"))
        assert [check.status for check in checks] == [status]
        assert f"{name} is not installed: `make report`" in checks[0].text


class TestEngine:
    """Which one, and why."""

    def test_empty_path(self, monkeypatch, tmp_path):
        """No Quarto, so the built-in engine."""
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
        checks = machine_module.engine()
        assert [check.status for check in checks] == [Status.ok]
        assert checks[0].text == "render will use the built-in engine: Quarto is not installed"

    def test_old_quarto(self, fake_quarto):
        """Named with its version and the one that is needed; the built-in engine renders."""
        fake_quarto("1.4.555")
        checks = machine_module.engine()
        assert [check.status for check in checks] == [Status.ok, Status.todo]
        assert "Quarto 1.4.555 is older than 1.9" in checks[1].text

    def test_new_quarto(self, fake_quarto, tmp_path):
        """Used, by path and version."""
        fake_quarto("1.10.18")
        assert quarto.find() == (tmp_path / "quarto", "1.10.18")
        checks = machine_module.engine()
        assert [check.status for check in checks] == [Status.ok]
        assert f"render will use Quarto 1.10.18, {tmp_path / 'quarto'}" in checks[0].text

    def test_broken_quarto(self, fake_quarto):
        """One that ends with a fault is not used."""
        fake_quarto("1.10.18", status=3)
        assert "does not say its version" in said(machine_module.engine())


class TestMachine:
    """Pandoc, fonts, memory, disk, tools."""

    def test_here(self):
        """Where these tests run, the book can be rendered."""
        assert Status.cannot not in statuses(looked_at())

    def test_no_pandoc(self, monkeypatch):
        """Without it, no book."""
        import pypandoc

        def missing():
            raise OSError("No pandoc was found")

        monkeypatch.setattr(pypandoc, "get_pandoc_path", missing)
        check = machine_module.pandoc()
        assert check.status is Status.cannot
        assert "No pandoc was found" in check.text

    def test_fonts(self, tmp_path):
        """A face that is missing is named."""
        shutil.copytree(ROOT / "theme" / "fonts", tmp_path / "fonts")
        assert machine_module.fonts(tmp_path / "fonts").status is Status.ok
        (tmp_path / "fonts" / "OpenSans-Italic.ttf").unlink()
        check = machine_module.fonts(tmp_path / "fonts")
        assert check.status is Status.cannot
        assert "lacks OpenSans Italic;" in check.text

    @pytest.mark.skipif(not hasattr(os, "sysconf"), reason="memory cannot be told on this system")
    @pytest.mark.parametrize(("limit", "status"), [("1000000000", Status.todo), ("max", Status.ok)])
    def test_memory_of_a_container(self, monkeypatch, tmp_path, limit, status):
        """The smaller of the machine's and the container's."""
        (tmp_path / "memory.max").write_text(limit + "\n", encoding="ascii")
        monkeypatch.setattr(machine_module, "_LIMITS", (tmp_path / "memory.max",))
        monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 1_000_000, "SC_PAGE_SIZE": 4096}.get)
        assert machine_module.memory().status is status

    @pytest.mark.parametrize(("free", "complete", "status"), [
        (1.0, True, Status.ok), (1.0, False, Status.cannot), (1.8, False, Status.ok), (0.2, True, Status.cannot)])
    def test_disk(self, monkeypatch, tmp_path, free, complete, status):
        """Room for results; and for 1.4 GB of packages where these are not there yet."""
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=int(free * 1e9)))
        assert machine_module.disk(tmp_path, complete=complete).status is status

    def test_tools_are_never_a_fault(self, monkeypatch):
        """They are for tests only."""
        monkeypatch.setenv("PATH", "")
        assert statuses(machine_module.tools()) == {Status.ok}
        assert said(machine_module.tools()).count("not there, and not needed") == 3


class TestCounty:
    """Its configuration, extracts and key."""

    def test_complete_but_for_geography(self, county):
        """What is outstanding is to do, and keeps no book from being rendered."""
        checks = examine_county(county().folder)
        assert statuses(checks) == {Status.ok, Status.todo}
        assert "7 of 7 extracts" in said(checks)
        assert "to do: adjacency" in said(checks)

    @pytest.mark.parametrize("gone", ["police.csv", "populations.csv", "linkage.key"])
    def test_a_file_that_is_named_and_not_there(self, county, gone):
        """Collation would refuse: so no book."""
        settings = county()
        (settings.folder / gone).unlink()
        lines = [check.text for check in examine_county(settings.folder) if check.status is Status.cannot]
        assert len(lines) == 1
        assert gone in lines[0]

    def test_key_that_others_can_read(self, county):
        """Of real children: to be put right, with the command that does."""
        settings = county(audit_toml=AUDIT.replace("synthetic = true", "synthetic = false"))
        path = settings.path("linkage.key")
        path.chmod(0o644)
        assert f"to do: {path}: others can read the key; run: chmod 600 {path}" in said(examine_county(settings.folder))
        path.chmod(0o600)
        assert "readable by its owner alone" in said(examine_county(settings.folder))

    def test_the_published_key(self, county):
        """Of no use to a real county."""
        settings = county(audit_toml=AUDIT.replace("synthetic = true", "synthetic = false"))
        shutil.copy(ROOT / "data" / "example" / "linkage.key", settings.path("linkage.key"))
        assert "cannot: " in said(examine_county(settings.folder))
        assert "the example county's key" in said(examine_county(settings.folder))

    def test_configuration_at_fault(self, county):
        """By key, as everywhere."""
        settings = county()
        settings.file.write_text(AUDIT.replace("districts", "destricts"), encoding="utf-8")
        checks = examine_county(settings.folder)
        assert statuses(checks) == {Status.cannot}
        assert "Did you mean districts?" in said(checks)

    def test_no_extracts(self, county):
        """A county without any source has nothing to render."""
        settings = county(audit_toml=AUDIT[:AUDIT.index("[sources.police]")])
        assert "names no extract" in said(c for c in examine_county(settings.folder) if c.status is Status.cannot)


class TestAsAProgram:
    """The command's status, and that it needs nothing that may be missing."""

    def run(self, folder, *arguments, without=()):
        """Run the command where some packages cannot be imported."""
        block = "".join(f"sys.modules[{name!r}] = None\n" for name in without)
        (folder / "sitecustomize.py").write_text(f"import sys\n{block}", encoding="utf-8")
        paths = [str(folder), str(ROOT / "pylib")]
        return subprocess.run([sys.executable, "-m", "missing_audit", *arguments], capture_output=True, text=True,
                              check=False, env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)}, cwd=folder)

    def test_status(self, tmp_path, county):
        """0 where the book can be rendered, 1 where it cannot."""
        settings = county()
        done = self.run(tmp_path, "doctor", "--config", str(settings.folder))
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.endswith("The book can be rendered.\n")
        settings.path("police.csv").unlink()
        done = self.run(tmp_path, "doctor", "--config", str(settings.folder))
        assert done.returncode == 1
        assert "  cannot  Police missing reports:" in done.stdout

    @pytest.mark.parametrize("without", [("typer",), ("pydantic", "rich"), ("pandas",), ("docx",)])
    def test_package_missing(self, tmp_path, without):
        """The doctor speaks all the same, and says that no book can be made."""
        done = self.run(tmp_path, "doctor", without=without)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Python 3." in done.stdout
        assert "cannot" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    @pytest.mark.parametrize("without", [("typer",), ("pandas",)])
    def test_other_commands_say_what_to_do(self, tmp_path, without):
        """And give no traceback."""
        done = self.run(tmp_path, "check", without=without)
        assert done.returncode == 1
        assert done.stderr.startswith(f"The Python package that provides {without[0]} is not installed, or not whole.")
        assert "Traceback" not in done.stderr


def test_examine_names_the_county(county):
    """Machine first, then the county asked for."""
    titles = [title for title, _ in doctor.examine(county().folder)]
    assert titles[0] == "This machine"
    assert str(county().folder) in titles[1]
