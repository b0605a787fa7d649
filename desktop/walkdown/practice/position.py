"""The practice site's place: what a location service would say there, after a moment of looking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.position import Position
from walkdown.core.trouble import Code, Setback

LOOKING_S: Final = 1.2
ACCURACY_M: Final = 35.0


class PracticePositioner:
    """Implements the port `Positioner` for the practice site that is open."""

    def __init__(
        self, where: Callable[[], tuple[float, float] | None], looking_s: float = LOOKING_S
    ) -> None:
        """`where`: the open site's degrees north and east; None where its scenario names none."""
        self._where = where
        self._looking_s = looking_s

    async def fix(self, lease: Lease, within_s: float) -> Position:
        """The site's place. Raises Setback: LOCATION_UNKNOWN, STOPPED_BY_YOU."""
        lease.check(Purpose.SITE_LOCATE)
        try:
            async with asyncio.timeout(min(self._looking_s, within_s)):
                await lease.cancelled.wait()
        except TimeoutError:
            pass
        if lease.ended:
            raise Setback(Code.STOPPED_BY_YOU)
        where = self._where()
        if where is None:
            raise Setback(Code.LOCATION_UNKNOWN, detail="the scenario names no place")
        return Position(*where, ACCURACY_M)
