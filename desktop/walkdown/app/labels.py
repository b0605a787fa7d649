"""Labels: one list, fed by camera, pictures, hand scanner, paste and typing."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from walkdown.app.code_text import code_text
from walkdown.app.eye import EyeDesk
from walkdown.app.labels_list import Heard, LabelList
from walkdown.app.labels_pictures import LabelPictures
from walkdown.app.messages import ListRead, ProfilesShown, Taking
from walkdown.app.ports import ListFiles
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core import gs1
from walkdown.core.camera import Size
from walkdown.core.device import Kind, Way
from walkdown.core.events import DevicePlaced, DeviceUnlisted, FacesDrawn, ListChange
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.layout import Face, Spot
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Code, Setback

MOST_TAKES = 1000


class LabelsDesk:
    """Use cases of the Labels page. `heard` gives the serials heard nearby during this job."""

    def __init__(
        self,
        bench: Workbench,
        eye: EyeDesk,
        profiles: Profiles = NO_PROFILES,
        heard: Heard = frozenset,
        lists: ListFiles | None = None,
    ) -> None:
        self._bench = bench
        self._eye = eye
        self._profiles = profiles
        self._lists = lists
        self._list = LabelList(bench, profiles, heard)
        self._pictures = LabelPictures(bench, self._list.take)
        self._job_id = ""
        self._in_sight: frozenset[str] = frozenset()
        bench.publish(ProfilesShown(profiles))
        bench.watch(self._job_changed)

    # --- ways in

    async def start_camera(self) -> None:
        """Ask for the camera and read labels until it is stopped."""
        self._in_sight = frozenset()
        # The first code of GS1's would wait for its tables; nobody waits for them here.
        asyncio.get_running_loop().run_in_executor(None, gs1.make_ready)
        await self._eye.start("Camera, in Labels", self._codes)

    async def stop_camera(self) -> None:
        """Put the camera away."""
        await self._eye.stop()

    async def choose_camera(self, key: str) -> None:
        """Turn to another camera, and remember it. Raises Setback(CANNOT_WRITE)."""
        await self._eye.choose_camera(key)

    async def choose_size(self, size: Size) -> None:
        """How large the camera's pictures are."""
        await self._eye.choose_size(size)

    async def light(self, on: bool) -> None:
        """The camera's lamp, where it has one."""
        await self._eye.light(on)

    async def zoom(self, factor: float) -> None:
        """How much the camera enlarges, from 1.0."""
        await self._eye.zoom(factor)

    async def refocus(self) -> None:
        """Let the camera look for its focus again."""
        await self._eye.refocus()

    async def take_at(self, x: int, y: int) -> None:
        """Take the code in sight that is meant by a place in the picture, though it was taken before."""
        code = self._eye.code_at(x, y)
        if code is not None:
            await self.take(code_text(code), Way.CAMERA)

    async def read_pictures(self, paths: tuple[str, ...]) -> None:
        """Read picked files under one permission; each is told, broken ones among them."""
        await self._pictures.read(paths)

    async def stop_pictures(self) -> None:
        """Leave the pictures that were not begun; each of them is told as stopped."""
        self._pictures.stop()

    async def read_pasted(self, picture: bytes) -> None:
        """Read one picture out of the clipboard, in any format that a file may have."""
        await self._pictures.read_pasted(picture)

    async def read_list(self, path: str) -> None:
        """Read the text of a picked list and tell it; nothing of it is taken. Raises Setback."""
        mine = self._bench.job.id
        if self._lists is None:
            raise Setback(Code.LIST_UNREADABLE)
        async with self._bench.use(Purpose.FILE_IMPORT, "List, in Labels") as lease:
            text = await asyncio.to_thread(self._lists.read, lease, PurePath(path))
            lease.note("files")
        if self._bench.is_open and self._bench.job.id == mine:
            self._bench.publish(ListRead(text))

    async def take(
        self, text: str, way: Way, kind: Kind | None = None, model: str = "", *, sure: bool = False
    ) -> None:
        """Take one text. A bare serial needs its kind from the person; nothing is guessed.

        `sure`: the person was asked about a look-alike or a check digit, and said "as typed".
        """
        await self._list.take((Taking(text, way, kind, model, sure),))

    async def take_many(self, takes: tuple[Taking, ...]) -> None:
        """Take many texts, at most 1000, in one write to disk; they are one step of Undo."""
        if takes:
            await self._list.take(takes[:MOST_TAKES])

    # --- the list

    async def remove(self, serial: str) -> None:
        """Take a device off the list again; Undo brings it back. Raises NotAllowed."""
        await self._list.change(DeviceUnlisted(serial))

    async def undo(self) -> None:
        """Take the newest step back. Raises NotAllowed where its device was worked on since."""
        await self._list.undo()

    async def redo(self) -> None:
        """Do again what was undone last. Raises NotAllowed where the list has gone on since."""
        await self._list.redo()

    # --- the map

    async def place(self, serial: str, spot: Spot | None) -> None:
        """Put a listed device on a free place of the map, or on none. Raises NotAllowed."""
        await self._list.change(DevicePlaced(serial, spot))

    async def swap(self, one: str, other: str) -> None:
        """Two listed devices change places on the map, in one step. Raises NotAllowed."""
        here, there = (self._bench.job.device(serial) for serial in (one, other))
        if here is None or there is None or one == other:
            raise NotAllowed("two devices change places")
        await self._list.change_map(
            (
                *(DevicePlaced(serial, None) for serial in (one, other)),
                DevicePlaced(one, there.spot),
                DevicePlaced(other, here.spot),
            )
        )

    async def draw(self, faces: tuple[Face, ...]) -> None:
        """Draw the map; devices on places that are gone have none then. Raises NotAllowed."""
        await self._list.change(FacesDrawn(faces))

    async def change_map(self, changes: tuple[ListChange, ...]) -> None:
        """Many devices find their places at once; one step of Undo. Raises NotAllowed."""
        await self._list.change_map(changes)

    async def start_at(self, spot: Spot) -> None:
        """The next micro-inverter goes here, or to the first free place behind it."""
        self._list.start_at(spot)

    # --- inside

    async def _codes(self, codes: tuple[CodeRead, ...]) -> None:
        """A text counts once while it stays in sight; it is told again when it comes back.

        They come nearest to the middle first, and are taken in that order.
        """
        texts = tuple(dict.fromkeys(map(code_text, codes)))
        before, self._in_sight = self._in_sight, frozenset(texts)
        for text in texts:
            if text not in before:
                await self.take(text, Way.CAMERA)

    def _job_changed(self) -> None:
        job_id = self._bench.job.id if self._bench.is_open else ""
        opened = job_id != self._job_id
        if opened:
            self._job_id = job_id
            self._in_sight = frozenset()
            self._list.forget()
            # A page is made with its job, and has not heard what was told before.
            self._bench.publish(ProfilesShown(self._profiles))
        self._list.tell_steps(anew=opened)
