"""What this laptop remembers between sessions, in one small file: its camera, its adapter, its sounds."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable

FILE: Final = "settings.json"
MOST_BYTES: Final = 4096
MOST_KEY: Final = 64


@dataclass(frozen=True, slots=True)
class _Kept:
    camera: str = ""
    sounds: bool = True
    adapter: str = ""


class SettingsFile:
    """Implements `app.ports.Settings`. A file that is damaged counts as none, and is written anew."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the person's own; it is made when there is something to remember."""
        self._path = folder / FILE
        self._one_writer = threading.Lock()

    def camera(self) -> str:
        """The key that was kept last, at most MOST_KEY plain characters; else empty."""
        return self._read().camera

    def keep_camera(self, key: str) -> None:
        """Durable when it returns. Raises Setback(CANNOT_WRITE), also for what is no key."""
        if not _plain(key):
            raise Setback(Code.CANNOT_WRITE, detail="not a camera's key")
        with self._one_writer:
            self._write(replace(self._read(), camera=key))

    def adapter(self) -> str:
        """The address that was kept last, at most MOST_KEY plain characters; else empty."""
        return self._read().adapter

    def keep_adapter(self, address: str) -> None:
        """Durable when it returns. Raises Setback(CANNOT_WRITE), also for what is no address."""
        if not _plain(address):
            raise Setback(Code.CANNOT_WRITE, detail="not an adapter's address")
        with self._one_writer:
            self._write(replace(self._read(), adapter=address))

    def sounds(self) -> bool:
        """What was kept last; else that there are some."""
        return self._read().sounds

    def keep_sounds(self, on: bool) -> None:
        """Durable when it returns. Raises Setback(CANNOT_WRITE)."""
        with self._one_writer:
            self._write(replace(self._read(), sounds=on))

    def _read(self) -> _Kept:
        try:
            found = json.loads(durable.read_plain(self._path, MOST_BYTES))
        except (OSError, durable.NotPlain, ValueError, RecursionError):
            return _Kept()
        said = found if isinstance(found, dict) else {}
        sounds = said.get("sounds")
        return _Kept(
            _key(said.get("camera")),
            sounds if isinstance(sounds, bool) else True,
            _key(said.get("adapter")),
        )

    def _write(self, kept: _Kept) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            durable.write_whole(self._path, json.dumps(asdict(kept)).encode())
        except OSError as error:
            raise Setback(Code.CANNOT_WRITE, detail=type(error).__name__) from error


def _key(found: object) -> str:
    return found if isinstance(found, str) and _plain(found) else ""


def _plain(key: str) -> bool:
    return len(key) <= MOST_KEY and key.isascii() and key.isprintable()
