"""Whether a process is still there, on each kind of system."""

from __future__ import annotations

import os

__all__ = ["alive"]

_STILL_ACTIVE = 259
_QUERY = 0x1000


def alive(process: int) -> bool:
    """Whether a process of this number is running.

    Examples
    --------
    >>> alive(os.getpid())
    True
    """
    if os.name == "nt":  # signal 0 is Ctrl-C there, and no probe
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(_QUERY, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == _STILL_ACTIVE
