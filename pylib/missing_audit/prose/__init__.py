"""One module a research question: `write` puts the protected tables of a finding into sentences."""
