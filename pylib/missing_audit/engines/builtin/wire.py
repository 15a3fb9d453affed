"""The Jupyter protocol over its sockets, without an event loop: send code, read what comes back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session

__all__ = ["Wire"]


class Wire:
    """Sockets to the kernel that listens where a `connection` file says."""

    def __init__(self, connection: Path) -> None:
        place = json.loads(connection.read_text(encoding="utf-8"))
        self._session = Session(key=place["key"].encode(), signature_scheme=place["signature_scheme"])
        self._context = zmq.Context()
        self._shell = self._context.socket(zmq.DEALER)
        self._iopub = self._context.socket(zmq.SUB)
        self._iopub.setsockopt(zmq.SUBSCRIBE, b"")
        joint = "-" if place["transport"] == "ipc" else ":"
        for socket, port in ((self._shell, "shell_port"), (self._iopub, "iopub_port")):
            socket.linger = 0
            socket.connect(f"{place['transport']}://{place['ip']}{joint}{place[port]}")

    def wait(self, alive: Callable[[], bool], seconds: float = 120) -> bool:
        """Wait until the kernel answers on both sockets; False if it does not."""
        end = time.monotonic() + seconds
        answered, heard = False, False
        while time.monotonic() < end and alive():
            self._session.send(self._shell, "kernel_info_request", {})
            pause = time.monotonic() + 0.3
            while not (answered and heard) and time.monotonic() < pause:
                answered = self._receive(self._shell, 0.05) is not None or answered
                heard = self._receive(self._iopub, 0.05) is not None or heard
            if answered and heard:
                return True
        return False

    def ask(self, code: str, *, hidden: bool) -> str:
        """Send `code`; the id that its messages bear."""
        content = {"code": code, "silent": False, "store_history": not hidden, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": True}
        return self._session.send(self._shell, "execute_request", content)["header"]["msg_id"]

    def hear(self, seconds: float) -> dict[str, Any] | None:
        """The next message of the kernel to everybody, or None if none comes in time."""
        return self._receive(self._iopub, seconds)

    def close(self) -> None:
        """Close the sockets."""
        self._shell.close()
        self._iopub.close()
        self._context.term()

    def _receive(self, socket: zmq.Socket, seconds: float) -> dict[str, Any] | None:
        if not socket.poll(int(seconds * 1000)):
            return None
        _, parts = self._session.feed_identities(socket.recv_multipart())
        return self._session.deserialize(parts)
