"""Site's "Use my location": one reading, of which nothing stays but what the person takes over."""

from __future__ import annotations

from typing import Final

from walkdown.app.messages import PlaceShown
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.position import Proposal, proposal
from walkdown.core.trouble import Code, Setback, Trouble

WITHIN_S: Final = 30.0
FEATURE: Final = "Use my location, in Site"


class PlaceDesk:
    """A use case of the Site page. What goes wrong is told beside its button: typing goes on."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._reading = False

    async def show(self) -> None:
        """Tell whether this version can read where this computer is, and whether it does now."""
        self._tell()

    async def locate(self) -> None:
        """Ask, read once, and propose the rounded coordinates. A second press joins the first."""
        if self._reading:
            return
        found: Proposal | None = None
        trouble: Trouble | None = None
        self._reading = True
        try:
            found = await self._read()
        except Setback as setback:
            trouble = setback.trouble
        except LeaseEnded:
            trouble = Trouble(Code.STOPPED_BY_YOU)
        finally:
            self._reading = False
            self._tell(found, trouble)

    async def _read(self) -> Proposal:
        positioner = self._bench.equipment.positioner
        if positioner is None:
            raise Setback(Code.LOCATION_UNKNOWN, detail="not in this version")
        async with self._bench.use(Purpose.SITE_LOCATE, FEATURE) as lease:
            self._tell()
            position = await positioner.fix(lease, WITHIN_S)
            lease.check(Purpose.SITE_LOCATE)
            lease.note("position")
            return proposal(position)

    def _tell(self, found: Proposal | None = None, trouble: Trouble | None = None) -> None:
        if self._bench.is_open:
            offered = self._bench.equipment.positioner is not None
            self._bench.publish(PlaceShown(offered, self._reading, found, trouble))
