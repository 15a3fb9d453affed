"""One module a research question: `compute` makes its tables and tests, `write` puts the protected ones into words."""
