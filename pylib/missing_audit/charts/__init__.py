"""Figures of protected tables: story title, statistical subtitle, direct labels, intervals, source line."""

from missing_audit.charts.characteristics import county_groups, group_ratios
from missing_audit.charts.collation import known, pairs, weights
from missing_audit.charts.counts import placements, recorders, steps, years
from missing_audit.charts.season import hours, months, weekdays

__all__ = ["county_groups", "group_ratios", "hours", "known", "months", "pairs", "placements", "recorders", "steps",
           "weekdays", "weights", "years"]
