"""The computer's own keychain, by name and text: only real ones, and every call bounded in time."""

from __future__ import annotations

import logging
import threading
import time
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


class _Hangs(NoAnswer):
    """It is still busy with what it was asked before."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: None for nothing; `everywhere` unless a store before it did not answer."""

    text: str | None
    everywhere: bool


def installed_backend() -> KeyringBackend:
    """The backend that keyring has chosen for this computer. Slow the first time."""
    import keyring

    return keyring.get_keyring()


class KeyStores:
    """macOS Keychain, Windows Credential Locker, Secret Service or KWallet, under one service's name.

    Anything else is as if there were no key store: a key in the clear protects nothing. Every
    call is blocking and takes no longer than `timeout_s`, whoever else is waiting; while one that
    did not answer in time still hangs, no other is tried, so that one thread hangs at the most.
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
        self._turn = threading.Lock()
        self._hanging: threading.Thread | None = None

    @property
    def there(self) -> bool:
        """Whether this computer has one that can be used."""
        return bool(self._usable(self._until()))

    def read(self, name: str) -> Found:
        """The text under this name, in the first store that has one."""
        return self._read(name, self._until())

    def write(self, name: str, text: str) -> None:
        """Into the first store that takes it."""
        until = self._until()
        for store in self._usable(until):
            try:
                self._bounded(partial(store.set_password, self._service, name, text), until)
            except NoAnswer:
                continue
            return

    def erase(self, name: str) -> bool:
        """Out of every store that has it; whether it is known that none has it now.

        Not so where no store answers, or none can be used: one that was there may come again.
        """
        until = self._until()
        for store in self._usable(until):
            with suppress(NoAnswer):
                self._bounded(partial(store.delete_password, self._service, name), until)
        found = self._read(name, until)
        return found.text is None and found.everywhere

    def _read(self, name: str, until: float) -> Found:
        stores = self._usable(until)
        everywhere = bool(stores)
        for store in stores:
            try:
                text = self._bounded(partial(store.get_password, self._service, name), until)
            except NoAnswer:
                everywhere = False
                continue
            if text is not None:
                return Found(text, everywhere)
        return Found(None, everywhere)

    def _until(self) -> float:
        return time.monotonic() + self._timeout_s

    def _usable(self, until: float) -> tuple[KeyringBackend, ...]:
        if self._stores is None:
            try:
                self._stores = self._bounded(lambda: real_stores(self._backend()), until)
            except _Hangs:
                return ()  # it may be found yet
            except NoAnswer:
                self._stores = ()
        return self._stores

    def _bounded(self, call: Callable[[], T], until: float) -> T:
        """What the call returns. Raises NoAnswer; a call that hangs keeps its thread."""
        if not self._turn.acquire(timeout=max(0.0, until - time.monotonic())):
            raise _Hangs
        try:
            if self._hanging is not None and self._hanging.is_alive():
                raise _Hangs
            return self._answer(call, until)
        finally:
            self._turn.release()

    def _answer(self, call: Callable[[], T], until: float) -> T:
        answer: Future[T] = Future()
        thread = threading.Thread(
            target=_answered, args=(call, answer), name="keychain", daemon=True
        )
        thread.start()
        try:
            value = answer.result(max(0.0, until - time.monotonic()))
        except TimeoutError as error:
            _log.info("the keychain does not answer")
            self._hanging = thread
            raise _Hangs from error
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
