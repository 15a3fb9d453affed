"""A process with the slow imports done, which forks a clean kernel for every chapter (Linux only).

Reads one JSON line a kernel from standard input: ``connection`` (file), ``folder``, ``log``; answers with the
kernel's process id. It ends, and the kernels with it, when standard input is closed.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys

__all__ = ["main"]


def main(modules: list[str]) -> None:
    """Import `modules` and serve until standard input ends."""
    import ipykernel.kernelapp  # noqa: F401

    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 (the chapter that needs the module reports the fault, with its line)
            sys.modules.pop(name, None)
    if "plotnine" in sys.modules:
        _draw_once()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.readline():
        wish = json.loads(line)
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            _become_kernel(wish, parent)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _draw_once() -> None:
    """Draw a plot that nobody sees: the first in a process takes half a second longer than the others."""
    from io import BytesIO

    import matplotlib.pyplot as plt
    import pandas as pd
    from plotnine import aes, geom_point, ggplot

    figure = (ggplot(pd.DataFrame({"x": [1, 2], "y": [1, 2]}), aes("x", "y")) + geom_point()).draw()
    for name in ("svg", "png"):
        figure.savefig(BytesIO(), format=name)
    plt.close(figure)


def _become_kernel(wish: dict[str, str], parent: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.chdir(wish["folder"])
    sys.argv = ["kernel"]
    sys.path.insert(0, "")
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", wish["connection"], f"--IPKernelApp.parent_handle={parent}"])
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
