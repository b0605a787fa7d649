"""The owner can check every decision about their site without Walkdown: the pack has all that it takes."""

from __future__ import annotations

import hashlib
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
from walkdown.consent.ledger_trouble import LedgerBroken
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
    receipts = Receipts(gate.public_key or b"", each, gate.seal_of_pack)
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


# --- the pack as a whole


@pytest.fixture
async def sealed(tmp_path: Path, out: Path) -> tuple[Path, str]:
    """A signed pack, and the key."""
    receipts = await decided(tmp_path, HeldKeys())
    return pack_of(out, receipts), receipts.key.hex()


def checked(pack: Path, key: str = "") -> subprocess.CompletedProcess[str]:
    return verified(VERIFIER, pack, *(("--key", key) if key else ()))


def test_a_pack_is_whole_and_signed_and_says_so(sealed: tuple[Path, str]) -> None:
    pack, key = sealed
    done = checked(pack, key)
    assert (done.returncode, done.stderr) == (0, "")
    assert "VALID: unchanged, and signed." in done.stdout
    assert checked(pack).returncode == 3


def test_what_a_file_manager_leaves_is_no_change(sealed: tuple[Path, str]) -> None:
    (sealed[0] / ".DS_Store").write_bytes(b"x")
    assert checked(*sealed).returncode == 0


def test_every_file_that_is_changed_missing_or_added_is_named(sealed: tuple[Path, str]) -> None:
    pack, key = sealed
    for path in sorted(pack.iterdir()):
        if path.name.startswith("SHA256SUMS"):
            continue
        whole = path.read_bytes()
        path.write_bytes(whole + b" ")
        assert f"{path.name} was changed" in checked(pack, key).stdout
        path.unlink()
        assert f"{path.name} is missing" in checked(pack, key).stdout
        path.write_bytes(whole)
    (pack / "extra.txt").write_bytes(b"")
    done = checked(pack, key)
    assert (done.returncode, "extra.txt is not in the list" in done.stdout) == (1, True)


def test_a_list_of_hashes_that_was_made_to_fit_is_not_signed(sealed: tuple[Path, str]) -> None:
    pack, key = sealed
    (pack / "site.json").write_bytes(b"{}")
    sums = pack / "SHA256SUMS.txt"
    lines = [line.split("  ") for line in sums.read_text("ascii").splitlines()]
    made = {n: hashlib.sha256((pack / n).read_bytes()).hexdigest() for _, n in lines}
    sums.write_text("".join(f"{digest}  {name}\n" for name, digest in made.items()), "ascii")
    assert "another list of hashes" in checked(pack, key).stdout
    (pack / "SHA256SUMS.note").unlink()
    assert "nobody has signed" in checked(pack, key).stdout
    assert checked(pack).returncode == 3


def test_a_checkpoint_of_the_ledger_does_not_pass_for_a_packs_signature(
    sealed: tuple[Path, str], tmp_path: Path
) -> None:
    pack, key = sealed
    note = (tmp_path / "ledger.ckpt").read_bytes()
    (pack / "SHA256SUMS.note").write_bytes(note)
    assert "another list of hashes" in checked(pack, key).stdout


def test_the_packs_signature_does_not_pass_for_a_checkpoint(
    sealed: tuple[Path, str], tmp_path: Path
) -> None:
    pack, _ = sealed
    (tmp_path / "ledger.ckpt").write_bytes((pack / "SHA256SUMS.note").read_bytes())
    with pytest.raises(LedgerBroken, match="another ledger"):
        Ledger.open(tmp_path / "ledger.db", lambda: int(AT.timestamp() * 1000), HeldKeys())


@pytest.mark.parametrize(
    "lines", [b"", b"x", b"0" * 64 + b"  ../etc\n", b"\xff\xfe", b"0" * 64 + b" a\n"]
)
def test_a_list_that_is_none_is_not_readable(sealed: tuple[Path, str], lines: bytes) -> None:
    pack, key = sealed
    (pack / "SHA256SUMS.txt").write_bytes(lines)
    assert checked(pack, key).returncode == 2


async def test_an_unsigned_laptop_makes_a_pack_that_can_be_checked_for_changes(
    tmp_path: Path, out: Path
) -> None:
    pack = pack_of(out, await decided(tmp_path, NoKeys()), practice="home")
    assert not list(pack.glob("*.note"))
    assert checked(pack).returncode == 3
