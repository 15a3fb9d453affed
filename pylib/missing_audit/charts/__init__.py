"""Figures of protected tables: story title, statistical subtitle, direct labels, intervals, source line."""

from missing_audit.charts.collation import known, pairs, weights
from missing_audit.charts.counts import placements, recorders, steps, years
from missing_audit.charts.place import funnel, tiles
from missing_audit.charts.ratios import factors, responses
from missing_audit.charts.recurrence import again, before, concentration
from missing_audit.charts.season import hours, months, weekdays

__all__ = ["again", "before", "concentration", "factors", "funnel", "hours", "known", "months", "pairs", "placements",
           "recorders", "responses", "steps", "tiles", "weekdays", "weights", "years"]
