"""The words of the data dictionary: columns, tables, code lists, and the groups that findings report in."""

from missing_audit.schema.columns import Code, Column, Table, code_list
from missing_audit.schema.groups import ETHNIC_GROUPS, NAMED_PLACEMENTS, ORIENTATIONS, PLACEMENTS, SCOPES, SEASONS

__all__ = ["ETHNIC_GROUPS", "NAMED_PLACEMENTS", "ORIENTATIONS", "PLACEMENTS", "SCOPES", "SEASONS", "Code", "Column",
           "Table", "code_list"]
