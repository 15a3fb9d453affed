"""A real Jupyter kernel for a chapter, started fresh or forked from a process with the imports done."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import write_connection_file

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.wire import Wire
from missing_audit.processes import alive

__all__ = ["Kernel", "Nursery", "kernel_environment"]

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


def kernel_environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """Environment of the kernels: this process's, the caller's `extra`, and this package importable."""
    environment = {**os.environ, **(extra or {})}
    paths = [str(_PACKAGE_ROOT), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(path for path in paths if path))
    environment["MPLBACKEND"] = "agg"
    environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    return environment


class Nursery:
    """Gives out kernel processes. On Linux they are forked from one process that has imported `modules`."""

    def __init__(self, modules: Sequence[str], environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._parent: subprocess.Popen[str] | None = None
        if sys.platform == "linux":
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "missing_audit.engines.builtin.nursery", *modules],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                env=self._environment, start_new_session=True,
            )

    def start(self, connection: Path, folder: Path, log: Path) -> int:
        """Start a kernel on the `connection` file, in `folder`; return its process id."""
        if self._parent is None:
            return self._spawn(connection, folder, log)
        wish = json.dumps({"connection": str(connection), "folder": str(folder), "log": str(log)})
        with self._lock:
            try:
                self._parent.stdin.write(wish + "\n")
                self._parent.stdin.flush()
                return int(self._parent.stdout.readline())
            except (OSError, ValueError):
                raise EngineError("the process that starts the kernels has ended; try again") from None

    def _spawn(self, connection: Path, folder: Path, log: Path) -> int:
        with log.open("ab") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "ipykernel_launcher", "-f", str(connection)], cwd=folder,
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                env={**self._environment, "JPY_PARENT_PID": str(os.getpid())},
            )
        return process.pid

    def close(self) -> None:
        """End the process that forks; kernels still running end with it."""
        if self._parent is not None:
            self._parent.stdin.close()
            self._parent.wait()
            self._parent.stdout.close()


class Kernel:
    """One kernel, used for one chapter."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
        home = Path(self._home.name)
        self._log = home / "log"
        unix = os.name == "posix"
        connection, _ = write_connection_file(
            str(home / "k.json"), transport="ipc" if unix else "tcp",
            ip=str(home / "k") if unix else "", kernel_name="python3",
            key=secrets.token_hex(32).encode(),
        )
        self._pid = nursery.start(Path(connection), folder, self._log)
        self._wire = Wire(Path(connection))
        if not self._wire.wait(self._alive):
            words = self._last_words()
            self.close()
            raise EngineError(f"the kernel did not start: {words}")

    def execute(self, code: str, *, hidden: bool = False) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """Run `code`; return its output messages and, if it raised, the error message."""
        request = self._wire.ask(code, hidden=hidden)
        outputs: list[dict[str, Any]] = []
        error = None
        while True:
            message = self._wire.hear(1)
            if message is None:
                if not self._alive():
                    raise EngineError(f"the kernel died: {self._last_words()}")
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return outputs, error
            if kind == "error":
                error = content
            elif kind in {"stream", "display_data", "execute_result"}:
                outputs.append({"kind": kind, **content})

    def close(self) -> None:
        """Stop the kernel and remove its files."""
        self._wire.close()
        try:
            os.kill(self._pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            if os.name == "posix":
                os.waitpid(self._pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        self._home.cleanup()

    def _alive(self) -> bool:
        try:
            if os.name == "posix":
                os.waitpid(self._pid, os.WNOHANG)
        except ChildProcessError:
            pass
        return alive(self._pid)

    def _last_words(self) -> str:
        text = self._log.read_text(encoding="utf-8", errors="replace").strip() if self._log.exists() else ""
        return " / ".join(text.splitlines()[-3:]) or "no message"
