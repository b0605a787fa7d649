"""A D-Bus that exists only in this process: services as tables of answers, and what was asked of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from walkdown.consent.lease import Lease
from walkdown.lan.bus import NoAnswer, Spot

Answer = tuple[object, ...] | NoAnswer | None


class FakeBus:
    """Implements `Bus`. An answer of None never comes; `places` are what GetAll says by path."""

    def __init__(self, answers: dict[str, Answer], places: dict[str, dict[object, object]]) -> None:
        self.answers = answers
        self.places = places
        self.said: list[tuple[Any, ...]] = []
        self.asked = asyncio.Event()
        self.heard: Callable[[], None] = lambda: None
        self.closed = False
        self.connected = False
        self._last: list[tuple[Any, ...]] = []

    async def __call__(self, lease: Lease) -> FakeBus:
        """Stands for `system_bus` and `session_bus` too."""
        self.connected = True
        return self

    async def call(
        self, on: Spot, member: str, signature: str = "", *body: object
    ) -> tuple[object, ...]:
        assert not self.closed
        self.said.append((member, *body))
        self.asked.set()
        answer = self.answers.get(member, ())
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, NoAnswer):
            raise answer
        return answer or ()

    async def put(self, on: Spot, name: str, signature: str, value: object) -> None:
        await self.call(on, "Set", signature, name, value)

    async def read(self, on: Spot) -> dict[object, object]:
        await self.call(on, "GetAll")
        return self.places.get(on.path, {})

    async def watch(self, on: Spot, signal: str, heard: Callable[[], None]) -> None:
        self.heard = heard
        await self.call(on, "AddMatch")

    def at_close(self, on: Spot, member: str, signature: str = "", *body: object) -> None:
        self._last.append((member, *body))

    async def close(self) -> None:
        self.closed = True
        self.said += self._last

    @property
    def members(self) -> list[str]:
        """What was called, without what it was given."""
        return [said[0] for said in self.said]

    async def until(self, member: str) -> None:
        """Wait until it has been called."""
        while member not in self.members:
            self.asked.clear()
            await self.asked.wait()
