"""A large invented county: a million children and five million reports in a few minutes, to try the pipeline on.

The small county (`missing_audit.synthesis`) is lived day by day, so that every finding has something to find. Here
only what linkage and size depend on is drawn, whole columns at a time: who is a child's sibling or twin, where it
lives and when it moves, how often it goes missing, which agency writes it down, and how it mistypes.

`pools` (names and postcodes to draw from) · `people` (children) · `lives` (care, and times away) · `texts` (columns of
text) · `parts`, `police`, `records`, `homes` (what each agency writes) · `folder` (the files, and the truth beside
them).
"""

from missing_audit.synthesis.scale.folder import TRUTH, large_county

__all__ = ["TRUTH", "large_county"]
