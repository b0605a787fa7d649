"""The ledger's key and its mirror in the computer's own keychain; only in a real one."""

from __future__ import annotations

import base64
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from walkdown.consent.keys import SEED_BYTES, Signer, found_signer, new_seed

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "Walkdown ledger"
# A keychain that asks its user to unlock it waits for them; the program waits this long for both.
TIMEOUT_S: Final = 15.0
# By name: importing them all costs time, and each can be imported on its own system only.
REAL: Final = frozenset(
    {
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
    }
)
CHAINER: Final = "keyring.backends.chainer.ChainerBackend"
_MOST_TEXT: Final = 200
_MIRROR = re.compile(r"(0|[1-9][0-9]{0,18}) ([0-9a-f]{64})", re.ASCII)

_log = logging.getLogger(__name__)
T = TypeVar("T")


class _NoAnswer(Exception):
    """The keychain is locked, gone, or does not answer in time."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read: None for nothing; `everywhere` unless a store did not answer."""

    text: str | None
    everywhere: bool


def installed_backend() -> KeyringBackend:
    """The backend that keyring has chosen for this computer. Slow the first time."""
    import keyring

    return keyring.get_keyring()


class Keychain:
    """Keys in macOS Keychain, Windows Credential Locker, Secret Service or KWallet.

    Anything else is as if there were no key store: a key in the clear protects nothing. Every
    call is blocking and bounded; after one that did not answer in time the rest are not tried.
    """

    def __init__(
        self,
        backend: Callable[[], KeyringBackend] = installed_backend,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._backend = backend
        self._timeout_s = timeout_s
        self._stores: tuple[KeyringBackend, ...] | None = None
        self._hung = False
        self._one = threading.Lock()

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer | None:
        """The key kept, or a new one that was never known. Raises LostKey.

        None where there is no keychain, or where the one that may hold the key is locked.
        """
        with self._one:
            found = self._read(ledger_id)
            seed = _seed(found.text)
            if seed is None and known_public is None:
                seed = self._made(ledger_id)
            if seed is None and not (found.everywhere and known_public):
                return None
            return found_signer(seed, ledger_id, known_public)

    def mirror(self, ledger_id: str) -> tuple[int, str] | None:
        """The size and root kept last; None also where they do not parse."""
        with self._one:
            text = self._read(_mirror_name(ledger_id)).text
        form = _MIRROR.fullmatch(text or "")
        return (int(form[1]), form[2]) if form else None

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        """Keep them, where it can be done."""
        with self._one:
            self._write(_mirror_name(ledger_id), f"{size} {root_hex}")

    def _made(self, ledger_id: str) -> bytes | None:
        """A new seed, once it is known to be kept: some stores drop what they are given."""
        seed = new_seed()
        self._write(ledger_id, base64.b64encode(seed).decode())
        return seed if _seed(self._read(ledger_id).text) == seed else None

    def _read(self, name: str) -> _Found:
        stores = self._usable()
        everywhere = bool(stores)
        for store in stores:
            try:
                text = self._bounded(partial(store.get_password, SERVICE, name))
            except _NoAnswer:
                everywhere = False
                continue
            if text is not None:
                return _Found(text, True)
        return _Found(None, everywhere)

    def _write(self, name: str, text: str) -> None:
        """Into the first store that takes it."""
        for store in self._usable():
            try:
                self._bounded(partial(store.set_password, SERVICE, name, text))
            except _NoAnswer:
                continue
            return

    def _usable(self) -> tuple[KeyringBackend, ...]:
        if self._stores is None:
            try:
                self._stores = self._bounded(lambda: real_stores(self._backend()))
            except _NoAnswer:
                self._stores = ()
        return self._stores

    def _bounded(self, call: Callable[[], T]) -> T:
        """What the call returns. Raises _NoAnswer; a call that hangs keeps its thread."""
        if self._hung:
            raise _NoAnswer
        answer: Future[T] = Future()
        thread = threading.Thread(
            target=_answered, args=(call, answer), name="keychain", daemon=True
        )
        thread.start()
        try:
            value = answer.result(self._timeout_s)
        except TimeoutError as error:
            _log.info("the keychain does not answer")
            self._hung = True
            raise _NoAnswer from error
        thread.join()
        return value


def real_stores(backend: KeyringBackend) -> tuple[KeyringBackend, ...]:
    """The stores behind a backend, first choice first; none where one of them is no real one."""
    members: tuple[KeyringBackend, ...] = (backend,)
    if _name(backend) == CHAINER:
        members = tuple(getattr(backend, "backends", ()))
    return members if all(_name(member) in REAL for member in members) else ()


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _answered(call: Callable[[], T], answer: Future[T]) -> None:
    try:
        answer.set_result(call())
    except BaseException as error:  # noqa: BLE001 - each backend raises its own system's errors
        # Only the kind: the text may quote what was to be stored.
        _log.info("the keychain refused: %s", type(error).__name__)
        answer.set_exception(_NoAnswer())


def _seed(text: str | None) -> bytes | None:
    """The seed of a text that was kept; None where it is none."""
    try:
        seed = base64.b64decode((text or "")[:_MOST_TEXT], validate=True)
    except ValueError:
        return None
    return seed if len(seed) == SEED_BYTES else None


def _mirror_name(ledger_id: str) -> str:
    return f"{ledger_id} mirror"
