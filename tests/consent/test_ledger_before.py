"""The ledger of earlier versions is verified, named in the first entry, and left as it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from walkdown.consent.entry import Happened
from walkdown.consent.ledger import Ledger, LedgerBroken

BLANK = {
    "event": "use.start", "at_ms": 1, "permission": "", "purpose": "", "scope": "", "site": "",
    "feature": "", "until_ms": 0, "record": 0, "policy": "", "fingerprint": "", "shown_ms": 0,
    "counts": "", "session": "", "seq": 0, "prev": "0" * 64,
}  # fmt: skip


def now_ms() -> int:
    return 1_700_000_000_000


def line_of(row: dict[str, object]) -> bytes:
    return json.dumps(row, sort_keys=True, separators=(",", ":")).encode()


def earlier(path: Path, count: int) -> str:
    """What an earlier version wrote; gives the last hash."""
    head, lines = "0" * 64, []
    for seq in range(count):
        event = "ledger.begun" if seq == 0 else "consent.granted"
        lines.append(line_of({**BLANK, "event": event, "seq": seq, "prev": head, "site": "é"}))
        head = hashlib.sha256(b"\0" + lines[-1]).hexdigest()
    path.with_suffix(".jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    path.with_suffix(".head").write_text(f"{count - 1} {head}\n")
    return head


def test_a_new_ledger_goes_on_from_the_earlier_one(path: Path) -> None:
    head = earlier(path, 7)
    before = path.with_suffix(".jsonl").read_bytes(), path.with_suffix(".head").read_bytes()
    ledger = Ledger.open(path, now_ms)
    (first,) = ledger.entries()
    assert first.event is Happened.CONTINUES
    assert first.detail == head
    assert first.counts == "7 entries before"
    assert ledger.verify()
    ledger.close()
    assert (
        path.with_suffix(".jsonl").read_bytes(),
        path.with_suffix(".head").read_bytes(),
    ) == before
    ledger = Ledger.open(path, now_ms)
    assert ledger.entries() == (first,)
    ledger.close()


def test_once_it_was_taken_on_the_earlier_one_may_go(path: Path) -> None:
    earlier(path, 7)
    Ledger.open(path, now_ms).close()
    path.with_suffix(".jsonl").unlink()
    ledger = Ledger.open(path, now_ms)
    assert ledger.entry(0).event is Happened.CONTINUES
    ledger.close()


def test_an_unfinished_last_line_was_never_acknowledged(path: Path) -> None:
    head = earlier(path, 3)
    with path.with_suffix(".jsonl").open("ab") as file:
        file.write(b'{"at_ms":17')
    ledger = Ledger.open(path, now_ms)
    assert ledger.entry(0).detail == head
    ledger.close()


def test_a_mirror_that_is_behind_or_not_there_yet_is_no_damage(path: Path) -> None:
    first = earlier(path, 1)
    head = earlier(path, 3)
    path.with_suffix(".head").write_text(f"0 {first}\n")
    ledger = Ledger.open(path, now_ms)
    assert ledger.entry(0).detail == head
    ledger.close()
    path.unlink()
    path.with_suffix(".mirror").unlink()
    earlier(path, 1)
    path.with_suffix(".head").unlink()
    ledger = Ledger.open(path, now_ms)
    assert ledger.entry(0).detail == first
    ledger.close()


def test_an_empty_file_was_never_a_ledger(path: Path) -> None:
    path.with_suffix(".jsonl").write_bytes(b"")
    ledger = Ledger.open(path, now_ms)
    assert ledger.entry(0).event is Happened.GENESIS
    ledger.close()


def refused(path: Path) -> bool:
    """Whether a start is refused, with nothing new made beside the earlier ledger."""
    try:
        Ledger.open(path, now_ms).close()
    except LedgerBroken:
        return not path.exists() and not path.with_suffix(".mirror").exists()
    path.unlink()
    path.with_suffix(".mirror").unlink()
    return False


def test_every_changed_byte_of_it_is_told(path: Path) -> None:
    earlier(path, 4)
    for part in (path.with_suffix(".jsonl"), path.with_suffix(".head")):
        content = part.read_bytes()
        for at in range(len(content)):
            flipped = bytearray(content)
            flipped[at] ^= 1 << at % 8
            part.write_bytes(bytes(flipped))
            assert refused(path), (part.name, at)
        part.write_bytes(content)
    assert not refused(path)


def test_a_cut_end_is_told(path: Path) -> None:
    earlier(path, 4)
    lines = path.with_suffix(".jsonl").read_bytes().splitlines(keepends=True)
    for kept in range(4):
        path.with_suffix(".jsonl").write_bytes(b"".join(lines[:kept]))
        assert refused(path)


@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.head"])
def test_a_missing_half_of_it_is_told(path: Path, name: str) -> None:
    earlier(path, 4)
    path.with_name(name).unlink()
    assert refused(path)


@pytest.mark.parametrize(
    "line",
    [
        b"{}", b"[]", b"[" * 60_000, b"x" * 200_000, b"\xff", line_of({**BLANK, "more": 1}),
        line_of({**BLANK, "seq": True}), line_of({**BLANK, "event": "ledger.begun", "seq": 1}),
        line_of({**BLANK, "event": None}), line_of({**BLANK, "event": "ledger.begun"}) + b" ",
        line_of(BLANK),
    ],
)  # fmt: skip
def test_what_no_version_wrote_is_told(path: Path, line: bytes) -> None:
    path.with_suffix(".jsonl").write_bytes(line + b"\n")
    assert refused(path)
