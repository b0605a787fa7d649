"""The log: one bounded file, no payloads; other people's chatter that prints radio bytes is dropped."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

# Below INFO these print what was read and written over the air, passwords among it.
_TALKATIVE = ("bleak", "dbus_fast", "bumble", "asyncio", "PIL")
_BYTES = 1_000_000
_FILES = 3


def begin(folder: Path) -> Path:
    """Start the log in `folder`; gives the file's path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "walkdown.log"
    handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(harmless)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    quieten()
    return path


def quieten() -> None:
    """Raise the floor of the talkative ones, whatever a handler elsewhere asks for."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def harmless(record: logging.LogRecord) -> bool:
    """Whether a record may be written: ours, or at least a warning from others."""
    return record.name.startswith("walkdown") or record.levelno >= logging.WARNING
