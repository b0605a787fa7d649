"""Still pictures of labels: one permission for all, each is told, a broken one stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import PurePath

from walkdown.app.code_text import code_text
from walkdown.app.messages import Outcome, PictureShown, Taking
from walkdown.app.ports import PictureCodes
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Way
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Code, Setback, Trouble

MOST_PICTURES = 200
_MOST_NAME = 120
PASTED = "Pasted picture"

Take = Callable[[tuple[Taking, ...]], Awaitable[tuple[Outcome, ...]]]
Read = Callable[[Lease], PictureCodes]


class LabelPictures:
    """Reads pictures one after the other, off the engine's thread; nothing of them is kept."""

    def __init__(self, bench: Workbench, take: Take) -> None:
        self._bench = bench
        self._take = take
        self._stopped = False

    def stop(self) -> None:
        """Finish the picture at hand and leave the others; each of them is told as not read."""
        self._stopped = True

    async def read(self, paths: tuple[str, ...]) -> None:
        """Read picked files, in order. More than 200 are told as not read."""
        reader = self._bench.equipment.pictures

        def reading(path: PurePath) -> Read:
            return lambda lease: reader.read(lease, path)

        files = [PurePath(path) for path in paths[: MOST_PICTURES + 1]]
        await self._read("Photo, in Labels", [(f.name[:_MOST_NAME], reading(f)) for f in files])

    async def read_pasted(self, picture: bytes) -> None:
        """Read a picture that was pasted."""
        reader = self._bench.equipment.pictures

        def read(lease: Lease) -> PictureCodes:
            return reader.read_bytes(lease, picture, PASTED)

        await self._read("Pasted picture, in Labels", [(PASTED, read)])

    async def _read(self, feature: str, pictures: list[tuple[str, Read]]) -> None:
        if not pictures:
            return
        total, found, self._stopped = len(pictures), 0, False
        async with self._bench.use(Purpose.PHOTO_PICK, feature) as lease:
            try:
                for number, (name, read) in enumerate(pictures, 1):
                    told = PictureShown(name, number, total, None, (), ())
                    if self._stopped:
                        told = replace(told, trouble=Trouble(Code.STOPPED_BY_YOU))
                    else:
                        told = await self._one(lease, told, read)
                    found += len(told.codes)
                    self._bench.publish(told)
            finally:
                lease.note("codes", found)

    async def _one(self, lease: Lease, told: PictureShown, read: Read) -> PictureShown:
        if told.number > MOST_PICTURES:
            detail = f"{MOST_PICTURES} at a time"
            return replace(told, trouble=Trouble(Code.PICTURE_UNREADABLE, detail=detail))
        try:
            picture = await asyncio.to_thread(read, lease)
        except Setback as setback:
            return replace(told, trouble=setback.trouble)
        outcomes: tuple[Outcome, ...] = ()
        if picture.codes:
            outcomes = await self._take(
                tuple(Taking(code_text(code), Way.PHOTO) for code in picture.codes)
            )
        trouble = None if picture.codes else Trouble(Code.NO_CODE_IN_PICTURE)
        places = tuple(_place(code, picture.scale) for code in picture.codes)
        return replace(
            told, frame=picture.preview, codes=places, outcomes=outcomes, trouble=trouble
        )


def _place(code: CodeRead, scale: float) -> CodeRead:
    """Where a code is in the preview, not what it says: a router's code carries its password."""
    corners = tuple((round(x / scale), round(y / scale)) for x, y in code.corners)
    return CodeRead("", b"", code.symbology, corners)
