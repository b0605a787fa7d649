"""The adapter doctor's use cases: look at the laptop's Bluetooth, listen a moment, say what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from walkdown.app.adapter_choice import ChosenAdapter
from walkdown.app.messages import AdapterShown
from walkdown.app.nearby import NearbyDesk
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.at_use import BY_SYSTEM
from walkdown.consent.system.state import OsState
from walkdown.core.adapter_doctor import Facts, Permit, diagnose, used
from walkdown.core.trouble import Code, Setback

LISTEN_S = 5.0
FEATURE: Final = "Check Bluetooth, in Nearby"
_NO_CENTRAL: Final = "NO_BLE_CENTRAL_ROLE"
_SAID_NO: Final = frozenset({Code.REFUSED, Code.NOT_ANSWERED})
_RADIO: Final = frozenset(
    {Code.BLUETOOTH_MISSING, Code.BLUETOOTH_OFF, Code.BLUETOOTH_BLOCKED, Code.SYSTEM_RESTRICTS}
)
_PERMITS: Final = {
    OsState.NOT_APPLICABLE: Permit.YES,
    OsState.GRANTED: Permit.YES,
    OsState.DENIED: Permit.SYSTEM,
    OsState.RESTRICTED: Permit.ADMINISTRATOR,
    OsState.UNDETERMINED: Permit.UNKNOWN,
}


class AdapterDesk:
    """One check at a time. It listens itself, so listening in Nearby is paused for it."""

    def __init__(self, bench: Workbench, nearby: NearbyDesk) -> None:
        self._bench = bench
        self._nearby = nearby
        self._facts: Facts | None = None
        self._checking = False

    async def check(self) -> None:
        """Ask for nearby devices, then look and listen; what came of it is told, whatever it is."""
        if self._checking:
            return
        self._checking = True
        self._facts = Facts(permit=self._permit(), listed=len(self._bench.job.devices))
        self._bench.publish(AdapterShown(None))
        try:
            await self._nearby.stop()
            await self._find_out()
        finally:
            self._checking = False
            self._tell()

    async def choose(self, address: str) -> None:
        """Listen with this adapter from now on, and check again. Raises Setback(CANNOT_WRITE)."""
        chosen = self._chosen
        known = (self._facts.adapters if self._facts else None) or ()
        if chosen is None or self._checking or address not in {a.address for a in known}:
            return
        await chosen.choose(address)
        await self.check()

    # --- inside

    @property
    def _chosen(self) -> ChosenAdapter | None:
        return self._bench.equipment.adapters

    async def _find_out(self) -> None:
        try:
            async with self._bench.use(Purpose.DISCOVER, FEATURE) as lease:
                await self._look(lease)
                if self._may_listen():
                    await self._listen(lease)
        except Setback as setback:
            self._note_setback(setback)

    async def _look(self, lease: Lease) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        looked = await chosen.look(lease)
        facts = self._known()
        permit = Permit.SYSTEM if looked.denied else facts.permit
        self._facts = replace(
            facts,
            adapters=looked.adapters,
            service=looked.service,
            chosen=await chosen.address(),
            permit=permit,
        )

    def _may_listen(self) -> bool:
        """Where the system itself says that it would fail, it is not tried."""
        facts = self._known()
        if facts.adapters is None:
            return facts.service is not False
        adapter = used(facts.adapters, facts.chosen)
        return adapter is not None and adapter.usable

    async def _listen(self, lease: Lease) -> None:
        heard = await self._nearby.hear_for(lease, LISTEN_S)
        lease.check(Purpose.DISCOVER)
        listed = {d.serial for d in self._bench.job.devices}
        ours = len({s.serial for s in heard} & listed)
        self._facts = replace(self._known(), heard=len(heard), ours=ours)

    def _note_setback(self, setback: Setback) -> None:
        """What says something of Bluetooth is an answer; all else is told as it is."""
        code, facts = setback.code, self._known()
        if code in _SAID_NO:
            self._facts = replace(facts, permit=Permit.PERSON)
        elif code in _RADIO:
            by_system = code is Code.SYSTEM_RESTRICTS or setback.trouble.detail == BY_SYSTEM
            permit = Permit.ADMINISTRATOR if by_system else facts.permit
            central = False if setback.trouble.detail == _NO_CENTRAL else None
            self._facts = replace(facts, radio=code, permit=permit, central=central)
        else:
            raise setback

    def _permit(self) -> Permit:
        state = self._bench.equipment.system.state(Permission.BLUETOOTH, Purpose.DISCOVER)
        return _PERMITS[state]

    def _known(self) -> Facts:
        return self._facts or Facts()

    def _tell(self) -> None:
        facts = self._known()
        self._bench.publish(AdapterShown(diagnose(facts), facts.adapters, facts.chosen))
