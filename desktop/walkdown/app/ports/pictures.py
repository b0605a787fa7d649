"""Pictures as the use cases need them: frames, codes, and the photo of the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from walkdown.consent.lease import Lease
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Trouble


class FrameSource(Protocol):
    """The laptop's camera, a picture file, the practice camera: all give frames in the same way."""

    def read(self) -> Frame | None:
        """The next frame; blocks up to 0.2 s; None when there is none yet. Raises Setback when lost."""
        ...

    def close(self) -> None:
        """Let the camera go. May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What the camera's worker tells: a frame for the preview, or the codes of a frame, or its end."""

    frame: Frame | None = None
    codes: tuple[CodeRead, ...] = ()
    trouble: Trouble | None = None


class Camera(Protocol):
    """The camera's worker: own thread, newest frame wins, decoding beside the preview."""

    def start(self, lease: Lease, tell: Callable[[Seen], None]) -> None:
        """Begin (SCAN_QR lease). `tell` is called on the worker's thread; stops by itself with the lease."""
        ...

    def stop(self) -> None:
        """Stop and let the camera go; returns when it is released (at most 1 s)."""
        ...


class PictureReader(Protocol):
    """Codes in a picture file, read off the engine's thread. Needs a PHOTO_PICK lease."""

    def read(self, lease: Lease, path: PurePath) -> tuple[CodeRead, ...]:
        """Blocking. Raises Setback(PICTURE_UNREADABLE)."""
        ...


class PhotoReader(Protocol):
    """The picture of the site out of a file that was picked. Needs a PHOTO_PICK lease."""

    def read(self, lease: Lease, path: PurePath) -> bytes:
        """A JPEG of at most 300 KB and 1280 pixels a side that holds pixels and nothing else.

        Blocking, seconds for a large picture. Raises Setback(PICTURE_UNREADABLE).
        """
        ...


class Photos(Protocol):
    """The pictures beside the site files, each named by its SHA-256. Blocking; called off the loop."""

    def keep(self, job_id: str, jpeg: bytes) -> str:
        """On the disk when it returns; gives its name. Raises Setback(CANNOT_WRITE)."""
        ...

    def read(self, job_id: str, photo: str) -> bytes:
        """Exactly what was kept; empty where it is gone or is not that any more."""
        ...

    def keep_only(self, job_id: str, photo: str) -> None:
        """Overwrite and delete all others of a job, all for "". Raises Setback(CANNOT_WRITE)."""
        ...
