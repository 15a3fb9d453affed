"""The two engines that Splink can run on: DuckDB on this machine, or Spark."""

from __future__ import annotations

import importlib.util
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from missing_audit.config import Linkage
from missing_audit.errors import ConfigError

__all__ = ["engine"]

_ARRAYS = "CREATE MACRO arrays_overlap(a, b) AS list_has_any(a, b)"
"""What Spark calls it, so that both engines read the same conditions."""


@contextmanager
def engine(options: Linkage) -> Iterator[Any]:
    """A database for Splink, with a folder of its own for what does not fit into memory; both are gone afterwards.

    Parameters
    ----------
    options
        Which engine, how much memory, how many threads.

    Yields
    ------
    DatabaseAPI
        Splink's own.

    Raises
    ------
    ConfigError
        If Spark is asked for where pyspark or Java is absent.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="missing-audit-") as folder:
        yield from (_spark if options.engine == "spark" else _duckdb)(options, folder)


def _duckdb(options: Linkage, folder: str) -> Iterator[Any]:
    import duckdb
    from splink import DuckDBAPI

    # Spilled records name children: they stay in a folder that only its owner can read.
    with duckdb.connect(config={"memory_limit": options.memory, "threads": options.threads,
                                "temp_directory": folder, "preserve_insertion_order": False}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_ARRAYS)
        yield DuckDBAPI(connection)


def _spark(options: Linkage, folder: str) -> Iterator[Any]:
    for found, what, remedy in ((importlib.util.find_spec("pyspark"), "pyspark", "pip install missing-audit[spark]"),
                                (shutil.which("java"), "Java", "install a Java runtime, 17 or later")):
        if not found:
            raise ConfigError(f"linkage.engine = 'spark': {what} is not installed. Either {remedy}, or set "
                              "linkage.engine = \"duckdb\", which needs neither.")
    from pyspark.sql import SparkSession
    from splink import SparkAPI
    from splink.backends.spark import similarity_jar_location

    session = (SparkSession.builder.master(f"local[{options.threads}]").appName("missing-audit")
               .config("spark.jars", similarity_jar_location()).config("spark.driver.memory", _java(options.memory))
               .config("spark.local.dir", folder).config("spark.sql.warehouse.dir", folder)
               .config("spark.sql.shuffle.partitions", 4 * options.threads).config("spark.ui.enabled", "false")
               .config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
               .config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate())
    with warnings.catch_warnings():
        # It warns of a pandas newer than its own; what it hands over is whole numbers and floats alone.
        warnings.simplefilter("ignore")
        try:
            yield SparkAPI(spark_session=session, break_lineage_method="persist")
        finally:
            session.stop()


def _java(memory: str) -> str:
    """An amount of memory as Java writes it: 4g for 4GB."""
    return memory.lower().replace("ib", "").replace("b", "").replace(" ", "")
