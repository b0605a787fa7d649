"""Walks a SunSpec device's models over Modbus TCP: who it is and what it measures, within a time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace

from walkdown.core import sunspec
from walkdown.core.device import Reading
from walkdown.core.sunspec import BASES, END, HEAD, MARKER, Common
from walkdown.core.sunspec_models import COMMON
from walkdown.lan.http_get import Nonsense, NotYet
from walkdown.lan.modbus import MOST_REGISTERS, SILENCE_S, Modbus, Refused, Silent

PORTS = (502, 1502)  # some makers' inverters listen on the second (protocols.md 8.1)
WHOLE_S = 12.0
MOST_MODELS = 64
_LAST = 0xFFFF


@dataclass(frozen=True, slots=True)
class Said:
    """What a SunSpec device said of itself; empty texts where its common model was not read."""

    common: Common
    readings: tuple[Reading, ...] = ()


async def asked(
    host: str, ports: tuple[int, ...] = PORTS, *, silence_s: float = SILENCE_S
) -> Said | None:
    """What is at one of these ports; None where nobody listens, or nothing of SunSpec is said.

    Nothing is raised: what was said before a device fell silent, hung up or made no sense stands.
    """
    walk = _Walk()
    with suppress(TimeoutError):
        async with asyncio.timeout(WHOLE_S):
            for port in ports:
                with suppress(OSError, NotYet, Nonsense):
                    async with Modbus(host, port, silence_s=silence_s) as talk:
                        await walk.go(talk)
                if walk.said is not None:
                    break
    return walk.said


class _Walk:
    """One reading of everything; `said` grows as it goes on, so that it can end at any time."""

    def __init__(self) -> None:
        self.said: Said | None = None

    async def go(self, talk: Modbus) -> None:
        base = await _base(talk)
        if base is None:
            return
        self.said = Said(Common("", "", "", ""))
        at = base + len(MARKER)
        for _ in range(MOST_MODELS):
            head = await _held(talk, range(at, min(at + HEAD, _LAST)))
            if len(head) < HEAD or head[at] == END:
                return
            model, length = head[at], head[at + 1]
            if at + HEAD + length > _LAST:
                return  # it would lie beyond the last register there is
            await self._read(talk, model, at, length)
            at += HEAD + length

    async def _read(self, talk: Modbus, model: int, at: int, length: int) -> None:
        if self.said is None or not sunspec.is_read(model):
            return
        held = await _model(talk, sunspec.runs(model, length), at)
        if model == COMMON:
            if not self.said.common.serial:
                self.said = replace(self.said, common=sunspec.common_of(held))
            return
        more = (*self.said.readings, *sunspec.values_of(model, held))
        self.said = replace(self.said, readings=sunspec.told_once(more))


async def _base(talk: Modbus) -> int | None:
    """Where the marker stands: the registers elsewhere may be refused, other ones, or silent."""
    for base in BASES:
        if tuple((await _held(talk, range(base, base + len(MARKER)))).values()) == MARKER:
            return base
    return None


async def _model(talk: Modbus, runs: tuple[range, ...], at: int) -> dict[int, int]:
    """The registers of a model by their place in it.

    All in one question; where that is not answered, since one of them is silent or refused, only
    those that are of use, run by run, so that no other one costs anything.
    """
    if not runs:
        return {}
    first, last = runs[0].start, runs[-1].stop
    whole = range(first, last)
    if len(whole) <= MOST_REGISTERS:
        held = await _held(talk, _shifted(whole, at))
        if held:
            return {place - at: register for place, register in held.items()}
    held = {}
    for run in runs:
        held |= await _held(talk, _shifted(run, at))
    return {place - at: register for place, register in held.items()}


def _shifted(places: range, by: int) -> range:
    return range(places.start + by, places.stop + by)


async def _held(talk: Modbus, places: range) -> dict[int, int]:
    """These registers by their number; empty where they are silent or refused."""
    if not places:
        return {}
    try:
        said = await talk.holding_registers(places.start, len(places))
    except (Silent, Refused):
        return {}
    return dict(zip(places, said, strict=True))
