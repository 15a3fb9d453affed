"""The data dictionary: canonical tables, columns and code lists, described here and nowhere else."""

from missing_audit.schema.collated import COLLATED, NAMED_PLACEMENTS, PLACEMENTS, SCOPES
from missing_audit.schema.columns import Code, Column, Table, code_list
from missing_audit.schema.sources import SOURCES

__all__ = ["COLLATED", "NAMED_PLACEMENTS", "PLACEMENTS", "SCOPES", "SOURCES", "Code", "Column", "Table", "code_list"]
