"""Compute once: what changes the key, what is reused, and that a killed run leaves everything whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from missing_audit import analysis, store
from missing_audit.collation import collate, current_inputs
from missing_audit.errors import StoreError
from missing_audit.store import Store, tree_digest
from smallshire import AUDIT, POLICE


def said(settings, step) -> list[str]:
    """What a step reports."""
    lines: list[str] = []
    step(settings, report=lines.append)
    return lines


class TestReuse:
    """Nothing changed, nothing computed; one thing changed, everything that rests on it computed."""

    def test_nothing_changed(self, county):
        """The second run takes the store's results, and leaves their bytes alone."""
        settings = county()
        folder = analysis.analyse(settings)
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert said(settings, analysis.analyse) == ["Findings: unchanged, taken from the store."]
        assert said(settings, collate) == ["Collated extracts: unchanged, taken from the store."]
        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before

    @pytest.mark.parametrize("change", [
        {"police_csv": POLICE.replace("06/06/2014 02:00", "06/06/2014 03:00")},
        {"audit_toml": AUDIT.replace("[reference]", "[ages]\nyoungest = 11\n[reference]")},
        {"linkage_key": "another key of the small county"},
        {"populations_csv": None},
    ])
    def test_one_extract_row_or_setting(self, county, change):
        """Recomputed, under another key."""
        settings = county()
        analysis.analyse(settings)
        key = current_inputs(settings).key
        if change.get("populations_csv", "") is None:
            path = settings.folder / "populations.csv"
            path.write_text(path.read_text(encoding="utf-8").replace(",50", ",51"), encoding="utf-8")
        else:
            settings = county(**change)
        assert "Computing and protecting the findings …" in said(settings, analysis.analyse)
        assert current_inputs(settings).key != key

    def test_one_library_function(self, county, tmp_path, monkeypatch):
        """A helper that another module imports is enough: the key hashes the package's whole source."""
        package = tmp_path / "package"
        (package / "statistics").mkdir(parents=True)
        helper = package / "statistics" / "estimate.py"
        helper.write_text("def rate(): return 1\n", encoding="utf-8")
        monkeypatch.setattr(store, "PACKAGE", package)
        settings = county()
        analysis.analyse(settings)
        assert said(settings, analysis.analyse) == ["Findings: unchanged, taken from the store."]
        helper.write_text("def rate(): return 2\n", encoding="utf-8")
        tree_digest.cache_clear()
        assert "Computing and protecting the findings …" in said(settings, analysis.analyse)
        tree_digest.cache_clear()

    def test_same_bytes(self, county):
        """Computed again from nothing, the results are the same to the byte, whatever the pseudonyms' key."""
        def results(**change):
            settings = county(**change)
            folder = analysis.analyse(settings)
            texts = [(folder / name).read_bytes() for name in ("findings.json", "overview.json")]
            for path in settings.folder.glob(".store/*"):
                subprocess.run(["rm", "-r", path], check=True)
            return texts

        first = results()
        assert results() == first
        assert results(linkage_key="an entirely different key") == first


class TestIdentity:
    """Names stay behind linkage."""

    def test_only_the_linkage_folder_names_anybody(self, county):
        """Every other file of the store is searched for names, births and numbers of the extracts."""
        settings = county()
        analysis.analyse(settings)
        files = [path for path in settings.folder.glob(".store/**/*") if path.is_file()]
        private = [path for path in files if "linkage" in path.parts]
        assert len(private) == 1
        assert private[0].stat().st_mode & 0o777 == 0o600
        for path in set(files) - set(private):
            content = path.read_bytes()
            for secret in (b"Neil", b"Cole", b"2002-02-01", b"01/02/2002"):
                assert secret not in content, path


class TestWriting:
    """Whole or not at all."""

    def test_a_fault_leaves_nothing(self, county):
        """Half a result never takes the place of a whole one."""
        kept = Store(county())
        with kept.writing("collate", "old") as draft:
            (draft / "a").write_text("whole", encoding="utf-8")
        with pytest.raises(ZeroDivisionError), kept.writing("collate", "new") as draft:
            (draft / "a").write_text("half", encoding="utf-8")
            raise ZeroDivisionError
        assert not kept.has("collate", "new")
        assert (kept.latest("collate") / "a").read_text(encoding="utf-8") == "whole"
        assert not list(kept.root.glob("draft-*"))

    def test_nothing_yet(self, county):
        """A chapter that is read before the analysis is told what to run."""
        with pytest.raises(StoreError, match="missing-audit analyse"):
            Store(county()).latest("analyse")

    @pytest.mark.skipif(os.name == "nt", reason="signals as on Unix")
    def test_killed_midway(self, county):
        """A run killed while it writes leaves the store's last result; the next run clears up and completes."""
        settings = county()
        folder = collate(settings)
        settings = county(police_csv=POLICE.replace("02:00", "02:30"))
        slow = ("import time, pandas as pd; from pathlib import Path\n"
                "write = pd.DataFrame.to_parquet\n"
                "def slowly(self, *a, **k): write(self, *a, **k); print('wrote', flush=True); time.sleep(30)\n"
                "pd.DataFrame.to_parquet = slowly\n"
                "from missing_audit.collation import collate; from missing_audit.config import load\n"
                f"collate(load(Path({str(settings.folder)!r})))\n")
        run = subprocess.Popen([sys.executable, "-c", slow], stdout=subprocess.PIPE)
        assert run.stdout.readline()
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert list(settings.folder.glob(".store/draft-*"))
        assert Store(settings).latest("collate") == folder
        collate(settings)
        assert not list(settings.folder.glob(".store/draft-*"))
        assert Store(settings).latest("collate") != folder


def test_example_reuse_is_quick(example):
    """A second collation of the example is a matter of hashing."""
    settings, folder = example
    begun = time.perf_counter()
    assert collate(settings) == folder
    assert time.perf_counter() - begun < 2
    assert isinstance(folder, Path)
