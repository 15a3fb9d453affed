"""The words of the data dictionary: columns, tables, code lists, and the tables that collation makes."""

from missing_audit.schema.collated import COLLATED, NAMED_PLACEMENTS, PLACEMENTS, SCOPES
from missing_audit.schema.columns import Code, Column, Table, code_list

__all__ = ["COLLATED", "NAMED_PLACEMENTS", "PLACEMENTS", "SCOPES", "Code", "Column", "Table", "code_list"]
