"""The invented county's `audit.toml`, which names every extract that is written."""

from __future__ import annotations

from missing_audit.sources import SOURCES
from missing_audit.synthesis import county
from missing_audit.synthesis.papers import PAPERS

__all__ = ["settings_toml"]

_HEAD = """\
# An invented county. Everything named here, and every child in its extracts, is made up by `missing-audit synthesise`.

[county]
name = "{name}"
authority = "{name} County Council"
synthetic = true
seed = {seed}
districts = [{districts}]

# Degrees north of the county's middle, for the length of the day.
latitude = 53.5

[period]
start = 2014-04-01
end = 2017-03-31

[ages]
youngest = 10
oldest = 17

[disclosure]
threshold = 5
dominance = 0.5

[document]
title = "Children and young people who go missing"
subtitle = "A themed audit for {name}, April 2014 to March 2017"
commissioner = "Directorate for Children and Young People, {name} County Council"
agreed_by = "Multi-agency steering group"
agreed_on = 2017-07-20
timescale = "May to October 2017"
published = 2017-10-31
contact = "Performance and Audit Office, County Hall, Larkhaven"

[[document.roles]]
role = "Senior auditor (lead)"
duty = "Design, methodology, procedure, analysis, findings, recommendations and reporting"

[[document.roles]]
role = "Two auditors"
duty = "Deep dive of individual cases, cross-service interrogation and multi-agency work"

[[document.versions]]
version = "0.1"
date = 2017-05-15
purpose = "First draft of scope and method, for the steering group's comments"

[[document.versions]]
version = "0.2"
date = 2017-06-19
purpose = "Second draft, with the steering group's comments answered"

[[document.versions]]
version = "1.0"
date = 2017-10-31
purpose = "First edition of the report: four research questions"

[linkage]
key = "linkage.key"
# Who every row is truly of, to mark the linkage by; only an invented county can have it.
truth = "truth_links.csv"

# Agencies by the names that the county knows them by; whatever is not named here has its general name.
[agencies.police]
name = "{name} Constabulary"
"""
_TAIL = """\

[reference]
populations = "populations.csv"
areas = "areas.csv"
adjacency = "adjacency.csv"
tile_map = "tile_map.csv"
school_terms = "school_terms.csv"
"""


def settings_toml(seed: int) -> bytes:
    """Bytes of `audit.toml`."""
    districts = ", ".join(f'"{name}"' for name in county.DISTRICTS)
    sources = [f'\n[sources.{name}]\npath = "{paper.file}"\nlayout = "{next(iter(SOURCES[name].layouts))}"\n'
               for name, paper in PAPERS.items()]
    return (_HEAD.format(name=county.NAME, seed=seed, districts=districts) + "".join(sources) + _TAIL).encode()
