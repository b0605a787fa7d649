"""Roots and proofs are those of RFC 6962, and a proof that was touched never verifies."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent import merkle
from walkdown.consent.merkle import Frontier, Tree, VerificationError, leaf_hash, node_hash

# The eight leaves of Certificate Transparency's reference implementation, with their roots.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(data) for data in INPUTS]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
SUBTREES = {
    name: bytes.fromhex(text)
    for name, text in {
        "0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "0-1": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "2-3": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "4-5": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "6-7": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "0-3": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4-7": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    }.items()
}
INCLUSION = [
    (0, 1, []),
    (0, 8, ["1", "2-3", "4-7"]),
    (5, 8, ["4", "6-7", "0-3"]),
    (2, 3, ["0-1"]),
    (1, 5, ["0", "2-3", "4"]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["1", "2-3", "4-7"]),
    (6, 8, ["4-5", "6-7", "0-3"]),
    (2, 5, ["2-3", "4"]),
    (6, 7, ["4-5", "6", "0-3"]),
]
SOME_HASH = hashlib.sha256(b"some").digest()
MANY = [hashlib.sha256(b"%d" % number).digest() for number in range(2000)]


@cache
def defined_root(start: int, end: int) -> bytes:
    """RFC 6962 2.1, word for word."""
    width = end - start
    if width == 0:
        return hashlib.sha256(b"").digest()
    if width == 1:
        return MANY[start]
    k = _k(width)
    return node_hash(defined_root(start, start + k), defined_root(start + k, end))


def defined_path(m: int, start: int, end: int) -> list[bytes]:
    """RFC 6962 2.1.1, word for word."""
    width = end - start
    if width == 1:
        return []
    k = _k(width)
    if m < k:
        return [*defined_path(m, start, start + k), defined_root(start + k, end)]
    return [*defined_path(m - k, start + k, end), defined_root(start, start + k)]


def defined_proof(m: int, start: int, end: int, *, known: bool) -> list[bytes]:
    """RFC 6962 2.1.2, word for word."""
    width = end - start
    if m == width:
        return [] if known else [defined_root(start, end)]
    k = _k(width)
    if m <= k:
        inner = defined_proof(m, start, start + k, known=known)
        return [*inner, defined_root(start + k, end)]
    return [
        *defined_proof(m - k, start + k, end, known=False),
        defined_root(start, start + k),
    ]


def _k(width: int) -> int:
    k = 1
    while 2 * k < width:
        k *= 2
    return k


def holds(check: Callable[..., None], *args: object) -> bool:
    """Whether a verification passes; anything but VerificationError is a failure of the test."""
    try:
        check(*args)
    except VerificationError:
        return False
    return True


def test_the_roots_of_the_reference_leaves() -> None:
    assert [merkle.root(LEAVES[:size]) for size in range(9)] == ROOTS
    assert [Tree(LEAVES).root(size) for size in range(9)] == ROOTS
    frontier = Frontier()
    assert frontier.root() == ROOTS[0]
    for size, leaf in enumerate(LEAVES, 1):
        frontier.append(leaf)
        assert (frontier.size, frontier.root()) == (size, ROOTS[size])


@pytest.mark.parametrize(("index", "size", "names"), INCLUSION)
def test_the_inclusion_proofs_of_the_reference_leaves(
    index: int, size: int, names: list[str]
) -> None:
    proof = [SUBTREES[name] for name in names]
    assert merkle.inclusion_proof(LEAVES, index, size) == proof
    merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
    for touched in touched_inclusions(index, size, proof):
        assert not holds(merkle.verify_inclusion, *touched), touched


def touched_inclusions(index: int, size: int, proof: list[bytes]) -> list[tuple[object, ...]]:
    leaf, root = LEAVES[index], ROOTS[size]
    return [
        *[(leaf, other, size, proof, root) for other in (index - 1, index + 1, index ^ 2)],
        *[(leaf, index, other, proof, root) for other in (size * 2, size // 2, 0, -1)],
        *[(other, index, size, proof, root) for other in (b"", b"WrongLeaf", SOME_HASH)],
        *[(leaf, index, size, proof, other) for other in (b"", ROOTS[0], SOME_HASH)],
        *[(leaf, index, size, other, root) for other in touched_proofs(proof, root)],
    ]


def touched_proofs(proof: list[bytes], *others: bytes) -> list[list[bytes]]:
    more = [b"", SOME_HASH, *others]
    flipped = [bytes([value[0] ^ 8]) + value[1:] for value in proof]
    return [
        *[[*proof, value] for value in more],
        *[[value, *proof] for value in more],
        *[[*proof[:at], value, *proof[at + 1 :]] for at, value in enumerate(flipped)],
        *[[*proof[:at], value[:-1], *proof[at + 1 :]] for at, value in enumerate(proof)],
        *[[*proof[:at], *proof[at + 1 :]] for at in range(len(proof))],
        *[[*proof[:at], SOME_HASH, *proof[at:]] for at in range(1, len(proof))],
    ]


@pytest.mark.parametrize(("size1", "size2", "names"), CONSISTENCY)
def test_the_consistency_proofs_of_the_reference_leaves(
    size1: int, size2: int, names: list[str]
) -> None:
    proof = [SUBTREES[name] for name in names]
    root1, root2 = ROOTS[size1], ROOTS[size2]
    assert merkle.consistency_proof(LEAVES, size1, size2) == proof
    merkle.verify_consistency(size1, size2, proof, root1, root2)
    touched = [
        *[(other, size2, proof, root1, root2) for other in (size1 - 1, size1 + 1, size1 ^ 2)],
        *[(size1, other, proof, root1, root2) for other in (size2 * 2, size2 // 2)],
        *[(size1, size2, proof, other, root2) for other in (b"", b"WrongRoot", SOME_HASH)],
        *[(size1, size2, proof, root1, other) for other in (b"", b"WrongRoot", SOME_HASH)],
        *[(size1, size2, other, root1, root2) for other in touched_proofs(proof, root1, root2)],
    ]
    if proof:
        touched += [(size1, size2, proof, root2, root1), (size1, size2, [], root1, root2)]
    for case in touched:
        assert not holds(merkle.verify_consistency, *case), case


@pytest.mark.parametrize(
    ("size1", "size2", "proof", "root1", "root2"),
    [
        (0, 0, [], ROOTS[0], ROOTS[0]),
        (0, 0, [], ROOTS[0], SOME_HASH),
        (0, 0, [SOME_HASH], ROOTS[0], ROOTS[0]),
        (0, 1, [], ROOTS[0], ROOTS[1]),
        (0, 1, [ROOTS[0]], ROOTS[0], ROOTS[0]),
        (1, 0, [], ROOTS[1], ROOTS[0]),
        (2, 1, [], ROOTS[2], ROOTS[1]),
        (1, 1, [], ROOTS[1], SOME_HASH),
        (1, 1, [SOME_HASH], ROOTS[1], ROOTS[1]),
        (1, 2, [], ROOTS[1], ROOTS[2]),
        (-1, 2, [], ROOTS[1], ROOTS[2]),
        (1, 2**70, [SOME_HASH] * 80, ROOTS[1], ROOTS[2]),
    ],
)
def test_no_size_goes_back_and_nothing_follows_from_an_empty_tree(
    size1: int, size2: int, proof: list[bytes], root1: bytes, root2: bytes
) -> None:
    assert not holds(merkle.verify_consistency, size1, size2, proof, root1, root2)


def test_one_and_the_same_size_has_one_and_the_same_root() -> None:
    merkle.verify_consistency(1, 1, [], ROOTS[1], ROOTS[1])
    merkle.verify_consistency(1, 1, [], b"don't care 2", b"don't care 2")


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 0), (1, 1), (2, 1), (-1, 1), (2**64, 8)])
def test_no_leaf_is_beyond_the_size(index: int, size: int) -> None:
    for root in (SOME_HASH, ROOTS[0], b""):
        assert not holds(merkle.verify_inclusion, SOME_HASH, index, size, [], root)


def test_every_proof_up_to_64_leaves_is_as_defined_and_verifies() -> None:
    tree = Tree(MANY[:64])
    for size in range(1, 65):
        whole = defined_root(0, size)
        assert tree.root(size) == whole
        for index in range(size):
            proof = tree.inclusion_proof(index, size)
            assert proof == defined_path(index, 0, size)
            merkle.verify_inclusion(MANY[index], index, size, proof, whole)
        for earlier in range(1, size + 1):
            proof = tree.consistency_proof(earlier, size)
            assert proof == defined_proof(earlier, 0, size, known=True)
            merkle.verify_consistency(earlier, size, proof, defined_root(0, earlier), whole)


def test_the_functions_agree_with_the_tree() -> None:
    tree = Tree(MANY[:33])
    for size in range(1, 34):
        for at in range(size):
            assert merkle.inclusion_proof(MANY, at, size) == tree.inclusion_proof(at, size)
            assert merkle.consistency_proof(MANY, at + 1, size) == tree.consistency_proof(
                at + 1, size
            )


def test_samples_up_to_2000_leaves_are_as_defined() -> None:
    chance = random.Random(6962)
    tree, grown, frontier = Tree(MANY), Tree(), Frontier()
    for size, leaf in enumerate(MANY, 1):
        grown.append(leaf)
        frontier.append(leaf)
        assert frontier.root() == grown.root() == tree.root(size)
        assert len(frontier.hashes) == size.bit_count()
    for _ in range(1500):
        size = chance.randint(1, len(MANY))
        index, earlier = chance.randrange(size), chance.randint(1, size)
        assert tree.inclusion_proof(index, size) == defined_path(index, 0, size)
        assert tree.root(size) == defined_root(0, size)
        assert grown.consistency_proof(earlier, size) == defined_proof(earlier, 0, size, known=True)


def test_a_frontier_goes_on_from_what_was_kept_of_it() -> None:
    first = Frontier()
    for at, leaf in enumerate(MANY[:200]):
        again = Frontier(first.size, first.hashes)
        assert (again.size, again.root()) == (at, first.root())
        for frontier in (first, again):
            frontier.append(leaf)
        assert again.hashes == first.hashes


@pytest.mark.parametrize(
    ("size", "hashes"), [(-1, ()), (1, ()), (0, (SOME_HASH,)), (3, (SOME_HASH,)), (1, (b"short",))]
)
def test_a_frontier_that_cannot_be_is_refused(size: int, hashes: Sequence[bytes]) -> None:
    with pytest.raises(ValueError, match="not those"):
        Frontier(size, hashes)


@pytest.mark.parametrize("leaf", [b"", b"short", bytes(31), bytes(33)])
def test_only_hashes_are_leaves(leaf: bytes) -> None:
    for add in (Tree().append, Frontier().append, lambda leaf: Tree([leaf])):
        with pytest.raises(ValueError, match="32 bytes"):
            add(leaf)


def test_no_proof_is_made_for_what_is_not_in_the_tree() -> None:
    for index, size in ((0, 0), (3, 3), (0, 9), (-1, 3), (1, -1)):
        with pytest.raises(ValueError, match="no such"):
            merkle.inclusion_proof(LEAVES, index, size)
    for size1, size2 in ((0, 3), (4, 3), (1, 9), (-1, 3), (1, -1)):
        with pytest.raises(ValueError, match="no such"):
            merkle.consistency_proof(LEAVES, size1, size2)
    with pytest.raises(ValueError, match="no such"):
        Tree(LEAVES).root(9)


TREE = Tree(MANY[:300])


@given(data=st.data())
def test_a_changed_inclusion_proof_never_verifies(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof, root = TREE.inclusion_proof(index, size), TREE.root(size)
    changed = data.draw(changes_of(proof))
    assert not holds(merkle.verify_inclusion, MANY[index], index, size, changed, root)
    other = data.draw(st.integers(-2, 2**64).filter(lambda at: at != index))
    assert not holds(merkle.verify_inclusion, MANY[index], other, size, proof, root)


@given(data=st.data())
def test_a_changed_consistency_proof_never_verifies(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(2, 300))
    size1 = data.draw(st.integers(1, size2 - 1))
    proof = TREE.consistency_proof(size1, size2)
    root1, root2 = TREE.root(size1), TREE.root(size2)
    changed = data.draw(changes_of(proof))
    assert not holds(merkle.verify_consistency, size1, size2, changed, root1, root2)
    forked = Tree([*MANY[: size1 - 1], SOME_HASH, *MANY[size1:size2]])
    assert not holds(merkle.verify_consistency, size1, size2, proof, root1, forked.root())
    assert not holds(
        merkle.verify_consistency,
        size1,
        size2,
        forked.consistency_proof(size1, size2),
        root1,
        forked.root(),
    )


@st.composite
def changes_of(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """The proof with one bit, one place or one length changed."""
    at = draw(st.integers(0, len(proof) - 1))
    value = proof[at]
    bit = draw(st.integers(0, 255))
    flipped = (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")
    changed = draw(
        st.sampled_from(
            [
                [*proof[:at], flipped, *proof[at + 1 :]],
                [*proof[:at], *proof[at + 1 :]],
                [*proof[:at], value, *proof[at:]],
                [*proof, value],
                proof[::-1],
                [*proof[:at], value[: bit % 32], *proof[at + 1 :]],
            ]
        )
    )
    return changed if changed != proof else [*proof, value]
