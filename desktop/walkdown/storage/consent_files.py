"""Opens the gate over this computer's ledger and the registry of purposes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from walkdown import __version__
from walkdown.app.engine import Joined
from walkdown.consent.entry import Entry
from walkdown.consent.former_words import parse_history
from walkdown.consent.gate import Circumstances, Gate
from walkdown.consent.keys import Keys, NoKeys
from walkdown.consent.ledger import Ledger, LedgerBroken, LedgerUnwritable, Standing
from walkdown.consent.policy import parse_policy
from walkdown.consent.policy_door import PolicyDoor
from walkdown.consent.registry import Registry, parse_registry
from walkdown.storage.ledger_source import LEDGER
from walkdown.storage.uptime import boot_id, uptime_ms

_NO_KEYS: Final = NoKeys()
Opened = Callable[[Ledger | None, Standing], None]


class Sealed:
    """Stands in for a ledger that does not verify or cannot be written: nothing may be used."""

    def __init__(self, why: LedgerBroken | LedgerUnwritable) -> None:
        self._why = why

    def append(self, entry: Entry) -> Entry:
        """Refuses: a use that is not written down is not made."""
        raise type(self._why)(str(self._why))

    def entries(self) -> tuple[Entry, ...]:
        """Nothing can be vouched for."""
        return ()

    def each(self) -> Iterator[Entry]:
        """Nothing can be vouched for."""
        return iter(())

    def newest(self, count: int) -> tuple[Entry, ...]:
        """Nothing can be vouched for."""
        return ()

    @property
    def size(self) -> int:
        """Nothing can be vouched for."""
        return 0

    @property
    def standing(self) -> Standing:
        """Why nothing may be used."""
        broken = isinstance(self._why, LedgerBroken)
        return Standing.BROKEN if broken else Standing.UNWRITABLE

    @property
    def public(self) -> bytes | None:
        """Nothing can be vouched for."""
        return None

    def pack_note(self, files: int, digest: bytes) -> bytes:
        """Nothing is signed."""
        return b""

    def receipt(self, seq: int) -> bytes:
        """There is no such entry."""
        raise IndexError(seq)

    def verify(self) -> bool:
        """It does not."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def gate_opener(
    folder: Path,
    resources: Path,
    keys: Keys = _NO_KEYS,
    lang: str = "en",
    *,
    opened: Opened = lambda ledger, standing: None,
) -> Callable[[Joined], Gate]:
    """How to open the gate once the engine's loop runs. Raises LedgerBusy while another has it.

    `keys` is where the key is that signs the ledger's checkpoints; `opened` is told what was opened.
    """

    def open_gate(joined: Joined) -> Gate:
        registry = parse_registry((resources / "purposes.toml").read_text("utf-8"), lang)
        book = _book(folder / LEDGER, keys)
        opened(book if isinstance(book, Ledger) else None, book.standing)
        return Gate(
            book,
            registry,
            joined.ask,
            _now,
            joined.changed,
            about=Circumstances(secrets.token_hex(8), __version__, boot_id(), uptime_ms),
            system=joined.system,
            policy=_policy(resources / "policy", registry),
            on_rest=joined.rested,
        )

    return open_gate


def _policy(folder: Path, registry: Registry) -> PolicyDoor:
    policy = parse_policy((folder / "policy.toml").read_text("utf-8"), registry)
    return PolicyDoor(policy, parse_history((folder / "history.toml").read_text("utf-8")))


def _book(path: Path, keys: Keys) -> Ledger | Sealed:
    try:
        return Ledger.open(path, lambda: int(_now().timestamp() * 1000), keys)
    except (LedgerBroken, LedgerUnwritable) as why:
        return Sealed(why)


def _now() -> datetime:
    return datetime.now(UTC)
