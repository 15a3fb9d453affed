"""Figures of protected tables: story title, statistical subtitle, direct labels, intervals, source line."""

from missing_audit.charts.collation import known, pairs, weights
from missing_audit.charts.counts import placement_fit, placements, recorders, steps, years
from missing_audit.charts.season import hours, months, weekdays

__all__ = ["hours", "known", "months", "pairs", "placement_fit", "placements", "recorders", "steps", "weekdays", "weights", "years"]
