"""Network: the device's own list, the owner's password, and what the person does on the job board."""

from __future__ import annotations

from walkdown.app.code_text import code_text
from walkdown.app.crew import Crew
from walkdown.app.eye import EyeDesk
from walkdown.app.messages import LaptopSees, NetworksShown, RouterRead
from walkdown.app.nearby import NearbyDesk
from walkdown.app.owner import NOTHING_SAID, Owner, OwnersWord
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer
from walkdown.core.device import Device, Kind, Work
from walkdown.core.events import DeviceLeftOut, NetworkChosen, WorkInterrupted
from walkdown.core.label import Label, RouterCode, read_label
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.laptop_wifi import NOT_SAID, LaptopView
from walkdown.core.picture import CodeRead
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import ChosenNetwork, Credentials, HeardNetwork, strongest

WEAK_DBM = -80  # of Bluetooth: slow to connect, and easily lost
_IDLE = (Work.IDLE, Work.FAILED)


class NetworkDesk:
    """Use cases of the Network page, the owner's page and the job board."""

    def __init__(
        self,
        bench: Workbench,
        nearby: NearbyDesk,
        eye: EyeDesk,
        profiles: Profiles = NO_PROFILES,
    ) -> None:
        self._bench = bench
        self._profiles = profiles
        self._nearby = nearby
        self._eye = eye
        self._owner = Owner(bench)
        self._crew = Crew(bench, self._owner, self._find, profiles)
        self._only: frozenset[str] = frozenset()  # who a password is for; empty is everybody
        self._paused: frozenset[str] = frozenset()
        self._read: RouterCode | None = None
        self._in_sight: frozenset[str] = frozenset()
        bench.at_rest(self.stop)

    # --- choosing

    async def look(self) -> None:
        """Read the networks that a device hears: the gateway where there is one."""
        serial = self._scout().serial
        self._bench.publish(NetworksShown((), serial, looking=True))
        networks: tuple[HeardNetwork, ...] = ()
        try:
            async with self._nearby.connected(serial, "Look, in Network") as device:
                await device.device_info()
                networks = strongest(await device.scan_networks() or ())
        finally:
            self._bench.publish(NetworksShown(networks, serial))

    async def compare(self) -> None:
        """Let the laptop's own Wi-Fi look, which asks first; where no system tells it, nobody is asked."""
        wifi = self._bench.equipment.wifi
        if wifi is None:
            self._bench.publish(LaptopSees(NOT_SAID))
            return
        view: LaptopView | None = None
        try:
            async with self._bench.use(Purpose.WIFI_LOOK, "Compare, in Network") as lease:
                self._bench.publish(LaptopSees(None, looking=True))
                view = await wifi.look(lease)
        finally:
            self._bench.publish(LaptopSees(view))

    async def choose(self, network: HeardNetwork, heard_by: str) -> None:
        """All devices shall join this one; a password held for another is wiped."""
        chosen = ChosenNetwork(network.ssid, network.security, network.signal_dbm, heard_by)
        held = self._crew.credentials
        if held is not None and held.ssid != network.ssid:
            self._crew.forget()
        self._only = frozenset()
        if self._read is not None and self._read.ssid != network.ssid:
            self._forget_read()
        await self._bench.apply(NetworkChosen(chosen))

    # --- the owner's page

    async def show_owner(self) -> None:
        """Tell what the owner is asked for this job, and how it stands."""
        self._owner.tell()

    async def decline(self, purpose: Purpose, answer: Answer) -> None:
        """The owner said no: it is written down, nothing is sent, a code that was read is forgotten."""
        self._forget_read()
        self._only = frozenset()
        await self._owner.decline(purpose, answer)

    async def read_router(self) -> None:
        """Ask for the camera and wait for the router's code; the password stays in here."""
        self._in_sight = frozenset()
        await self._eye.start("Router's code, in Network", self._codes, for_router=True)

    async def stop_reading(self) -> None:
        """Put the camera away and forget what it read."""
        await self._eye.stop()
        self._forget_read()

    async def send(self, password: Secret, word: OwnersWord = NOTHING_SAID) -> None:
        """Begin with the owner's password; an empty one stands for the code just read.

        `word` is what the owner has just said on their pages. Raises Setback(OWNER_FIRST) without
        it and without a former yes; then the password is wiped.
        """
        network = self._chosen()
        if password.empty and self._read is not None:
            password, self._read = self._read.password, None
        self._crew.hold(Credentials(network.ssid, password))
        meant = self._meant()
        kept = [s for s in meant if self._crew.again(s)]
        waiting = tuple(s for s in self._waiting() if s in meant and s not in kept)
        if waiting:
            await self._crew.send(waiting, word)
            self._owner.tell()
        elif not kept and not self._crew.busy:
            self._crew.forget()  # nobody is left to need it

    # --- the job board

    async def retry(self, serial: str) -> None:
        """One device again with the same password: on its kept session where there is one.

        One that has joined is asked on the network first, and needs no password for that.
        """
        device = self._bench.job.device(serial)
        if self._crew.credentials is None and (device is None or not device.joined):
            raise Setback(Code.PASSWORD_REFUSED, device=serial)
        self._paused -= {serial}
        if not self._crew.again(serial) and device is not None and device.work in _IDLE:
            await self._crew.send((serial,))

    async def start(self, serials: tuple[str, ...]) -> None:
        """Begin with these and no others, or try them again.

        Raises Setback(PASSWORD_REFUSED) where the owner has to give the password first; the next
        one they give is for these only.
        """
        wanted = [d for d in self._bench.job.wanted if d.serial in serials and d.work in _IDLE]
        self._only = frozenset(d.serial for d in wanted)
        self._paused -= self._only
        if self._crew.credentials is None and not all(d.joined for d in wanted):
            raise Setback(Code.PASSWORD_REFUSED)
        kept = {d.serial for d in wanted if self._crew.again(d.serial)}
        free = self._waiting()
        if begin := tuple(s for s in free if s in serials and s not in kept):
            await self._crew.send(begin)

    async def pause(self, serials: tuple[str, ...]) -> None:
        """End these at a safe point: what they have earned for good stands, and they can be started."""
        self._paused |= set(serials)
        await self._unqueue(serials)
        for serial in serials:
            device = self._bench.job.device(serial)
            if device is not None and device.work is Work.WORKING:
                await self._crew.drop(serial)

    async def unlock(self, serial: str, password: Secret) -> None:
        """A device's own password, tried at once; in memory only, as what stands on labels."""
        self._bench.require_serial(serial)
        self._bench.proofs.keep(serial, Proof(password, 0))
        await self.retry(serial)

    async def accept_less(self, serial: str) -> None:
        """Set a device up that offers less than its label promises: the person was told what it means."""
        self._bench.require_serial(serial)
        if not self._bench.proofs.accept_less(serial):
            raise Setback(Code.PROOF_NEEDED, device=serial)
        await self.retry(serial)

    async def leave_out_all(self, serials: tuple[str, ...], reason: str) -> None:
        """Set several aside for the same reason."""
        await self._unqueue(serials)
        for serial in serials:
            await self.leave_out(serial, reason)

    async def leave_out(self, serial: str, reason: str) -> None:
        """Set a device aside, or take it back in with an empty reason."""
        await self._crew.drop(serial)
        await self._bench.apply(DeviceLeftOut(serial, reason[:120]))
        self._crew.forget_when_done()

    async def stop(self) -> None:
        """Stop the crew at a safe point; the password is forgotten."""
        self._only = self._paused = frozenset()
        await self._crew.stop()
        self._forget_read()

    async def _unqueue(self, serials: tuple[str, ...]) -> None:
        """Those that only wait leave the queue first: none begins where another one is dropped."""
        devices = (self._bench.job.device(serial) for serial in serials)
        queued = tuple(d.serial for d in devices if d is not None and d.work is Work.QUEUED)
        if queued:
            await self._bench.apply(WorkInterrupted(queued))

    def _meant(self) -> tuple[str, ...]:
        """Who a password is for: the chosen ones until they are online, else all but the paused."""
        left = [d.serial for d in self._bench.job.wanted if d.work is not Work.ONLINE]
        chosen = tuple(s for s in left if s in self._only)
        going = tuple(s for s in left if s not in self._paused)
        return chosen or going or tuple(left)

    def _chosen(self) -> ChosenNetwork:
        network = self._bench.job.network
        if network is None:
            raise Setback(Code.NETWORK_NOT_SEEN)
        return network

    def _waiting(self) -> tuple[str, ...]:
        engaged = self._bench.engaged
        idle = [d for d in self._bench.job.wanted if d.work in _IDLE and engaged.is_free(d.serial)]
        heard = {s.serial: s.signal_dbm for s in self._nearby.sightings if s.serial}
        return tuple(d.serial for d in sorted(idle, key=lambda d: _turn(d, heard.get(d.serial))))

    def _scout(self) -> Device:
        """Who looks: a device that is neither online, and so off the air, nor busy with the crew."""
        wanted = self._bench.job.wanted
        free = [d for d in wanted if self._bench.engaged.is_free(d.serial)]
        able = [d for d in free if d.work in _IDLE and not self._crew.visits(d.serial)]
        if not able:
            raise Setback(Code.NOT_HEARD)
        return min(able, key=lambda d: _turn(d, None))

    async def _find(self, serial: str, *, anew: bool = False) -> Sighting:
        return await self._nearby.find(serial, "Send to my devices, in Network", anew=anew)

    async def _codes(self, codes: tuple[CodeRead, ...]) -> None:
        """A code counts once while it stays in sight."""
        texts = tuple(dict.fromkeys(map(code_text, codes)))
        before, self._in_sight = self._in_sight, frozenset(texts)
        for text in texts:
            label = None if text in before else read_label(text, self._profiles)
            if isinstance(label, RouterCode):
                self._take_router(label)
            elif isinstance(label, Label) and label.proof is not None:
                label.proof.secret.forget()

    def _take_router(self, label: RouterCode) -> None:
        """Of a code that can be read in two ways the one counts that names the chosen network."""
        both = (label, label.other) if label.other is not None else (label,)
        meant = next((code for code in both if code.ssid == self._chosen().ssid), None)
        for code in both:
            if code is not meant:
                code.password.forget()
        if meant is None:
            self._bench.publish(RouterRead(label.ssid, 0))
            return
        self._forget_read()
        self._read = meant
        self._bench.publish(RouterRead(meant.ssid, len(meant.password)))

    def _forget_read(self) -> None:
        if self._read is not None:
            self._read.password.forget()
            self._read = None


def _turn(device: Device, heard_dbm: int | None) -> tuple[bool, bool, str]:
    """Gateways first, then by serial; those whose signal is weak last, so that they hold nobody up."""
    signal = device.about.signal_dbm if heard_dbm is None else heard_dbm
    weak = signal is not None and signal < WEAK_DBM
    return device.kind is not Kind.GATEWAY, weak, device.serial
