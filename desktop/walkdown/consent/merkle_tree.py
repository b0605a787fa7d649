"""A Merkle tree as it grows (RFC 6962): its right border alone, or all of its whole subtrees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """The hash of one record's bytes, 32 bytes (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees, 32 bytes (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The growing tree's right border: at most one hash for each bit of the size.

    `Frontier(size, hashes)` goes on from what `size` and `hashes` of another one were.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Raises ValueError where there is not one hash for each bit set in the size."""
        if size < 0 or len(hashes) != size.bit_count() or any(len(h) != HASH_BYTES for h in hashes):
            raise ValueError("the hashes are not those of this size")
        self._size = size
        self._hashes = list(hashes)

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The whole subtrees, largest first."""
        return tuple(self._hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf; amortised two hashes. Raises ValueError unless it is 32 bytes."""
        if len(leaf_hash) != HASH_BYTES:
            raise ValueError("not a hash of 32 bytes")
        value, size = leaf_hash, self._size
        while size & 1:
            value = node_hash(self._hashes.pop(), value)
            size >>= 1
        self._hashes.append(value)
        self._size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        value = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            value = node_hash(left, value)
        return value


class Tree:
    """All whole subtrees, level by level, so that any proof is made of look-ups; 64 bytes a leaf."""

    __slots__ = ("_levels",)

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        """Raises ValueError where one is not 32 bytes."""
        leaves = list(leaf_hashes)
        if any(len(leaf) != HASH_BYTES for leaf in leaves):
            raise ValueError("not a hash of 32 bytes")
        level = bytearray().join(leaves)
        self._levels = [level]
        while len(level) >= 2 * HASH_BYTES:
            level = _level_above(level)
            self._levels.append(level)

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf; amortised two hashes. Raises ValueError unless it is 32 bytes."""
        if len(leaf_hash) != HASH_BYTES:
            raise ValueError("not a hash of 32 bytes")
        value, level = leaf_hash, 0
        self._levels[0] += value
        while len(self._levels[level]) % (2 * HASH_BYTES) == 0:
            left = bytes(self._levels[level][-2 * HASH_BYTES : -HASH_BYTES])
            value = node_hash(left, value)
            level += 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += value

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, or over all. Raises ValueError beyond the end."""
        size = self.size if size is None else size
        self._need(0 <= size <= self.size)
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """As the function of that name, in O(log² n)."""
        self._need(0 <= index < size <= self.size)
        start, end, proof = 0, size, []
        while end - start > 1:
            middle = start + _left(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, size1: int, size2: int) -> list[bytes]:
        """As the function of that name, in O(log² n)."""
        self._need(0 < size1 <= size2 <= self.size)
        start, end, proof = 0, size2, []
        while size1 != end:
            middle = start + _left(end - start)
            if size1 <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        if start:  # otherwise the subtree is the first tree, whose root the verifier has
            proof.append(self._over(start, end))
        return proof[::-1]

    def _over(self, start: int, end: int) -> bytes:
        """The hash over leaves start to end; start is where a subtree of this width may begin."""
        width = end - start
        if width & (width - 1) == 0:
            at = start // width * HASH_BYTES
            return bytes(self._levels[width.bit_length() - 1][at : at + HASH_BYTES])
        middle = start + _left(width)
        return node_hash(self._over(start, middle), self._over(middle, end))

    @staticmethod
    def _need(holds: bool) -> None:
        if not holds:
            raise ValueError("no such leaf or size in this tree")


def _level_above(level: bytearray) -> bytearray:
    """The whole nodes over a level; all at once takes a third of the time of one by one."""
    width = 2 * HASH_BYTES
    ends = range(width, len(level) + 1, width)
    sha256 = hashlib.sha256
    return bytearray().join([sha256(b"\x01" + level[end - width : end]).digest() for end in ends])


def _left(width: int) -> int:
    """How many of the leaves are in the left subtree: the largest power of two below."""
    return 1 << (width - 1).bit_length() - 1
