"""The owner can check every decision about their site without Walkdown: the pack has all that it takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from walkdown.app.ports import Receipts
from walkdown.consent.gate import Answer, AnswerKind, Gate
from walkdown.consent.keys import HeldKeys, Keys, NoKeys
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.ledger import Ledger
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.question import Question
from walkdown.consent.registry import parse_registry
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.handover.pack import PackFolder
from walkdown.storage.places import resources_dir

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
VERIFIER = resources_dir() / "verify" / "walkdown_verify.py"


async def decided(folder: Path, keys: Keys) -> Receipts:
    """A camera that was allowed and a radio that was refused, at one site; the camera at another too."""

    async def answer(question: Question) -> Answer:
        yes = question.text.purpose is Purpose.SCAN_QR
        kind = AnswerKind.USE if yes else AnswerKind.DONT_USE
        return Answer(kind, Scope.SITE if yes else None, 900)

    registry = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
    ledger = Ledger.open(folder / "ledger.db", lambda: int(AT.timestamp() * 1000), keys)
    gate = Gate(ledger, registry, answer, lambda: AT, session="s")
    for site in ("a" * 32, "b" * 32):
        await gate.release(await gate.acquire(Purpose.SCAN_QR, site=site, feature="Camera"))
    with pytest.raises(Exception, match="ASK-01"):
        await gate.acquire(Purpose.DISCOVER, site="a" * 32, feature="Scan")
    each = tuple((f"{e.seq:04d}-{e.permission}", data) for e, data in gate.receipts("a" * 32))
    receipts = Receipts(gate.public_key or b"", each)
    await gate.close()
    return receipts


def pack_of(folder: Path, receipts: Receipts, practice: str = "") -> Path:
    lease = Lease(1, Purpose.FILE_EXPORT, "a" * 32, mint=_MINT)
    job = Job("a" * 32, AT, practice, Site(name="Mill"))
    writer = PackFolder(lambda _report: b"%PDF", VERIFIER)
    return Path(writer.write(lease, folder, job, (), (), AT, receipts).folder)


def verified(*arguments: object) -> subprocess.CompletedProcess[str]:
    """As the owner runs it: an interpreter that knows nothing of Walkdown."""
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


async def test_each_receipt_of_the_pack_is_checked_by_the_verifier_in_the_pack(
    tmp_path: Path, out: Path
) -> None:
    receipts = await decided(tmp_path, HeldKeys())
    pack = pack_of(out, receipts)
    found = sorted(pack.glob("receipt-*.tlog-proof"))
    assert len(found) == len(receipts.each) == 2
    for receipt, says in zip(found, ("camera", "nearby"), strict=True):
        done = verified(pack / "walkdown_verify.py", receipt, "--key", receipts.key.hex())
        assert done.returncode == 0, done.stdout + done.stderr
        assert says in done.stdout.lower()


async def test_a_receipt_that_was_changed_does_not_pass(tmp_path: Path, out: Path) -> None:
    receipts = await decided(tmp_path, HeldKeys())
    pack = pack_of(out, receipts)
    receipt = min(pack.glob("receipt-*.tlog-proof"))
    other = verified(pack / "walkdown_verify.py", receipt, "--key", "00" * 32)
    assert other.returncode == 1
    lines = receipt.read_bytes().splitlines(keepends=True)
    receipt.write_bytes(b"".join(lines[:-1]))
    told = receipts.key.hex()
    assert verified(pack / "walkdown_verify.py", receipt, "--key", told).returncode == 1


@pytest.mark.parametrize("keys", [HeldKeys, NoKeys])
async def test_the_note_beside_them_says_how_and_whether_they_are_signed(
    tmp_path: Path, out: Path, keys: Callable[[], Keys]
) -> None:
    receipts = await decided(tmp_path, keys())
    pack = pack_of(out, receipts, practice="home")
    how = (pack / "PRACTICE-how-to-check.txt").read_text("utf-8")
    assert how.startswith("PRACTICE SITE")
    assert "PRACTICE-walkdown_verify.py PRACTICE-receipt-" in how
    assert ("--key" in how) == bool(receipts.key)
    assert ("not signed" in how) == (not receipts.key)


async def test_nothing_decided_gives_no_receipts(out: Path) -> None:
    pack = pack_of(out, Receipts())
    assert not list(pack.glob("*verify*"))
