"""The link to one device that takes firmware: it can be lost, made again, and is the same device then."""

from __future__ import annotations

from typing import Final

from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Code, Setback
from walkdown.devices.cross_check import says_who
from walkdown.devices.session import Session
from walkdown.devices.sig.numbers import BATTERY_LEVEL
from walkdown.devices.smp.exchange import Exchange
from walkdown.devices.smp.way import Way

# The device is away for now, or may be back already.
AWAY: Final = frozenset({Code.LINK_LOST, Code.NO_ANSWER, Code.NOT_HEARD})


class Link:
    """One session at a time; every verb raises Setback."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._serial = way.serial
        self._session: Session | None = None
        self._talk: Exchange | None = None

    @property
    def talk(self) -> Exchange:
        """The exchange of the present link. Setback(LINK_LOST) where there is none."""
        if self._talk is None:
            raise Setback(Code.LINK_LOST, device=self._serial)
        return self._talk

    @property
    def up(self) -> bool:
        """Whether it is usable as far as anybody knows."""
        return self._talk is not None and self._session is not None and not self._session.over

    async def open(self, *, changed: bool = False) -> None:
        """Connect anew and make sure that it is the device. Setback: OTHER_SERIAL, CANNOT_SET_UP."""
        await self.drop()
        session = self._way.session(changed=changed)
        await session.__aenter__()
        self._session = session
        try:
            talk = Exchange(session, self._serial)
            sure = await self._told_serial(session)
            await talk.start()
            if not sure:  # it may have paired meanwhile, and tell more
                await self._told_serial(session)
            await talk.learn()
        except BaseException:
            await self.drop()
            raise
        self._talk = talk

    async def drop(self) -> None:
        """End it; ending it twice is harmless."""
        session, self._session, self._talk = self._session, None, None
        if session is not None:
            await session.__aexit__(None, None, None)

    async def until_lost(self, seconds: float) -> None:
        """Until the device has ended the link, or that time is over."""
        if self._session is not None:
            await self._session.until_over(seconds)

    async def battery(self) -> int | None:
        """Its charge in %; None where it has none, or says what cannot be."""
        found = self._session.handles(BATTERY_LEVEL) if self._session else ()
        if self._session is None or not found:
            return None
        said = await self._session.read(found[0])
        return said[0] if len(said) == 1 and said[0] <= 100 else None

    async def _told_serial(self, session: Session) -> bool:
        """Whether it says that it is the one; OTHER_SERIAL where it says otherwise.

        The name it advertises was compared before.
        """
        printed = bool(self._serial) and not factory_name(self._serial)
        return printed and await says_who(session, self._serial)
