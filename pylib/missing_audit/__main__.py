"""`python -m missing_audit` is the command `missing-audit`."""

from missing_audit.cli import main

main()
