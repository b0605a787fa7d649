"""The ledger's key and its mirror in the computer's own keychain; only in a real one."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from walkdown.consent.keys import SEED_BYTES, Signer, found_signer, new_seed
from walkdown.storage.key_stores import TIMEOUT_S, KeyStores, installed_backend

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "Walkdown ledger"
_MOST_TEXT: Final = 200
_MIRROR = re.compile(r"(0|[1-9][0-9]{0,18}) ([0-9a-f]{64})", re.ASCII)


class Keychain:
    """The keys of ledgers, where this computer has a real keychain; see `key_stores`."""

    def __init__(
        self,
        backend: Callable[[], KeyringBackend] = installed_backend,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._stores = KeyStores(SERVICE, backend, timeout_s)
        self._one = threading.Lock()

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer | None:
        """The key kept, or a new one that was never known. Raises LostKey.

        None where there is no keychain, or where the one that may hold the key is locked.
        """
        with self._one:
            found = self._stores.read(ledger_id)
            seed = _seed(found.text)
            if seed is None and known_public is None:
                seed = self._made(ledger_id)
            if seed is None and not (found.everywhere and known_public):
                return None
            return found_signer(seed, ledger_id, known_public)

    def mirror(self, ledger_id: str) -> tuple[int, str] | None:
        """The size and root kept last; None also where they do not parse."""
        with self._one:
            text = self._stores.read(_mirror_name(ledger_id)).text
        form = _MIRROR.fullmatch(text or "")
        return (int(form[1]), form[2]) if form else None

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        """Keep them, where it can be done."""
        with self._one:
            self._stores.write(_mirror_name(ledger_id), f"{size} {root_hex}")

    def _made(self, ledger_id: str) -> bytes | None:
        """A new seed, once it is known to be kept: some stores drop what they are given."""
        seed = new_seed()
        self._stores.write(ledger_id, base64.b64encode(seed).decode())
        return seed if _seed(self._stores.read(ledger_id).text) == seed else None


def _seed(text: str | None) -> bytes | None:
    """The seed of a text that was kept; None where it is none."""
    try:
        seed = base64.b64decode((text or "")[:_MOST_TEXT], validate=True)
    except ValueError:
        return None
    return seed if len(seed) == SEED_BYTES else None


def _mirror_name(ledger_id: str) -> str:
    return f"{ledger_id} mirror"
