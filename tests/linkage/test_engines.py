"""Both engines, and what is said where one is absent."""

import importlib.util
import shutil

import pandas as pd
import pytest

from missing_audit.config import Linkage
from missing_audit.errors import ConfigError
from missing_audit.linkage.engines import engine
from missing_audit.linkage.solution import solve
from missing_audit.quality import check_all

KEY = b"k" * 20
ABSENT = [name for name, found in (("pyspark", importlib.util.find_spec("pyspark")), ("Java", shutil.which("java")))
          if not found]


class TestDuckdb:
    """On this machine."""

    def test_the_folder_for_what_is_spilled_is_gone_afterwards(self):
        with engine(Linkage(memory="200MB", threads=1)) as database:
            told = dict(database.query_sql(
                "SELECT name, value FROM duckdb_settings() WHERE name IN ('temp_directory', 'threads')",
                output_type="pandas").itertuples(index=False))
        assert told["threads"] == "1"
        assert "missing-audit-" in told["temp_directory"]
        with pytest.raises(FileNotFoundError):
            open(told["temp_directory"])  # noqa: PTH123, SIM115


class TestSpark:
    """The same settings object."""

    @pytest.mark.parametrize("lacking", ["pyspark", "Java"])
    def test_absent(self, monkeypatch, lacking):
        """What is lacking is named, with a way out."""
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if lacking == "pyspark" else name)
        monkeypatch.setattr(shutil, "which", lambda _: None)
        with pytest.raises(ConfigError, match=rf"{lacking} is not installed.*duckdb"), engine(Linkage(engine="spark")):
            pass

    @pytest.mark.skipif(bool(ABSENT), reason=f"{' and '.join(ABSENT)} not installed")
    def test_the_same_children(self, example):
        """Model, pairs and children of the example are DuckDB's to the last bit."""
        used = check_all(example[0]).used
        one, other = (solve(used, Linkage(engine=name), key=KEY) for name in ("duckdb", "spark"))
        assert one.model == other.model
        pd.testing.assert_frame_equal(one.pairs, other.pairs, check_exact=True)
        assert (one.groups(0.99) == other.groups(0.99)).all()
