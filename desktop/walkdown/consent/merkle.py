"""The Merkle tree of RFC 6962: roots, inclusion and consistency proofs, and how to check them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from walkdown.consent.merkle_tree import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Frontier",
    "Tree",
    "VerificationError",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]


class VerificationError(Exception):
    """A proof, root or signature that does not hold."""


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over all the leaf hashes; that of no leaves is SHA-256 of nothing."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaf_hashes: Iterable[bytes], index: int, size: int) -> list[bytes]:
    """The hashes beside the path of leaf `index` in the tree of the first `size` leaves.

    Hashes all of them; who needs many proofs keeps a Tree. Raises ValueError unless index < size
    and there are that many leaves.
    """
    return Tree(islice(leaf_hashes, max(size, 0))).inclusion_proof(index, size)


def consistency_proof(leaf_hashes: Iterable[bytes], size1: int, size2: int) -> list[bytes]:
    """The hashes that show the first `size1` leaves to begin the tree of the first `size2`.

    Raises ValueError unless 0 < size1 <= size2 and there are that many leaves.
    """
    return Tree(islice(leaf_hashes, max(size2, 0))).consistency_proof(size1, size2)


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises VerificationError unless the leaf stands at `index` of `size` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise VerificationError("the index is beyond the size")
    _need_hashes(leaf_hash, root, *proof)
    path, last, value = index, size - 1, leaf_hash
    for other in proof:
        if last == 0:
            raise VerificationError("the proof is too long")
        if path & 1 or path == last:
            value = node_hash(other, value)
            path, last = _raised(path, last)
        else:
            value = node_hash(value, other)
        path, last = path >> 1, last >> 1
    if last:
        raise VerificationError("the proof is too short")
    _need_equal(value, root)


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> None:
    """Raises VerificationError unless the tree of size2 goes on from that of size1.

    RFC 9162 2.1.4.2. Nothing follows from a tree of size 0: it is refused.
    """
    if not 0 < size1 <= size2:
        raise VerificationError("the sizes have no consistency proof")
    if size1 == size2:
        if proof:
            raise VerificationError("one and the same size needs no proof")
        _need_equal(root1, root2)
        return
    _need_hashes(root1, root2, *proof)
    _follow(size1, size2, list(proof), root1, root2)


def _follow(size1: int, size2: int, proof: list[bytes], root1: bytes, root2: bytes) -> None:
    if not proof:
        raise VerificationError("the proof is empty")
    if size1 & (size1 - 1) == 0:  # the first tree is itself a node of the second
        proof.insert(0, root1)
    path, last = size1 - 1, size2 - 1
    while path & 1:
        path, last = path >> 1, last >> 1
    value1 = value2 = proof[0]
    for other in proof[1:]:
        if last == 0:
            raise VerificationError("the proof is too long")
        if path & 1 or path == last:
            value1, value2 = node_hash(other, value1), node_hash(other, value2)
            path, last = _raised(path, last)
        else:
            value2 = node_hash(value2, other)
        path, last = path >> 1, last >> 1
    if last:
        raise VerificationError("the proof is too short")
    _need_equal(value1, root1)
    _need_equal(value2, root2)


def _raised(path: int, last: int) -> tuple[int, int]:
    """Up the right border, past the levels where there is nothing beside the path."""
    while path and not path & 1:
        path, last = path >> 1, last >> 1
    return path, last


def _need_hashes(*values: bytes) -> None:
    if any(len(value) != HASH_BYTES for value in values):
        raise VerificationError("not a hash of 32 bytes")


def _need_equal(found: bytes, wanted: bytes) -> None:
    if found != wanted:
        raise VerificationError("the root is another one")
