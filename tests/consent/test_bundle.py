"""The bundle: the whole ledger for an auditor, sound only when every entry and checkpoint holds."""

from __future__ import annotations

import io
import json
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from walkdown.consent.bundle import Head, bundle_lines, check_bundle, read_entries, read_head
from walkdown.consent.checkpoint import Checkpoint, note
from walkdown.consent.entry import GENESIS_HASH, Entry, Happened, digest, encode
from walkdown.consent.keys import Signer
from walkdown.consent.merkle import VerificationError, leaf_hash, root
from walkdown.consent.strict_json import ExportBroken
from walkdown.storage.places import resources_dir

ORIGIN = "walkdown/test"
SIGNER = Signer(b"\x07" * 32, ORIGIN)


def chain(count: int) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(count):
        prev = digest(encode(entries[-1])) if entries else GENESIS_HASH
        event = Happened.GRANTED if seq else Happened.GENESIS
        entries.append(Entry(event, 1_780_000_000_000 + seq, scope="site", seq=seq, prev=prev))
    return entries


def checkpoint(entries: list[Entry], signer: Signer | None = SIGNER) -> bytes:
    leaves = [leaf_hash(encode(entry)) for entry in entries]
    return note(Checkpoint(ORIGIN, len(entries), root(leaves)), signer)


def bundled(
    entries: list[Entry], signer: Signer | None = SIGNER, at: tuple[int, ...] = ()
) -> bytes:
    notes = tuple(checkpoint(entries[:size], signer) for size in (*at, len(entries)))
    key = signer.public.hex() if signer else ""
    return b"".join(bundle_lines(Head(ORIGIN, len(entries), key, notes), entries))


def checked(data: bytes, key: bytes | None = None) -> Any:
    return check_bundle(io.BytesIO(data), key)


def test_a_bundle_gives_back_every_entry_and_holds_with_all_its_checkpoints() -> None:
    entries = chain(21)
    data = bundled(entries, at=(1, 2, 7, 16))
    file = io.BytesIO(data)
    head = read_head(file)
    assert list(read_entries(file, head)) == entries
    sound = checked(data)
    assert (sound.head, sound.signed, sound.pruned) == (head, True, 0)
    assert sound.key == SIGNER.public.hex()
    assert b"".join(bundle_lines(head, entries)) == data


def test_without_a_key_it_holds_and_is_unsigned() -> None:
    sound = checked(bundled(chain(5), None))
    assert (sound.signed, sound.key) == (False, "")


def test_with_a_key_known_from_elsewhere_it_must_be_signed_by_that_one() -> None:
    data = bundled(chain(5))
    assert checked(data, SIGNER.public).signed
    with pytest.raises(VerificationError):
        checked(data, Signer(b"\x08" * 32, ORIGIN).public)
    with pytest.raises(VerificationError):
        checked(bundled(chain(5), None), SIGNER.public)


def test_a_pruned_body_leaves_its_hash_and_everything_still_holds() -> None:
    lines = bundled(chain(9)).split(b"\n")
    for line in (3, 4):
        lines[line] = b'{"leaf":"%s"}' % leaf_hash(lines[line]).hex().encode()
    data = b"\n".join(lines)
    assert checked(data).pruned == 2
    file = io.BytesIO(data)
    assert [e.seq for e in read_entries(file, read_head(file))] == [0, 1, 4, 5, 6, 7, 8]


def test_every_changed_byte_of_an_entry_is_noticed() -> None:
    data = bundled(chain(3))
    first = data.index(b"\n") + 1
    for at in range(first, len(data), 5):
        broken = bytearray(data)
        broken[at] ^= 0x01
        with pytest.raises((VerificationError, ExportBroken)):
            checked(bytes(broken))


def rewritten(**changed: Any) -> bytes:
    head, rest = bundled(chain(4), at=(2,)).split(b"\n", 1)
    return json.dumps({**json.loads(head), **changed}).encode() + b"\n" + rest


def gone(name: str) -> bytes:
    head, rest = bundled(chain(4)).split(b"\n", 1)
    row = {k: v for k, v in json.loads(head).items() if k != name}
    return json.dumps(row).encode() + b"\n" + rest


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[" * 70_000 + b"\n",
        rewritten(format="walkdown-ledger-bundle/2"),
        rewritten(size=0),
        rewritten(size=True),
        rewritten(size=5),
        rewritten(size=3),
        rewritten(size=10**12),
        rewritten(public_key="AB" * 32),
        rewritten(public_key="ab"),
        rewritten(checkpoints=[]),
        rewritten(checkpoints=["x"]),
        rewritten(checkpoints=[1]),
        rewritten(serial="AC-1"),
        *(gone(name) for name in ("format", "origin", "size", "public_key", "checkpoints")),
        b'{"size":1,' + bundled(chain(4))[1:],
        bundled(chain(4))[:-1],
        bundled(chain(4)) + b"x",
        bundled(chain(1)).split(b"\n", 1)[0] + b"\n" + b"x" * 70_000 + b"\n",
    ],
    ids=lambda data: str(len(data)),
)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises((ExportBroken, VerificationError)):
        checked(data)


def cut(entries: list[Entry]) -> bytes:
    head = Head(ORIGIN, 3, "", (checkpoint(entries),))
    return b"".join(bundle_lines(head, entries[:3]))


def swapped(entries: list[Entry]) -> bytes:
    lines = bundled(entries).split(b"\n")
    lines[2], lines[3] = lines[3], lines[2]
    return b"\n".join(lines)


def forked(entries: list[Entry]) -> bytes:
    """An entry written anew, with all that follows: only an earlier checkpoint can tell."""
    other = [*entries[:2], replace(entries[2], detail="other")]
    for entry in entries[3:]:
        other.append(replace(entry, prev=digest(encode(other[-1]))))
    notes = (checkpoint(entries[:3]), checkpoint(other))
    return b"".join(bundle_lines(Head(ORIGIN, len(other), "", notes), other))


def of_another(entries: list[Entry]) -> bytes:
    return bundled(entries).replace(b"walkdown/test", b"walkdown/tost", 1)


def unfinished(entries: list[Entry]) -> bytes:
    head = Head(ORIGIN, len(entries), "", (checkpoint(entries[:2]),))
    return b"".join(bundle_lines(head, entries))


def two_truths(entries: list[Entry]) -> bytes:
    lie = note(Checkpoint(ORIGIN, len(entries), b"\x01" * 32), SIGNER)
    head = Head(ORIGIN, len(entries), "", (checkpoint(entries), lie))
    return b"".join(bundle_lines(head, entries))


@pytest.mark.parametrize("forge", [cut, swapped, forked, of_another, unfinished, two_truths])
def test_a_forged_bundle_does_not_verify(forge: Callable[[list[Entry]], bytes]) -> None:
    with pytest.raises(VerificationError):
        checked(forge(chain(6)))


def test_a_ledger_shorter_than_its_checkpoint_makes_no_bundle() -> None:
    entries = chain(4)
    head = Head(ORIGIN, 5, "", (checkpoint(entries),))
    with pytest.raises(ValueError, match="shorter"):
        list(bundle_lines(head, entries))


@pytest.mark.parametrize(("signer", "status"), [(SIGNER, 0), (None, 3)])
def test_the_verifier_of_the_pack_agrees(
    tmp_path: Path, signer: Signer | None, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    verify = runpy.run_path(str(resources_dir() / "verify" / "walkdown_verify.py"))["verify"]
    path = tmp_path / "ledger.bundle"
    path.write_bytes(bundled(chain(9), signer, at=(4,)))
    assert verify(str(path), None) == status
    path.write_bytes(swapped(chain(9)))
    assert verify(str(path), None) == 1
    assert "NOT VALID" in capsys.readouterr().out
