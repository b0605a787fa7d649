"""Pictures as the use cases need them: frames, codes, and the photo of the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Protocol

from walkdown.consent.lease import Lease
from walkdown.core.camera import HD, NO_OFFERS, CameraInfo, Offers, Size
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Adjust:
    """What is wanted of the camera; None leaves a thing as it is.

    `choice` is a camera's key, "" for any. `zoom` counts from 1.0. `refocus`: look for the focus again.
    """

    choice: str | None = None
    size: Size | None = None
    light: bool | None = None
    zoom: float | None = None
    refocus: bool = False


AS_IT_IS: Final = Adjust()


@dataclass(frozen=True, slots=True)
class CameraState:
    """The camera as it is now. A source that is one camera leaves `cameras`, `using`, `gone` empty.

    `zoom` is how much it enlarges, however it does so. `gone` is the name of a camera that was wanted and is
    not there, or does not work.
    """

    offers: Offers = NO_OFFERS
    light: bool = False
    zoom: float = 1.0
    size: Size = HD
    cameras: tuple[CameraInfo, ...] = ()
    using: str = ""
    gone: str = ""


class FrameSource(Protocol):
    """The laptop's camera, a picture file, the practice camera: all give frames in the same way."""

    def read(self) -> Frame | None:
        """The next frame; blocks up to 0.2 s; None when there is none yet. Raises Setback when lost."""
        ...

    def state(self) -> CameraState:
        """What it offers and does now; cheap, asked after each frame."""
        ...

    def adjust(self, what: Adjust) -> None:
        """Do what is offered, ignore the rest. Returns at once; called on the thread that reads."""
        ...

    def close(self) -> None:
        """Let the camera go. May be called twice."""
        ...


class Cameras(Protocol):
    """The cameras that can be opened one at a time: the laptop's own, or the practice yard's."""

    def listed(self, lease: Lease) -> tuple[CameraInfo, ...]:
        """Those that are plugged in now (SCAN_QR lease). Blocking, for long with a bad driver."""
        ...

    def open(self, lease: Lease, key: str) -> FrameSource:
        """One of them; "" for the first. Returns at once: that it is missing is told by `read`."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What the camera's worker tells: a frame for the preview, the codes of a frame, or its end.

    `state` alone: the cameras, or what the one in use does, have changed.
    """

    frame: Frame | None = None
    codes: tuple[CodeRead, ...] = ()
    trouble: Trouble | None = None
    state: CameraState | None = None


class Camera(Protocol):
    """The camera's worker: own thread, newest frame wins, decoding beside the preview."""

    def start(self, lease: Lease, tell: Callable[[Seen], None], wanted: Adjust = AS_IT_IS) -> None:
        """Begin (SCAN_QR lease). `tell` is called on the worker's thread; stops by itself with the lease.

        `wanted.choice` is taken where it is there, else another camera.
        """
        ...

    def adjust(self, what: Adjust) -> None:
        """Change a use that is on; nothing happens where none is. Returns at once."""
        ...

    def stop(self) -> None:
        """Stop and let the camera go; returns when it is released (at most 1 s)."""
        ...


class Settings(Protocol):
    """What this laptop remembers from one session to the next. Blocking; called off the loop."""

    def camera(self) -> str:
        """The key of the camera that was chosen last; empty where none was, or it cannot be read."""
        ...

    def keep_camera(self, key: str) -> None:
        """On the disk when it returns. Raises Setback(CANNOT_WRITE)."""
        ...

    def adapter(self) -> str:
        """The address of the Bluetooth adapter that was chosen; empty where none was."""
        ...

    def keep_adapter(self, address: str) -> None:
        """On the disk when it returns. Raises Setback(CANNOT_WRITE)."""
        ...

    def sounds(self) -> bool:
        """Whether scans shall be heard; they are, where nobody has switched them off."""
        ...

    def keep_sounds(self, on: bool) -> None:
        """On the disk when it returns. Raises Setback(CANNOT_WRITE)."""
        ...


@dataclass(frozen=True, slots=True)
class PictureCodes:
    """What one still picture shows; corners are in the pixels of the upright picture itself.

    `preview` is the upright picture, at most 1280 pixels a side; `scale` says how many of the
    picture's own pixels go into one of the preview's. `ms`: how long the picture took to be read.
    """

    codes: tuple[CodeRead, ...]
    preview: Frame
    scale: float
    ms: float = 0.0


class PictureReader(Protocol):
    """Codes in a still picture, read off the engine's thread. Needs a PHOTO_PICK lease."""

    def read(self, lease: Lease, path: PurePath) -> PictureCodes:
        """Blocking. Raises Setback(PICTURE_UNREADABLE)."""
        ...

    def read_bytes(self, lease: Lease, data: bytes, name: str) -> PictureCodes:
        """The same for a picture that was pasted; `name` says which. Raises the same."""
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

    def forget(self, job_id: str) -> None:
        """Overwrite and delete all of a job, in its copies too. Raises Setback."""
        ...

    def keep_only(self, job_id: str, photo: str) -> None:
        """Overwrite and delete all others of a job, all for "". Raises Setback(CANNOT_WRITE)."""
        ...
