"""The key is kept in a real keychain or nowhere; one that is locked or hangs stops nothing."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordSetError

from walkdown.consent.keys import LostKey
from walkdown.storage.key_stores import REAL, TIMEOUT_S, KeyStores, real_stores
from walkdown.storage.keychain import SERVICE, Keychain

LEDGER = "ledger-7"
ROOT = "ab" * 32


class Store(KeyringBackend):
    """A keychain in memory that can be locked, and that never is the computer's own choice."""

    priority = -1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails: BaseException | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.fails:
            raise self.fails
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fails:
            raise self.fails
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.fails:
            raise self.fails
        self.kept.pop((service, username), None)


def called(name: str, base: type[KeyringBackend] = Store) -> KeyringBackend:
    """A store of a class that goes by this full name."""
    module, _, plain = name.rpartition(".")
    made: KeyringBackend = type(plain, (base,), {"__module__": module, "__qualname__": plain})()
    return made


SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
KWALLET = "keyring.backends.kwallet.DBusKeyring"


@pytest.fixture
def store() -> Store:
    made = called(SECRET_SERVICE)
    assert isinstance(made, Store)
    return made


def public(keychain: Keychain, known: bytes | None = None) -> bytes | None:
    signer = keychain.signer(LEDGER, known)
    return signer.public if signer else None


def test_a_key_is_made_once_and_found_again(store: Store) -> None:
    first = public(Keychain(lambda: store))
    assert first is not None
    assert public(Keychain(lambda: store)) == first
    assert public(Keychain(lambda: store), first) == first
    assert len(base64.b64decode(store.kept[SERVICE, LEDGER])) == 32
    assert list(store.kept) == [("Walkdown ledger", LEDGER)]


def test_each_ledger_has_its_own_key(store: Store) -> None:
    keychain = Keychain(lambda: store)
    one, two = keychain.signer("one"), keychain.signer("two")
    assert one is not None
    assert two is not None
    assert one.public != two.public
    assert one.name == "one"


def test_the_mirror_is_kept_beside_the_key(store: Store) -> None:
    keychain = Keychain(lambda: store)
    assert keychain.mirror(LEDGER) is None
    first = public(keychain)
    keychain.keep(LEDGER, 41, ROOT)
    keychain.keep(LEDGER, 42, ROOT)
    assert Keychain(lambda: store).mirror(LEDGER) == (42, ROOT)
    assert public(keychain) == first


@pytest.mark.parametrize(
    "text", ["", "42", f"-1 {ROOT}", f"042 {ROOT}", f"42 {ROOT}\n", f"42 {ROOT} x", "9" * 5000]
)
def test_a_mirror_that_does_not_parse_is_none(store: Store, text: str) -> None:
    keychain = Keychain(lambda: store)
    keychain.keep(LEDGER, 42, ROOT)
    store.kept[SERVICE, f"{LEDGER} mirror"] = text
    assert keychain.mirror(LEDGER) is None


@pytest.mark.parametrize("text", ["", "not base64", "AAAA", "A" * 10_000, "\u00e4\ud800"])
def test_a_key_that_does_not_parse_is_lost_and_can_be_made_anew(store: Store, text: str) -> None:
    keychain = Keychain(lambda: store)
    first = public(keychain)
    store.kept[SERVICE, LEDGER] = text
    with pytest.raises(LostKey):
        keychain.signer(LEDGER, first)
    assert public(keychain) not in (None, first)


def test_a_key_that_is_gone_or_another_is_lost(store: Store) -> None:
    keychain = Keychain(lambda: store)
    first = public(keychain)
    store.kept.clear()
    with pytest.raises(LostKey):
        keychain.signer(LEDGER, first)
    assert public(keychain) != first
    with pytest.raises(LostKey):
        keychain.signer(LEDGER, first)


@pytest.mark.parametrize(
    "trouble",
    [KeyringLocked("locked"), InitError("no bus"), KeyringError("?"), OSError(), SystemExit(3)],
)
def test_a_locked_keychain_is_as_none_for_now_and_nothing_is_lost(
    store: Store, trouble: BaseException
) -> None:
    keychain = Keychain(lambda: store)
    first = public(keychain)
    keychain.keep(LEDGER, 42, ROOT)
    store.fails = trouble
    assert public(keychain) is None
    assert public(keychain, first) is None
    assert keychain.mirror(LEDGER) is None
    keychain.keep(LEDGER, 43, ROOT)
    store.fails = None
    assert public(keychain, first) == first
    assert keychain.mirror(LEDGER) == (42, ROOT)


def test_a_keychain_that_cannot_be_reached_at_all_is_as_none() -> None:
    def no_bus() -> KeyringBackend:
        raise RuntimeError("no session bus")

    keychain = Keychain(no_bus)
    assert public(keychain) is None
    assert public(keychain, bytes(32)) is None


class ReadOnly(Store):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(password)


class Forgetful(Store):
    def set_password(self, service: str, username: str, password: str) -> None:
        return None


@pytest.mark.parametrize("kind", [ReadOnly, Forgetful])
def test_a_key_that_was_not_kept_is_not_used(kind: type[KeyringBackend]) -> None:
    assert public(Keychain(lambda: called(SECRET_SERVICE, kind))) is None


def test_what_was_to_be_kept_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    store = called(SECRET_SERVICE, ReadOnly)
    Keychain(lambda: store).keep(LEDGER, 42, ROOT)
    assert "PasswordSetError" in caplog.text
    assert ROOT not in caplog.text


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_keychains_are_used(name: str) -> None:
    assert public(Keychain(lambda: called(name))) is not None


@pytest.mark.parametrize(
    "make",
    [
        null.Keyring,
        fail.Keyring,
        lambda: called("keyrings.alt.file.PlaintextKeyring"),
        lambda: called("keyrings.alt.file.EncryptedKeyring"),
        lambda: called("keyring.backends.SecretService.Another"),
        lambda: called("elsewhere.SecretService.Keyring"),
    ],
)
def test_anything_else_is_as_none(make: Callable[[], KeyringBackend]) -> None:
    backend = make()
    keychain = Keychain(lambda: backend)
    keychain.keep(LEDGER, 42, ROOT)
    assert public(keychain) is None
    assert public(keychain, bytes(32)) is None
    assert keychain.mirror(LEDGER) is None
    assert not getattr(backend, "kept", {})


def chain(*members: KeyringBackend) -> KeyringBackend:
    """keyring's own chainer, with these members and no search for others."""
    made = type("Chain", (Store,), {"backends": members})
    made.__module__, made.__qualname__ = ChainerBackend.__module__, ChainerBackend.__qualname__
    chained: KeyringBackend = made()
    return chained


def test_a_chain_of_real_keychains_is_used_from_its_first_on(store: Store) -> None:
    second = called(KWALLET)
    assert isinstance(second, Store)
    keychain = Keychain(lambda: chain(store, second))
    first = public(keychain)
    assert first is not None
    assert not second.kept
    second.kept, store.kept = store.kept, {}
    assert public(keychain, first) == first


def test_a_chain_whose_first_is_locked_uses_the_second_but_loses_no_key(store: Store) -> None:
    second = called(KWALLET)
    assert isinstance(second, Store)
    store.fails = KeyringLocked()
    keychain = Keychain(lambda: chain(store, second))
    first = public(keychain)
    assert first is not None
    assert second.kept
    second.kept.clear()
    assert public(keychain, first) is None
    store.fails = None
    with pytest.raises(LostKey):
        keychain.signer(LEDGER, first)


def test_a_chain_with_one_that_is_not_real_is_as_none(store: Store) -> None:
    plaintext = called("keyrings.alt.file.PlaintextKeyring")
    for members in ((store, plaintext), (plaintext, store), ()):
        assert public(Keychain(lambda members=members: chain(*members))) is None
    assert real_stores(chain(store, plaintext)) == ()
    assert not store.kept


def test_the_computers_choice_is_asked_for_and_null_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[KeyringBackend] = [null.Keyring()]
    monkeypatch.setattr(keyring, "get_keyring", lambda: asked.pop())
    assert public(Keychain()) is None
    assert not asked


class Hanging(Store):
    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.go_on.wait()
        return None


def waiting() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "keychain"]


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    made = called(SECRET_SERVICE, Hanging)
    assert isinstance(made, Hanging)
    yield made
    made.go_on.set()
    for each in waiting():
        each.join(20)


def test_a_keychain_that_hangs_is_given_up_and_not_asked_again(hanging: Hanging) -> None:
    keychain = Keychain(lambda: hanging, timeout_s=0.05)
    assert public(keychain) is None
    assert public(keychain, bytes(32)) is None
    assert keychain.mirror(LEDGER) is None
    keychain.keep(LEDGER, 42, ROOT)
    assert hanging.asked == 1
    assert not hanging.kept


def test_of_many_who_ask_at_once_one_thread_hangs_and_all_come_back(hanging: Hanging) -> None:
    stores = KeyStores(SERVICE, lambda: hanging, timeout_s=0.2)
    askers = [threading.Thread(target=stores.read, args=(LEDGER,)) for _ in range(5)]
    for each in askers:
        each.start()
    for each in askers:
        each.join(20)
    assert not any(each.is_alive() for each in askers)
    assert hanging.asked == 1
    assert len(waiting()) == 1
    assert not stores.erase(LEDGER)
    assert len(waiting()) == 1


def test_a_keychain_that_was_unlocked_late_is_used_again(hanging: Hanging) -> None:
    stores = KeyStores(SERVICE, lambda: hanging, timeout_s=0.2)
    assert not stores.read(LEDGER).everywhere
    (late,) = waiting()
    hanging.go_on.set()
    late.join(20)
    assert stores.read(LEDGER).everywhere


def test_a_choice_of_keychain_that_hangs_is_no_choice_for_good(store: Store) -> None:
    go_on = threading.Event()

    def slow() -> KeyringBackend:
        go_on.wait()
        return store

    stores = KeyStores(SERVICE, slow, timeout_s=0.05)
    assert not stores.there
    (late,) = waiting()
    go_on.set()
    late.join(20)
    assert stores.there


def test_where_no_store_answers_nothing_is_known_to_be_erased(store: Store) -> None:
    assert not KeyStores(SERVICE, null.Keyring).erase(LEDGER)
    stores = KeyStores(SERVICE, lambda: store)
    stores.write(LEDGER, "text")
    store.fails = KeyringLocked()
    assert not stores.erase(LEDGER)
    store.fails = None
    assert stores.erase(LEDGER)


def test_the_wait_is_long_enough_to_unlock_and_bounded() -> None:
    assert 5 <= TIMEOUT_S <= 30
