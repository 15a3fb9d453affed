"""Figures of protected tables: story title, statistical subtitle, direct labels, intervals, source line."""

from missing_audit.charts.boundary import flows, tracked
from missing_audit.charts.characteristics import county_groups, group_ratios
from missing_audit.charts.collation import known, pairs, weights
from missing_audit.charts.counts import placement_fit, placements, recorders, steps, years
from missing_audit.charts.links import accounted, difficulties, odds
from missing_audit.charts.place import funnel, tiles
from missing_audit.charts.ratios import factors, responses
from missing_audit.charts.reasons import interviewed, reasons
from missing_audit.charts.recurrence import again, before, concentration
from missing_audit.charts.risk import areas, bands, benefit, grades
from missing_audit.charts.season import hours, months, weekdays

__all__ = ["accounted", "again", "areas", "bands", "before", "benefit", "concentration", "county_groups",
           "difficulties", "factors", "flows", "funnel", "grades", "group_ratios", "hours", "interviewed", "known",
           "months", "odds", "pairs", "placement_fit", "placements", "reasons", "recorders", "responses", "steps",
           "tiles", "tracked", "weekdays", "weights", "years"]
