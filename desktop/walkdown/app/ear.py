"""The ear: what is heard in the air while a lease lasts, and the search for one device."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from walkdown.app.heard_so_far import Memory
from walkdown.app.tasks import ended, first_done
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Step, Work
from walkdown.core.events import DevicesMatched
from walkdown.core.sighting import Match, Protocol, Sighting, match_up, sighting_of
from walkdown.core.trouble import Code, Setback

FIND_S = 12.0
MOST_HEARD = 2000

Look = Callable[[], Sighting | None]


@dataclass(slots=True)
class _Search:
    """One short listening, shared by all who look for a device at the same time."""

    task: asyncio.Task[None]
    begun: asyncio.Event
    seekers: int = 0


class Ear:
    """Keeps what was heard last, in memory only. `tell` is called when it changes."""

    def __init__(self, bench: Workbench, tell: Callable[[], None]) -> None:
        self.sightings: tuple[Sighting, ...] = ()
        self.serials: frozenset[str] = frozenset()
        """All that were heard since the job was opened, while there is room for them."""
        self.memory = Memory()
        self._bench = bench
        self._tell = tell
        self._heard = asyncio.Event()
        self._heard_at: dict[str, float] = {}  # of the last snapshot, by key, on the loop's clock
        self._search: _Search | None = None

    async def listen(self, lease: Lease) -> None:
        """Hear all there is until cancelled or the lease ends; labels that are met are noted."""
        self._begin()
        try:
            async with aclosing(self._bench.equipment.radio.scan(lease)) as heard:
                async for sightings in heard:
                    self.sightings = sightings
                    await self._news(sightings)
        finally:
            lease.note("devices", len(self.sightings))

    async def listen_for(self, lease: Lease, seconds: float) -> tuple[Sighting, ...]:
        """Hear for so long, and forget nobody; gives who was heard meanwhile."""
        if self._search is not None:  # an adapter hears for one at a time
            await asyncio.wait({self._search.task})
        self._begin()
        before, heard = self.sightings, tuple[Sighting, ...]()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async with aclosing(self._bench.equipment.radio.scan(lease)) as snapshots:
                    async for heard in snapshots:
                        self.sightings = _merged(before, heard)
                        await self._news(heard)
        lease.note("devices", len(heard))
        return heard

    async def find(
        self,
        serial: str,
        feature: str,
        *,
        listening: asyncio.Task[None] | None = None,
        anew: bool = False,
        within_s: float = math.inf,
    ) -> Sighting:
        """The device's sighting; waits up to 12 s.

        It listens itself where `listening`, which does so now, is not there or ends meanwhile.
        `anew` wants it heard from now on, and ready to be set up; `within_s` is how long ago it may
        have been heard. Raises Setback: NOT_HEARD, TWO_CLAIM while two devices claim the serial.
        """
        since = asyncio.get_running_loop().time()

        def look() -> Sighting | None:
            found = sighting_of(serial, self.sightings)
            if found is None or self._heard_at.get(found.key, -math.inf) < since - within_s:
                return None
            return found if not anew or self._is_back(found, since) else None

        if look() is None and listening is not None:
            await self._wait_while(listening, look)
        if look() is None and (listening is None or listening.done()):
            await self._listen_for(look, feature)
        if found := look():
            return found
        claims = sum(s.serial == serial for s in self.sightings)
        raise Setback(Code.TWO_CLAIM if claims > 1 else Code.NOT_HEARD, device=serial)

    def forget(self) -> None:
        """Nothing heard is kept."""
        self.sightings, self.serials, self.memory = (), frozenset(), Memory()

    async def note_matches(self) -> None:
        """Write down which listed devices have been heard, and how strongly at first."""
        job = self._bench.job
        known = frozenset(job.matched)
        listed = {d.serial for d in job.devices}
        ours = tuple(s for s in self.sightings if s.serial in listed)  # of thousands in a street
        fresh = [
            row.sighting
            for row in match_up(job.devices, ours)
            if row.match is Match.EXPECTED and row.sighting and row.serial not in known
        ]
        if fresh and not job.handed_over:
            serials = tuple(s.serial for s in fresh)
            signals = tuple(s.signal_dbm for s in fresh)
            await self._bench.apply(DevicesMatched(serials, signals))

    # --- inside

    def _begin(self) -> None:
        self.memory.begin(asyncio.get_running_loop().time())

    async def _news(self, heard: tuple[Sighting, ...]) -> None:
        now = asyncio.get_running_loop().time()
        devices = self._bench.job.devices
        linked = [d.serial for d in devices if d.work is Work.WORKING and d.has(Step.CONNECT)]
        self.memory.hear(heard, {d.serial for d in devices}, linked, now)
        self._heard_at = {s.key: now - s.age_s for s in heard}
        if len(self.serials) < MOST_HEARD:
            self.serials |= {s.serial for s in heard if s.serial}
        self._heard.set()
        self._tell()
        await self.note_matches()

    def _is_back(self, found: Sighting, since: float) -> bool:
        """What is kept from before, or only its name is heard, does not say that it is there."""
        ready = found.ready and found.protocol is not Protocol.UNKNOWN
        return ready and self._heard_at.get(found.key, 0.0) >= since

    async def _wait_while(self, listening: asyncio.Task[None], look: Look) -> None:
        found = asyncio.create_task(self._wait_for(look))
        try:
            await first_done(listening, found)
        finally:
            await ended(found)

    async def _listen_for(self, look: Look, feature: str) -> None:
        async with self._searching(feature) as search:
            begun = asyncio.create_task(search.begun.wait())
            found = asyncio.create_task(self._wait_for(look, begun))
            try:
                await first_done(search.task, found)
            finally:
                await ended(begun, found)
            if search.task.done():
                search.task.result()

    @asynccontextmanager
    async def _searching(self, feature: str) -> AsyncIterator[_Search]:
        if self._search is None:
            begun = asyncio.Event()
            task = asyncio.create_task(self._seek(feature, begun), name="searching")
            self._search = _Search(task, begun)
        search = self._search
        search.seekers += 1
        try:
            yield search
        finally:
            search.seekers -= 1
            if not search.seekers:
                if self._search is search:
                    self._search = None
                await ended(search.task)

    async def _seek(self, feature: str, begun: asyncio.Event) -> None:
        async with self._bench.use(Purpose.DISCOVER, feature) as lease:
            begun.set()
            self._begin()
            before = self.sightings
            async with aclosing(self._bench.equipment.radio.scan(lease)) as heard:
                async for sightings in heard:
                    self.sightings = _merged(before, sightings)
                    await self._news(sightings)
            lease.check(Purpose.DISCOVER)

    async def _wait_for(self, look: Look, begun: asyncio.Task[bool] | None = None) -> None:
        """Until it is heard or 12 s are over; what is asked of the person before does not count."""
        if begun is not None:
            await asyncio.wait({begun})
        with suppress(TimeoutError):
            async with asyncio.timeout(FIND_S):
                while look() is None:
                    self._heard.clear()
                    await self._heard.wait()


def _merged(before: tuple[Sighting, ...], now: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    """A short listening forgets nobody; what is heard anew replaces what was heard before.

    Also at another address, unless two have claimed the serial: silence of one settles nothing.
    """
    keys = {s.key for s in now}
    claims = Counter(s.serial for s in before)
    serials = {s.serial for s in now if s.serial and claims[s.serial] < 2}
    return (*now, *(s for s in before if s.key not in keys and s.serial not in serials))
