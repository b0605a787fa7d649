"""With a key the ledger's end is remembered out of reach of its folder: old copies and forks are told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from walkdown.consent import merkle
from walkdown.consent.checkpoint import Checkpoint, note, read_note
from walkdown.consent.entry import BrokenEntry, Entry, Happened, encode
from walkdown.consent.keys import HeldKeys, NoKeys, Signer
from walkdown.consent.ledger import (
    Ledger,
    LedgerBroken,
    LedgerKeyLost,
    Standing,
    check_all,
    check_hashes,
)
from walkdown.consent.receipt import read_receipt

Files = dict[str, bytes]


def now_ms() -> int:
    return 1_700_000_000_000


@pytest.fixture
def keys() -> HeldKeys:
    return HeldKeys()


def id_of(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]


def files_of(path: Path) -> Files:
    return {p.name: p.read_bytes() for p in path.parent.iterdir() if p.suffix != ".lock"}


def put(files: Files, path: Path) -> None:
    for part in path.parent.iterdir():
        part.unlink()
    for name, content in files.items():
        path.with_name(name).write_bytes(content)


def write(path: Path, keys: HeldKeys, *events: Happened) -> tuple[Entry, ...]:
    ledger = Ledger.open(path, now_ms, keys)
    for number, event in enumerate(events):
        ledger.append(Entry(event, number))
    entries = ledger.entries()
    ledger.close()
    return entries


def is_told(path: Path, keys: HeldKeys, files: Files) -> None:
    """A start with these files is refused, and they stay as they are."""
    put(files, path)
    with pytest.raises(LedgerBroken):
        Ledger.open(path, now_ms, keys)
    left = files_of(path)
    left.pop("ledger.db-wal", None)
    assert left == files


def signed_size(path: Path, ledger: Ledger) -> int:
    public = bytes.fromhex(ledger.entry(1).detail)
    return read_note(path.with_suffix(".ckpt").read_bytes(), public).size


def test_a_new_ledger_names_its_key_and_is_verified(path: Path, keys: HeldKeys) -> None:
    ledger = Ledger.open(path, now_ms, keys)
    assert [entry.event for entry in ledger.entries()] == [Happened.GENESIS, Happened.KEY]
    assert ledger.standing is Standing.VERIFIED
    signer = keys.signer(id_of(path))
    assert ledger.entry(1).detail == signer.public.hex()
    assert ledger.verify()
    ledger.close()
    assert write(path, keys)[1:] == write(path, keys)[1:]


def test_a_checkpoint_is_signed_after_every_decision_and_every_64_uses(
    path: Path, keys: HeldKeys
) -> None:
    ledger = Ledger.open(path, now_ms, keys)
    assert signed_size(path, ledger) == ledger.size == 2
    for event in (Happened.GRANTED, Happened.REFUSED, Happened.POLICY_ACCEPTED):
        ledger.append(Entry(Happened.PROMPT_SHOWN, 1))
        assert signed_size(path, ledger) == ledger.size - 1
        ledger.append(Entry(event, 1))
        assert signed_size(path, ledger) == ledger.size
        assert keys.mirror(id_of(path)) == (ledger.size, merkle.root(ledger.leaves()).hex())
    sealed = ledger.size
    for _ in range(63):
        ledger.append(Entry(Happened.USE_START, 1))
    assert signed_size(path, ledger) == sealed
    ledger.append(Entry(Happened.USE_START, 1))
    assert signed_size(path, ledger) == ledger.size
    ledger.append(Entry(Happened.USE_START, 1))
    ledger.close()
    assert read_note(path.with_suffix(".ckpt").read_bytes(), None).size == ledger.size


def test_a_receipt_stands_for_itself(path: Path, keys: HeldKeys) -> None:
    ledger = Ledger.open(path, now_ms, keys)
    for number in range(9):
        ledger.append(Entry(Happened.GRANTED, number))
    public = bytes.fromhex(ledger.entry(1).detail)
    for seq in range(ledger.size):
        receipt = read_receipt(ledger.receipt(seq))
        checkpoint = read_note(receipt.note, public)
        assert receipt.body == encode(ledger.entry(seq))
        leaf = merkle.leaf_hash(receipt.body)
        merkle.verify_inclusion(leaf, seq, checkpoint.size, receipt.proof, checkpoint.root)
    ledger.close()


def test_a_restored_old_copy_of_everything_is_told(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    old = files_of(path)
    write(path, keys, Happened.WITHDRAWN)
    is_told(path, keys, old)


def test_a_fork_with_its_mirror_and_its_own_signature_is_told(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    base, kept = files_of(path), keys.mirror(id_of(path))
    assert kept is not None
    write(path, keys, Happened.WITHDRAWN)
    newest = keys.mirror(id_of(path))
    assert newest is not None
    put(base, path)
    keys.keep(id_of(path), *kept)
    write(path, keys, Happened.USE_START, Happened.USE_END, Happened.GRANTED)
    fork = files_of(path)
    keys.keep(id_of(path), *newest)
    is_told(path, keys, fork)


@pytest.mark.parametrize(
    "gone",
    [
        ("ledger.ckpt",),
        ("ledger.mirror",),
        ("ledger.db",),
        ("ledger.db", "ledger.mirror"),
        ("ledger.db", "ledger.mirror", "ledger.ckpt"),
    ],
)
def test_whatever_is_missing_is_told(path: Path, keys: HeldKeys, gone: tuple[str, ...]) -> None:
    write(path, keys, Happened.GRANTED)
    is_told(path, keys, {n: data for n, data in files_of(path).items() if n not in gone})


def test_a_new_ledger_in_the_place_of_the_signed_one_is_told(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    put({}, path)
    write(path, HeldKeys(), *[Happened.GRANTED] * 9)
    is_told(path, keys, files_of(path))
    put({}, path)
    Ledger.open(path, now_ms).close()
    is_told(path, keys, files_of(path))


def test_every_flipped_bit_of_the_checkpoint_is_told(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    files = files_of(path)
    for at in range(len(files["ledger.ckpt"])):
        content = bytearray(files["ledger.ckpt"])
        content[at] ^= 1 << at % 8
        is_told(path, keys, {**files, "ledger.ckpt": bytes(content)})


def test_a_checkpoint_by_another_key_is_told(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    files = files_of(path)
    true = read_note(files["ledger.ckpt"], None)
    for root in (true.root, bytes(32)):
        by_other = note(Checkpoint(true.origin, true.size, root), Signer(bytes(32), true.origin))
        is_told(path, keys, {**files, "ledger.ckpt": by_other})
    unsigned = note(true, None)
    is_told(path, keys, {**files, "ledger.ckpt": unsigned})


def test_a_lost_key_is_told_as_such(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    before = files_of(path)
    keys.lose(id_of(path))
    for others in (keys, HeldKeys(), NoKeys()):
        with pytest.raises(LedgerKeyLost):
            Ledger.open(path, now_ms, others)
    left = files_of(path)
    left.pop("ledger.db-wal", None)
    assert left == before


def test_a_ledger_without_a_key_takes_one_when_there_is_a_key_store(
    path: Path, keys: HeldKeys
) -> None:
    ledger = Ledger.open(path, now_ms)
    ledger.append(Entry(Happened.GRANTED, 1))
    ledger.close()
    ledger = Ledger.open(path, now_ms, keys)
    assert ledger.newest(1)[0].event is Happened.KEY
    assert ledger.standing is Standing.VERIFIED
    ledger.close()
    assert check_all(path) == check_hashes(path) == 3


def test_a_second_key_is_not_taken(path: Path, keys: HeldKeys) -> None:
    ledger = Ledger.open(path, now_ms, keys)
    with pytest.raises(BrokenEntry):
        ledger.append(Entry(Happened.KEY, 1, detail="ab" * 32))
    assert ledger.size == 2
    assert ledger.verify()
    ledger.close()


def test_a_key_store_that_forgot_the_end_is_written_down(path: Path, keys: HeldKeys) -> None:
    write(path, keys, Happened.GRANTED)
    keys._mirrors.clear()
    *_, told = write(path, keys)
    assert told.event is Happened.RECOVERED
    assert told.counts == "the key store knew no end"
    assert write(path, keys)[-1] == told, "once"


@pytest.mark.parametrize("kept", [(3, "no root"), (3, "ab"), (10**9, "ab" * 32), (3, "ab" * 32)])
def test_a_key_store_that_says_something_else_is_told(
    path: Path, keys: HeldKeys, kept: tuple[int, str]
) -> None:
    write(path, keys, Happened.GRANTED)
    keys.keep(id_of(path), *kept)
    is_told(path, keys, files_of(path))


def test_a_kill_right_after_the_key_was_named_is_no_damage(path: Path, keys: HeldKeys) -> None:
    ledger = Ledger.open(path, now_ms, keys)
    ledger.close()
    path.with_suffix(".ckpt").unlink()
    keys._mirrors.clear()
    ledger = Ledger.open(path, now_ms, keys)
    assert ledger.verify()
    assert signed_size(path, ledger) == ledger.size
    ledger.close()
