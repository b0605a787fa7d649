"""What goes wrong with one practice device over its radio: counted, and worked on what it sends."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Iterator

from walkdown.practice.air_lane import Lane
from walkdown.practice.peripheral_spec import LONGEST_VALUE
from walkdown.practice.scenario import Wrong, WrongKind

UNPAIRED = 0x0F  # insufficient encryption, Core Spec Vol 3 Part F 3.4.1.1
_HUGE = b"\x7f\xff\xff\xff"  # as a length: 2 GB
_LEAST_PAUSE_S = 0.005

Say = Callable[[bytes], None]


class _Kept:
    """One wrong, how often it may still happen, and what it has counted on this link."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        self.seen = 0
        self.left: int | None = wrong.times or None

    def happens(self) -> bool:
        self.seen += 1
        if self.seen < self.wrong.at or self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Wrongs:
    """The wrongs of one device, over all its boots and links."""

    def __init__(self, wrongs: Iterable[Wrong] = ()) -> None:
        self._kept = [_Kept(wrong) for wrong in wrongs]
        self.unpaired = False

    def fresh_link(self) -> None:
        """Count from the beginning, but for what is not of a link."""
        for kept in self._kept:
            if kept.wrong.what is not WrongKind.STALE_BOND:
                kept.seen = 0
        self.unpaired = self.met(WrongKind.STALE_BOND) is not None

    def met(self, what: WrongKind) -> Wrong | None:
        """Count one occasion for this kind of wrong; the one that happens at it, else None."""
        happening = [
            kept.wrong for kept in self._kept if kept.wrong.what is what and kept.happens()
        ]
        return happening[0] if happening else None

    def refusal(self) -> int:
        """The ATT error of this read or write; 0 where it is granted."""
        if self.unpaired:
            return UNPAIRED
        wrong = self.met(WrongKind.ATT_ERROR)
        return wrong.code if wrong else 0

    def swollen(self, value: bytes) -> bytes:
        """A value as it is given: 512 bytes, or a short one that announces 2 GB, where that is wrong."""
        if self.met(WrongKind.OVERSIZE) is None:
            return value
        return (
            _HUGE[: len(value)] if len(value) <= len(_HUGE) else _HUGE.ljust(LONGEST_VALUE, b"\xff")
        )

    def forget_bonds(self) -> None:
        """What a person does at the device: it knows no old key any more."""
        self._kept = [k for k in self._kept if k.wrong.what is not WrongKind.STALE_BOND]
        self.unpaired = False


class Outbox:
    """What a device sends: late, in pieces, without an end, or not at all. Never out of order."""

    def __init__(self, wrongs: Wrongs) -> None:
        self._wrongs = wrongs
        self._delay_s = 0.0
        self._late = Lane(lambda: self._delay_s)
        self._waiting = 0
        self._trickle: asyncio.TimerHandle | None = None

    def answer(self, send: Callable[[], None]) -> None:
        """One answer to a read or write."""
        if self._wrongs.met(WrongKind.NO_REPLY) is None:
            self._in_time(send)

    def tell(self, value: bytes, say: Say) -> None:
        """One notification."""
        value = self._wrongs.swollen(value)
        if self._wrongs.met(WrongKind.LOST):
            return
        if wrong := self._wrongs.met(WrongKind.TRICKLE):
            self._begin(itertools.cycle(value or b"\0"), max(wrong.seconds, _LEAST_PAUSE_S), say)
            return
        half = len(value) // 2
        split = half and self._wrongs.met(WrongKind.SPLIT)
        for part in (value[:half], value[half:]) if split else (value,):
            self._in_time(lambda part=part: say(part))  # type: ignore[misc]

    def clear(self) -> None:
        """The link has ended: nothing more is sent on it."""
        self._late.purge()
        self._waiting = 0
        if self._trickle is not None:
            self._trickle.cancel()
            self._trickle = None

    def _in_time(self, send: Callable[[], None]) -> None:
        slow = self._wrongs.met(WrongKind.SLOW)
        if slow is None and not self._waiting:
            send()
            return
        self._delay_s = slow.seconds if slow else 0.0
        self._waiting += 1
        self._late.send(lambda: self._arrived(send))

    def _arrived(self, send: Callable[[], None]) -> None:
        self._waiting -= 1
        send()

    def _begin(self, octets: Iterator[int], pause_s: float, say: Say) -> None:
        """The newest takes the place of the one before, which would not end either."""
        if self._trickle is not None:
            self._trickle.cancel()
        loop = asyncio.get_running_loop()

        def drop() -> None:
            say(bytes((next(octets),)))
            self._trickle = loop.call_later(pause_s, drop)

        self._trickle = loop.call_later(pause_s, drop)
