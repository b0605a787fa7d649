"""Each driver beside its peer's client on the same practice device: requests, octets, time on a 30 ms link.

`python -m tests.benchmarks.devices` prints every row; the figures of `python -m tests.benchmarks` are the
worst of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from tests.benchmarks.table import Figure
from tests.peers.families import FAMILIES
from tests.peers.visits import MTUS, Family, Visit, ours, peers

INTERVAL_S = 0.030
RUNS = 3
MOST_OVER_BOUND = 1.15
HEADS = (
    *("device", "MTU", "requests", "peer", "as the peer", "octets", "peer", "as the peer"),
    *("seconds", "peer", "bound", "ratio", "peer's"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One family at one MTU: our visits and the peer's, in turn on a link with a 30 ms interval."""

    family: Family
    mtu: int
    ours: tuple[Visit, ...]
    peers: tuple[Visit, ...]

    @property
    def as_peer(self) -> tuple[int, int]:
        """Our requests and octets without asking who the device is, where the peer does not."""
        return self.ours[0].without(self.family.who)

    @property
    def bound_s(self) -> float:
        """An interval for each of our requests, one after the other."""
        return self.ours[0].requests * INTERVAL_S

    @property
    def seconds(self) -> tuple[float, float]:
        """Ours and the peer's; medians."""
        return median(v.seconds for v in self.ours), median(v.seconds for v in self.peers)

    @property
    def over_bound(self) -> tuple[float, float]:
        """Each side's time over an interval for each of its own requests."""
        our, their = self.seconds
        return our / self.bound_s, their / (self.peers[0].requests * INTERVAL_S)

    def cells(self) -> tuple[str, ...]:
        """One row of the table."""
        (requests, octets), (our_s, peer_s) = self.as_peer, self.seconds
        first, peer, (ratio, peer_ratio) = self.ours[0], self.peers[0], self.over_bound
        counts = (first.requests, peer.requests, requests, first.octets, peer.octets, octets)
        times = (our_s, peer_s, self.bound_s, ratio, peer_ratio)
        return (
            self.family.name,
            str(self.mtu),
            *(str(count) for count in counts),
            *(f"{time:.3f}" for time in times),
        )


def measure_requests() -> Figure:
    """ATT requests for what the peer does; the family and MTU that are worst for us."""
    return _counted("visit_requests", "requests", 0, lambda visit: visit.requests)


def measure_octets() -> Figure:
    """Octets on air for what the peer does; the worst."""
    return _counted("visit_octets", "octets", 1, lambda visit: visit.octets)


def measure_seconds() -> Figure:
    """Our whole visit over an interval for each of its requests; the worst."""
    worst = max(_rows(), key=lambda row: row.over_bound[0])
    note = (
        f"worst: {worst.family.name} at MTU {worst.mtu}, {worst.seconds[0]:.3f} s of ours in all,"
        f" the peer's {worst.seconds[1]:.3f} s; other: the bound, requests x 30 ms"
    )
    return Figure(
        "visit_s_over_bound",
        worst.seconds[0],
        worst.bound_s,
        MOST_OVER_BOUND,
        "s",
        RUNS,
        note,
        bounds_ratio=True,
    )


def rows_table(rows: Sequence[Beside]) -> str:
    """All rows under their heads."""
    cells = [HEADS, *(row.cells() for row in rows)]
    wide = [max(len(line[at]) for line in cells) for at in range(len(HEADS))]
    return "\n".join(_line(line, wide) for line in cells)


def _line(cells: Sequence[str], wide: Sequence[int]) -> str:
    first = cells[0].ljust(wide[0])
    return "  ".join([first, *(c.rjust(w) for c, w in zip(cells[1:], wide[1:], strict=True))])


def _counted(name: str, unit: str, at: int, theirs: Callable[[Visit], int]) -> Figure:
    def share(row: Beside) -> float:
        return row.as_peer[at] / theirs(row.peers[0])

    worst = max(_rows(), key=share)
    peer = theirs(worst.peers[0])
    note = (
        f"worst: {worst.family.name} at MTU {worst.mtu}; with asking it who it is"
        f" {theirs(worst.ours[0])}; a count, the same in each run"
    )
    return Figure(name, worst.as_peer[at], peer, peer, unit, 1, note)


@cache
def _rows() -> tuple[Beside, ...]:
    return tuple(_beside(family, mtu) for family in FAMILIES for mtu in MTUS)


def _beside(family: Family, mtu: int) -> Beside:
    """In turn, so that a busy machine is as busy for both."""
    our, their = [], []
    for _ in range(RUNS):
        our.append(asyncio.run(ours(family, mtu, INTERVAL_S)))
        their.append(asyncio.run(peers(family, mtu, INTERVAL_S)))
    return Beside(family, mtu, tuple(our), tuple(their))


if __name__ == "__main__":
    print(rows_table(_rows()))
