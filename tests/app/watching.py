"""Watches what the interpreter does for the program: sockets, files, other programs, each with its lease.

An audit hook can never be removed, so there is one for the whole run, and it looks away outside `watch`.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from walkdown.consent.entry import USE_ENDS, Happened
from walkdown.consent.gate import Gate
from walkdown.consent.purpose import Purpose

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PROGRAMS = (
    *("subprocess.Popen", "os.exec", "os.system", "os.posix_spawn", "os.fork", "os.forkpty"),
    *("os.spawn", "os.startfile", "os.startfile/2", "webbrowser.open", "pty.spawn"),
    *("smtplib.connect", "ftplib.connect", "urllib.Request", "http.client.connect"),
)
SOCKETS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
# What loading a module writes, and what only reads.
_NOT_OURS = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2] / "desktop"))
_watchers: list[Watch] = []
_mine = threading.local()
_hooked = False


class Watch:
    """Over one gate. `own` are the folders of the program itself, `out` the one the person picks."""

    def __init__(self, own: tuple[Path, ...], out: Path, picture: Path) -> None:
        self.own = tuple(str(folder) for folder in own)
        self.out, self.picture = str(out), str(picture)
        self.gate: Gate | None = None
        self.seen: Counter[str] = Counter()
        self.purposes: set[Purpose] = set()
        self.unleased: list[str] = []

    def needs(self, what: str, *purposes: Purpose) -> None:
        """This happens now: one of these is in use, and its beginning is in the ledger."""
        self.seen[what] += 1
        live = {purpose for purpose in purposes if self._is_live(purpose)}
        self.purposes |= live
        if not live:
            self.unleased.append(what)

    def _is_live(self, purpose: Purpose) -> bool:
        if self.gate is None or purpose not in {use.purpose for use in self.gate.uses()}:
            return False
        entries = self.gate.history()
        ended = {e.record for e in entries if e.event in USE_ENDS}
        started = (e for e in entries if e.event is Happened.USE_START and e.purpose == purpose)
        return any(e.seq not in ended for e in started)

    # --- what the interpreter tells

    def saw(self, event: str, args: tuple[Any, ...]) -> None:
        """One audit event."""
        if event == "subprocess.Popen" and _called_from("vision/reading_line.py"):
            # This program again, to decode: it is there for a camera or a picture, and for no more.
            self.needs("reading process", Purpose.SCAN_QR, Purpose.PHOTO_PICK)
        elif event in PROGRAMS:
            self.needs(f"{event} {args[:1]}")
        elif event in SOCKETS:
            self.needs(event, Purpose.LAN_PROBE, Purpose.WIFI_SETUP)
        elif event == "socket.bind":
            self._bind(args[1])
        elif event == "open":
            self._open(*args)
        elif event in CHANGES:
            for path in args[:2]:
                self._changes(event, path)

    def _bind(self, address: Any) -> None:
        """Only the practice devices listen, on this laptop alone."""
        self.seen["socket.bind"] += 1
        if address[0] != "127.0.0.1" or not _called_from("practice/endpoint.py"):
            self.unleased.append(f"socket.bind {address}")

    def _open(self, path: Any, mode: Any, flags: Any) -> None:
        text = _text(path)
        if text == self.picture:
            self.needs("open picture", Purpose.PHOTO_PICK)
        writes = bool(flags & _WRITES) if isinstance(flags, int) else False
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            self._changes("open to write", path)

    def _changes(self, what: str, path: Any) -> None:
        text = _text(path)
        if not text or text.startswith((*self.own, *_NOT_OURS)) or text == os.devnull:
            return
        if text.startswith(self.out):
            self.needs(what, Purpose.FILE_EXPORT)
        else:
            self.unleased.append(f"{what} {text}")


def _text(path: Any) -> str:
    """An absolute path; empty for a handle that is open already."""
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    return str(Path(path).absolute()) if isinstance(path, (str, os.PathLike)) else ""


def _called_from(file: str) -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith(file):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _watchers or getattr(_mine, "quiet", False):
        return
    with quiet():
        for watcher in tuple(_watchers):
            watcher.saw(event, args)


@contextmanager
def quiet() -> Iterator[None]:
    """What this thread does meanwhile is the test's own doing."""
    before, _mine.quiet = getattr(_mine, "quiet", False), True
    try:
        yield
    finally:
        _mine.quiet = before


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """From here to the end everything is seen, in every thread."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    _watchers.append(watch)
    try:
        yield watch
    finally:
        _watchers.remove(watch)


def wrapped(watch: Watch, what: str, purpose: Purpose, call: Callable[..., Any]) -> Any:
    """The call, whose lease is looked for each time before it is made."""

    def seen(*args: Any, **more: Any) -> Any:
        watch.needs(what, purpose)
        return call(*args, **more)

    return seen
