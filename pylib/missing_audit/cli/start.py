"""Where the command starts: nothing is imported here that an incomplete installation may lack."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from missing_audit.errors import AuditError

__all__ = ["guarded", "main"]


def main() -> None:
    """Run the command."""
    # The matrices are small, and several processes run side by side: threads of algebra would wait for each other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    guarded(_run)


def _run() -> None:
    try:
        from missing_audit.cli.commands import app
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("missing_audit") or sys.argv[1:2] != ["doctor"]:
            raise
        _doctor_alone(fault)
    app()


def _doctor_alone(fault: ModuleNotFoundError) -> None:
    """What the doctor can say without the packages that the command itself rests on."""
    from missing_audit.doctor import Check, Status, machine

    for check in [*machine(), Check(Status.cannot, _lacking(fault))]:
        print(f"  {check.status.value:<7} {check.text}")
    sys.exit(1)


def _lacking(fault: ModuleNotFoundError) -> str:
    return (f"The Python package that provides {fault.name} is not installed, or not whole. `missing-audit doctor` "
            "says what is lacking; `make report`, or pip install --require-hashes -r requirements.lock, installs it.")


def guarded(run: Callable[[], None]) -> None:
    """Run something; a fault that a message explains ends with that message and status 1, not with a traceback."""
    try:
        run()
    except AuditError as fault:
        _end(str(fault))
    except ModuleNotFoundError as fault:
        if (fault.name or "missing_audit").startswith("missing_audit"):
            raise
        _end(_lacking(fault))
    except OSError as fault:
        _end(f"{fault.filename or 'A file'}: {fault.strerror or fault}. Is it open elsewhere, or the folder not to be "
             "written to?")


def _end(message: str) -> None:
    """Say what is wrong, in red where that can be shown, and end with status 1."""
    colour = sys.stderr.isatty()
    print(f"\033[31m{message}\033[0m" if colour else message, file=sys.stderr)
    sys.exit(1)
