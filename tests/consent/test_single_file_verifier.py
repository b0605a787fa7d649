"""The file that a customer checks a receipt with needs no Walkdown, and says what holds."""

from __future__ import annotations

import ast
import base64
import contextlib
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent.checkpoint import Checkpoint, note
from walkdown.consent.entry import GENESIS_HASH, Entry, Happened, digest, encode
from walkdown.consent.keys import Signer
from walkdown.consent.merkle import Tree, leaf_hash
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.receipt import make_receipt
from walkdown.storage.places import resources_dir

VERIFIER = resources_dir() / "verify" / "walkdown_verify.py"
ORIGIN = "walkdown.example/ledger/7"
SIGNER = Signer(bytes(range(32)), ORIGIN)
OTHER = Signer(bytes(32), ORIGIN)
KEY, OTHER_KEY = SIGNER.public.hex(), OTHER.public.hex()
AT_MS = 1_795_341_600_000
VALID, NOT_VALID, UNREADABLE, UNSIGNED = range(4)


def bodies_of(*entries: Entry) -> list[bytes]:
    bodies: list[bytes] = []
    for seq, entry in enumerate(entries):
        prev = digest(bodies[-1]) if bodies else GENESIS_HASH
        bodies.append(encode(Entry(**{**fields_of(entry), "seq": seq, "prev": prev})))
    return bodies


def fields_of(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


GRANT = Entry(
    Happened.GRANTED,
    AT_MS,
    permission="bluetooth",
    purpose="device.manage",
    scope="site",
    site="5b1f",
    policy="2026-11-01.1",
    by="installer",
    subject="installer",
    until_ms=AT_MS + 3_600_000,
)
REFUSAL = Entry(
    Happened.REFUSED, AT_MS, permission="wifi", purpose="owner.wifi_password", by="owner"
)
BODIES = bodies_of(
    Entry(Happened.GENESIS, AT_MS),
    GRANT,
    Entry(Happened.USE_START, AT_MS, permission="bluetooth", purpose="device.manage"),
    REFUSAL,
    Entry(Happened.USE_END, AT_MS),
)
SIZE = len(BODIES)
LEAVES = [leaf_hash(body) for body in BODIES]
TREE = Tree(LEAVES)
NOTE = note(Checkpoint(ORIGIN, SIZE, TREE.root()), SIGNER)
EARLIER = note(Checkpoint(ORIGIN, 2, TREE.root(2)), SIGNER)
UNSIGNED_NOTE = note(Checkpoint(ORIGIN, SIZE, TREE.root()), None)


def receipt(at: int, checkpoint: bytes = NOTE, bodies: list[bytes] = BODIES) -> bytes:
    tree = Tree(map(leaf_hash, bodies))
    return make_receipt(bodies[at], at, len(bodies), tree.inclusion_proof(at, SIZE), checkpoint)


def bundle(
    lines: list[bytes] = BODIES,
    notes: tuple[bytes, ...] = (EARLIER, NOTE),
    public_key: str = KEY,
    **other: object,
) -> bytes:
    head = {
        "format": "walkdown-ledger-bundle/1",
        "origin": ORIGIN,
        "size": len(lines),
        "public_key": public_key,
        "checkpoints": [text.decode() for text in notes],
    }
    return b"\n".join([json.dumps({**head, **other}).encode(), *lines, b""])


RECEIPT, BUNDLE = receipt(1), bundle()


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("walkdown_verify_alone", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "given"


Told = tuple[int, str]


def told(verifier: ModuleType, place: Path, data: bytes, key: str = "") -> Told:
    place.write_bytes(data)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = verifier.verify(str(place), key)
    return status, out.getvalue()


def run(path: Path, *arguments: str, options: tuple[str, ...] = ("-I",)) -> Told:
    """As the customer does: another interpreter, in another folder."""
    done = subprocess.run(
        [sys.executable, *options, str(VERIFIER), str(path), *arguments],
        cwd=path.parent,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == b"" or done.returncode == UNREADABLE
    return done.returncode, done.stdout.decode()


def test_a_customer_checks_a_receipt_in_an_interpreter_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "my.tlog-proof"
    path.write_bytes(RECEIPT)
    status, said = run(path, "--key", KEY)
    assert status == VALID
    for words in (
        "Record       1\n",
        "When         2026-11-22 10:00:00 UTC\n",
        "Decision     allowed\n",
        "Permission   Bluetooth\n",
        "Purpose      to set up devices\n",
        "By           the installer\n",
        "Until        2026-11-22 11:00:00 UTC\n",
        f"one of 5 records of {ORIGIN}.\n",
        "VALID: unchanged, and signed.",
    ):
        assert words in said


def test_without_the_cryptography_package_the_rest_is_checked_still(tmp_path: Path) -> None:
    path = tmp_path / "receipt"
    path.write_bytes(RECEIPT)
    status, said = run(path, "--key", KEY, options=("-I", "-S"))
    assert status == UNSIGNED
    assert "cryptography is not installed" in said
    assert "Decision     allowed" in said
    path.write_bytes(RECEIPT.replace(b"index 1", b"index 0"))
    status, said = run(path, "--key", KEY, options=("-I", "-S"))
    assert (status, said.split(":")[0]) == (NOT_VALID, "NOT VALID")


def test_no_file_or_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "receipt"
    assert run(path)[0] == UNREADABLE
    path.write_bytes(RECEIPT)
    status, said = run(path, "--key", KEY[:-1])
    assert status == UNREADABLE
    assert "64 hexadecimal digits" in said
    assert run(tmp_path)[0] == UNREADABLE


def test_it_is_one_short_file_of_its_own() -> None:
    text = VERIFIER.read_text("utf-8")
    assert len(text.splitlines()) < 350
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_it_has_words_for_everything_that_can_be_asked(verifier: ModuleType) -> None:
    assert {*map(str, Permission), *map(str, Purpose)} <= verifier.WORDS.keys()
    decisions = {str(event) for event in Happened if event.startswith(("consent.", "policy."))}
    assert decisions == verifier.DECISIONS.keys()


def test_every_record_is_checked_and_another_key_is_not_taken(
    verifier: ModuleType, place: Path
) -> None:
    for at in range(SIZE):
        assert told(verifier, place, receipt(at), KEY)[0] == VALID
        assert told(verifier, place, receipt(at), OTHER_KEY)[0] == NOT_VALID
        assert told(verifier, place, receipt(at))[0] == UNSIGNED


def test_an_unsigned_receipt_says_so(verifier: ModuleType, place: Path) -> None:
    unsigned = receipt(1, UNSIGNED_NOTE)
    status, said = told(verifier, place, unsigned)
    assert status == UNSIGNED
    assert "nobody has signed it" in said
    assert told(verifier, place, unsigned, KEY)[0] == NOT_VALID


def test_a_refusal_by_the_owner_is_told(verifier: ModuleType, place: Path) -> None:
    said = told(verifier, place, receipt(3), KEY)[1]
    assert "Decision     refused\n" in said
    assert "By           the owner\n" in said
    assert "to use the owner's Wi-Fi password" in said


def test_a_bundle_is_checked_whole(verifier: ModuleType, place: Path) -> None:
    status, said = told(verifier, place, BUNDLE, KEY)
    assert status == VALID
    assert "5 records; of 0 only the hash" in said
    assert said.count("Decision: ") == 2
    status, said = told(verifier, place, BUNDLE)
    assert status == VALID
    assert f"The file itself names the key: {KEY}" in said
    assert told(verifier, place, BUNDLE, OTHER_KEY)[0] == NOT_VALID


def test_a_bundle_without_its_oldest_bodies_verifies_still(
    verifier: ModuleType, place: Path
) -> None:
    pruned = [b'{"leaf":"%s"}' % leaf.hex().encode() for leaf in LEAVES]
    status, said = told(verifier, place, bundle([*pruned[:2], *BODIES[2:]]), KEY)
    assert status == VALID
    assert "of 2 only the hash" in said
    assert told(verifier, place, bundle(pruned), KEY)[0] == VALID


def test_an_unsigned_bundle_says_so(verifier: ModuleType, place: Path) -> None:
    ends = bundle(notes=(UNSIGNED_NOTE,)), bundle(notes=(EARLIER, UNSIGNED_NOTE))
    for data in (bundle(public_key=""), bundle(notes=(UNSIGNED_NOTE,), public_key=""), *ends):
        assert told(verifier, place, data)[0] == UNSIGNED
    for data in ends:
        assert told(verifier, place, data, KEY)[0] == NOT_VALID


FORKED = bodies_of(Entry(Happened.GENESIS, AT_MS), REFUSAL, GRANT, REFUSAL, REFUSAL)
FORKED_NOTE = note(Checkpoint(ORIGIN, SIZE, Tree(map(leaf_hash, FORKED)).root()), SIGNER)


@pytest.mark.parametrize(
    "data",
    [
        bundle(BODIES[:-1], (EARLIER,)),
        bundle(BODIES[:-1]),
        bundle(notes=()),
        bundle(notes=(EARLIER,)),
        bundle([BODIES[0], BODIES[2], BODIES[1], *BODIES[3:]]),
        bundle([*BODIES[:2], BODIES[1], *BODIES[3:]]),
        bundle([*BODIES[:1], *BODIES[2:]]),
        bundle(FORKED),
        bundle([*BODIES[:-1], b'{"leaf":"' + b"A" * 64 + b'"}']),
        bundle(FORKED, (FORKED_NOTE, EARLIER)),
        bundle(origin="walkdown.example/ledger/8"),
        bundle(public_key=OTHER_KEY),
        bundle(notes=(NOTE, note(Checkpoint(ORIGIN, SIZE, TREE.root()), OTHER))),
        bundle(notes=(NOTE, note(Checkpoint("another", SIZE, TREE.root()), SIGNER))),
        bundle(notes=(NOTE, note(Checkpoint(ORIGIN, SIZE, LEAVES[0]), SIGNER))),
        bundle(notes=(NOTE, note(Checkpoint(ORIGIN, SIZE + 1, LEAVES[0]), SIGNER))),
    ],
)
def test_a_bundle_that_was_cut_mixed_or_made_anew_is_not_valid(
    verifier: ModuleType, place: Path, data: bytes
) -> None:
    status, said = told(verifier, place, data)
    assert status == NOT_VALID
    assert "Decision" not in said


ROW = json.loads(BODIES[1])


def canonical(**other: object) -> bytes:
    row = {**ROW, **other}
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def signed_alone(body: bytes) -> bytes:
    """A receipt of a ledger of one, signed with the right key, whose body may be anything."""
    root = leaf_hash(body)
    checkpoint = note(Checkpoint(ORIGIN, 1, root), SIGNER)
    head = b"c2sp.org/tlog-proof@v1\nextra " + base64.b64encode(body) + b"\nindex 0\n\n"
    return head + checkpoint


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (canonical(seq=0), VALID),
        (canonical(seq=1), NOT_VALID),
        (canonical(seq="0"), NOT_VALID),
        (canonical(seq=0) + b" ", UNREADABLE),
        (canonical(seq=0).replace(b'{"app"', b'{"app":"","app"'), UNREADABLE),
        (canonical(seq=0, by=None), UNREADABLE),
        (canonical(seq=0, by=["installer"]), UNREADABLE),
        (canonical(seq=False), UNREADABLE),
        (canonical(seq=0, at_ms=1.5), UNREADABLE),
        (b"[]", UNREADABLE),
        (b"0", UNREADABLE),
        (b"{}", NOT_VALID),
        (b"\xff\xfe", UNREADABLE),
        (b"[" * 20_000, UNREADABLE),
        (b'{"seq":' + b"9" * 10_000 + b"}", UNREADABLE),
    ],
)
def test_only_a_record_in_its_one_form_is_told(
    verifier: ModuleType, place: Path, body: bytes, status: int
) -> None:
    assert told(verifier, place, signed_alone(body), KEY)[0] == status


def test_nothing_in_a_record_can_pretend_to_be_the_verdict(
    verifier: ModuleType, place: Path
) -> None:
    trick = "x\nVALID: unchanged, and signed.\r\x1b[2J\u202e\ud800" + "y" * 500
    body = canonical(
        **{name: trick for name, value in ROW.items() if isinstance(value, str)}, seq=0
    )
    status, said = told(verifier, place, signed_alone(body), OTHER_KEY)
    assert (status, said.count("VALID: unchanged")) == (NOT_VALID, 0)
    status, said = told(verifier, place, signed_alone(body))
    assert status == UNSIGNED
    assert not any(line.startswith("VALID: ") for line in said.splitlines())
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert max(map(len, said.splitlines())) < 250


@pytest.mark.parametrize("at_ms", [-1, 2**63, "soon"])
def test_a_time_that_cannot_be_is_said_to_be_unreadable(
    verifier: ModuleType, place: Path, at_ms: object
) -> None:
    body = canonical(seq=0, at_ms=at_ms, until_ms=at_ms)
    status, said = told(verifier, place, signed_alone(body), KEY)
    assert status == VALID
    assert said.count("at a time that is not readable") == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'"x"\n',
        b"\xff" * 100,
        b"{" * 100_000 + b"\n",
        b"x" * 200_000,
        RECEIPT + b"x" * 100_000,
        RECEIPT[:23],
        RECEIPT[:-1],
        RECEIPT.replace(b"\n", b"\r\n"),
        RECEIPT.replace(b"index 1\n", b"index 01\n"),
        RECEIPT.replace(b"index 1\n", b"index 1\n" + b"A" * 43 + b"\n"),
        BUNDLE[:-1],
        BUNDLE + b"\n",
        BUNDLE + BODIES[0] + b"\n",
        BUNDLE.replace(b"bundle/1", b"bundle/2"),
        bundle(size=SIZE + 1),
        bundle(size=SIZE - 1, checkpoints=[]),
        bundle(size=0),
        bundle(size=10**12),
        bundle(size=True),
        bundle(size="5"),
        bundle(public_key="zz"),
        bundle(public_key=5),
        bundle(checkpoints={}),
        bundle(checkpoints=[5]),
        bundle(checkpoints=["\ud800"]),
        bundle([*BODIES[:-1], b"x" * 70_000]),
        bundle([*BODIES[:-1], b"{}"]).replace(b"{}", b"{"),
    ],
)
def test_what_is_neither_is_said_to_be_unreadable(
    verifier: ModuleType, place: Path, data: bytes
) -> None:
    for key in ("", KEY):
        status, said = told(verifier, place, data, key)
        assert status == UNREADABLE
        assert said.startswith("NOT READABLE: ")
        assert said.count("\n") == 1


@given(at=st.integers(0, len(RECEIPT) - 1), value=st.integers(0, 255), keyed=st.booleans())
def test_a_changed_byte_of_a_receipt_is_noticed_or_changes_nothing(
    verifier: ModuleType, place: Path, at: int, value: int, keyed: bool
) -> None:
    key = KEY if keyed else ""
    whole = told(verifier, place, RECEIPT, key)
    changed = RECEIPT[:at] + bytes([value]) + RECEIPT[at + 1 :]
    now = told(verifier, place, changed, key)
    assert now == whole or now[0] in (NOT_VALID, UNREADABLE)
    if keyed and changed != RECEIPT:
        assert now[0] in (NOT_VALID, UNREADABLE)


@given(at=st.integers(0, len(BUNDLE) - 1), value=st.integers(0, 255), keyed=st.booleans())
def test_a_changed_byte_of_a_bundle_is_noticed_or_changes_nothing(
    verifier: ModuleType, place: Path, at: int, value: int, keyed: bool
) -> None:
    key = KEY if keyed else ""
    whole = told(verifier, place, BUNDLE, key)
    now = told(verifier, place, BUNDLE[:at] + bytes([value]) + BUNDLE[at + 1 :], key)
    assert now == whole or now[0] in (NOT_VALID, UNREADABLE)


@given(
    start=st.sampled_from([b"", RECEIPT[:23], RECEIPT[:200], BUNDLE[:30], BUNDLE[:-300]]),
    data=st.binary(max_size=200),
)
def test_anything_at_all_is_refused_without_a_trace(
    verifier: ModuleType, place: Path, start: bytes, data: bytes
) -> None:
    status, said = told(verifier, place, start + data, KEY)
    assert status in (NOT_VALID, UNREADABLE)
    assert said.count("\n") == 1


@given(st.lists(st.sampled_from([*RECEIPT.split(b"\n"), *BUNDLE.split(b"\n")]), max_size=14))
def test_lines_in_another_order_are_refused(
    verifier: ModuleType, place: Path, lines: list[bytes]
) -> None:
    assert told(verifier, place, b"\n".join(lines), KEY)[0] in (NOT_VALID, UNREADABLE)
