"""A clock that nobody can set: how long this computer has been up, and which of its runs this is."""

from __future__ import annotations

import hashlib
import secrets
import sys
import time
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def uptime_ms() -> int:
    """Milliseconds since some moment of this run of the computer; counts on while it sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    if sys.platform == "darwin":
        # Python's own monotonic clock stands still in a sleeping Mac; this one does not.
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def boot_id() -> str:
    """16 hex digits for this run of the computer, where the system names it; else for this call.

    Linux: a hash of /proc/sys/kernel/random/boot_id, so that the record cannot be joined with others.
    """
    try:
        named = _BOOT.read_bytes()[:64] if sys.platform == "linux" else b""
    except OSError:
        named = b""
    return hashlib.sha256(b"walkdown" + named).hexdigest()[:16] if named else secrets.token_hex(8)
