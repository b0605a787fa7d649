"""The computer's own keychain, by name and text: only real ones, and every call bounded in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

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

_log = logging.getLogger(__name__)
T = TypeVar("T")


class NoAnswer(Exception):
    """The keychain is locked, gone, or does not answer in time."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: None for nothing; `everywhere` unless a store did not answer."""

    text: str | None
    everywhere: bool


def installed_backend() -> KeyringBackend:
    """The backend that keyring has chosen for this computer. Slow the first time."""
    import keyring

    return keyring.get_keyring()


class KeyStores:
    """macOS Keychain, Windows Credential Locker, Secret Service or KWallet, under one service's name.

    Anything else is as if there were no key store: a key in the clear protects nothing. Every
    call is blocking and bounded; after one that did not answer in time the rest are not tried.
    """

    def __init__(
        self,
        service: str,
        backend: Callable[[], KeyringBackend] = installed_backend,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._service = service
        self._backend = backend
        self._timeout_s = timeout_s
        self._stores: tuple[KeyringBackend, ...] | None = None
        self._hung = False

    @property
    def there(self) -> bool:
        """Whether this computer has one that can be used."""
        return bool(self._usable())

    def read(self, name: str) -> Found:
        """The text under this name, in the first store that has one."""
        stores = self._usable()
        everywhere = bool(stores)
        for store in stores:
            try:
                text = self._bounded(partial(store.get_password, self._service, name))
            except NoAnswer:
                everywhere = False
                continue
            if text is not None:
                return Found(text, True)
        return Found(None, everywhere)

    def write(self, name: str, text: str) -> None:
        """Into the first store that takes it."""
        for store in self._usable():
            try:
                self._bounded(partial(store.set_password, self._service, name, text))
            except NoAnswer:
                continue
            return

    def erase(self, name: str) -> bool:
        """Out of every store that has it; whether none has it now, as far as they answer."""
        for store in self._usable():
            with suppress(NoAnswer):
                self._bounded(partial(store.delete_password, self._service, name))
        found = self.read(name)
        return found.text is None and (found.everywhere or not self._usable())

    def _usable(self) -> tuple[KeyringBackend, ...]:
        if self._stores is None:
            try:
                self._stores = self._bounded(lambda: real_stores(self._backend()))
            except NoAnswer:
                self._stores = ()
        return self._stores

    def _bounded(self, call: Callable[[], T]) -> T:
        """What the call returns. Raises NoAnswer; a call that hangs keeps its thread."""
        if self._hung:
            raise NoAnswer
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
            raise NoAnswer from error
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
        answer.set_exception(NoAnswer())
