"""`proof_ms` and `proof_bytes`: one record's inclusion among a million, beside handing over all leaf hashes."""

from __future__ import annotations

import hashlib
import time
from statistics import quantiles

from tests.benchmarks.table import Figure
from walkdown.consent.merkle import Tree, root, verify_inclusion

LEAVES = 1_000_000
RUNS = 2000
BOUND_MS = 1.0
BOUND_BYTES = 1024


def measure() -> Figure:
    """Made and checked, from a tree that is kept; the other side hashes all leaves to the root once."""
    tree, leaves = _tree()
    whole = tree.root(LEAVES)
    took, most = [], 0
    for turn in range(RUNS):
        index = turn * 7919 % LEAVES
        began = time.perf_counter()
        proof = tree.inclusion_proof(index, LEAVES)
        verify_inclusion(leaves[index], index, LEAVES, proof, whole)
        took.append((time.perf_counter() - began) * 1000)
        most = max(most, sum(map(len, proof)))
    began = time.perf_counter()
    root(leaves)
    other = (time.perf_counter() - began) * 1000
    note = f"99th percentile of making and checking; the largest proof has {most} bytes"
    return Figure("proof_ms", quantiles(took, n=100)[-1], other, BOUND_MS, "ms", RUNS, note)


def measure_bytes() -> Figure:
    """The largest proof; the other side gives every leaf hash."""
    tree, leaves = _tree()
    most = max(
        sum(map(len, tree.inclusion_proof(turn * 7919 % LEAVES, LEAVES))) for turn in range(RUNS)
    )
    note = "hashes of one inclusion proof among a million; the other side is all leaf hashes"
    other = float(sum(map(len, leaves)))
    return Figure("proof_bytes", float(most), other, BOUND_BYTES, "B", RUNS, note)


def _tree() -> tuple[Tree, list[bytes]]:
    leaves = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(LEAVES)]
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree, leaves
