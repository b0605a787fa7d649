"""How many devices are linked to at the same time: so many as the adapter bears, which is learned."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Places:
    """A number of links that is only ever lowered; who waits gets a place in the order of asking.

    No adapter says how many links it bears (5 and 7 are common), and one that is full fails without a
    reason. What can be seen is that a link could not be made while others stood.
    """

    def __init__(self, most: int) -> None:
        """`most`: with how many to begin, at least 1."""
        self._most = self._at_first = max(1, most)
        self._taken = 0
        self._changed = asyncio.Condition()

    @property
    def most(self) -> int:
        """How many there are now."""
        return self._most

    @property
    def crowded(self) -> bool:
        """Whether more than one place is taken: a link that failed may have been one too many."""
        return self._taken > 1

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place, for the length of the block."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._taken < self._most)
            self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
            await asyncio.shield(self._tell())

    async def refused(self) -> bool:
        """A link could not be made: where others stand, give the place back and wait for another.

        Gives whether it is worth another try. From now on there are as many places as links stood.
        """
        if not self.crowded:
            return False
        self._taken -= 1
        self._most = min(self._most, self._taken)
        try:
            async with self._changed:
                await self._changed.wait_for(lambda: self._taken < self._most)
        finally:
            self._taken += 1
        return True

    def not_crowded(self) -> None:
        """It was refused again beside fewer: the trouble was its own, and one place comes back."""
        self._most = min(self._most + 1, self._at_first)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
