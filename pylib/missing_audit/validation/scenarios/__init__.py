"""One module a module of `statistics`, each with its `SCENARIOS`; found by their names."""
