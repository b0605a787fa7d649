"""Labels: one list, fed by camera, picture file, hand scanner, paste and typing."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from walkdown.app.eye import EyeDesk
from walkdown.app.messages import LabelTaken, Outcome
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import DeviceListed, DeviceUnlisted
from walkdown.core.job import Job
from walkdown.core.label import Label, NotALabel, RouterCode, read_label
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Code, Setback

# Of these only how they begin is shown.
_HIDDEN = {NotALabel.BROKEN_ROUTER_CODE: "WIFI:", NotALabel.BROKEN_SET_UP_CODE: "{"}


class LabelsDesk:
    """Use cases of the Labels page."""

    def __init__(self, bench: Workbench, eye: EyeDesk) -> None:
        self._bench = bench
        self._eye = eye
        self._in_sight: frozenset[str] = frozenset()
        self._order = asyncio.Lock()

    async def start_camera(self) -> None:
        """Ask for the camera and read labels until it is stopped."""
        self._in_sight = frozenset()
        await self._eye.start("Camera, in Labels", self._codes)

    async def stop_camera(self) -> None:
        """Put the camera away."""
        await self._eye.stop()

    async def read_picture(self, path: str) -> None:
        """Read one picked file; every code in it is taken like a scanned one."""
        reader = self._bench.equipment.pictures
        async with self._bench.use(Purpose.PHOTO_PICK, "Photo, in Labels") as lease:
            codes = await asyncio.to_thread(reader.read, lease, PurePath(path))
            lease.note("codes", len(codes))
        if not codes:
            raise Setback(Code.NO_CODE_IN_PICTURE)
        for code in codes:
            await self.take(code.text, Way.PHOTO)

    async def take(self, text: str, way: Way, kind: Kind | None = None, model: str = "") -> None:
        """Take one text. A bare serial needs its kind from the person; nothing is guessed."""
        async with self._order:
            label = read_label(text)
            if isinstance(label, RouterCode):
                label.password.forget()
                self._tell(LabelTaken(Outcome.ROUTER, text=label.ssid))
            elif isinstance(label, NotALabel):
                # What is left of a code may hold its password.
                self._tell(LabelTaken(Outcome.LEFT_OUT, text=_HIDDEN.get(label, text[:64])))
            else:
                if label.proof is not None:
                    self._bench.proofs.keep(label.serial, label.proof)
                await self._list(label, way, kind, model)

    async def remove(self, serial: str) -> None:
        """Take a device off the list again (Undo)."""
        await self._bench.apply(DeviceUnlisted(serial))
        self._bench.proofs.drop(serial)
        self._tell(LabelTaken(Outcome.REMOVED, serial))

    async def _list(self, label: Label, way: Way, kind: Kind | None, model: str) -> None:
        serial = label.serial
        known = self._bench.job.device(serial)
        if known is not None:
            self._tell(LabelTaken(Outcome.DUPLICATE, serial, known.model))
            return
        kind = label.kind or kind
        if kind is None:
            self._tell(LabelTaken(Outcome.NEEDS_KIND, serial))
            return
        other = await asyncio.to_thread(self._other_site, self._bench.job, serial)
        if other:
            self._tell(LabelTaken(Outcome.OTHER_SITE, serial, label.model, other=other))
            return
        device = Device(serial, label.model or model, kind, way, self._bench.clock.now())
        await self._bench.apply(DeviceListed(device))
        self._tell(LabelTaken(Outcome.ADDED, serial, device.model))

    def _other_site(self, mine: Job, serial: str) -> str:
        """The name of another site of this laptop that lists the serial. Practice sites do not count."""
        if mine.practice:
            return ""
        for row in self._bench.jobs.rows():
            job = row.job
            if job and job.id != mine.id and not job.practice and job.device(serial):
                return job.site.name or job.id
        return ""

    async def _codes(self, codes: tuple[CodeRead, ...]) -> None:
        """A text counts once while it stays in sight; it is told again when it comes back."""
        texts = frozenset(c.text for c in codes)
        fresh, self._in_sight = texts - self._in_sight, texts
        for code in codes:
            if code.text in fresh:
                fresh -= {code.text}
                await self.take(code.text, Way.CAMERA)

    def _tell(self, taken: LabelTaken) -> None:
        self._bench.publish(taken)
