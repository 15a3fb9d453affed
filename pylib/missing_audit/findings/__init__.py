"""One module a research question: `compute` makes its tables, tests and refusals."""
