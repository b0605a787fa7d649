"""The camera that was chosen, as long as it is there; else another one. Follows what is plugged in and out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from walkdown.app.ports import Adjust, Cameras, CameraState, FrameSource
from walkdown.consent.lease import Lease
from walkdown.core.camera import ANY_CAMERA, HD, MOST_ZOOM, CameraInfo, Size
from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.camera_list import CameraList
from walkdown.vision.zoomed import zoomed

# How long an answer to "which are there?" is waited for, a camera that is pulled out, a still one.
LIST_S: Final = 3.0
BACK_S: Final = 20.0
STILL_S: Final = 1.0
_REST_S: Final = 0.05


@dataclass(slots=True)
class _Wanted:
    choice: str = ""
    size: Size = HD
    light: bool = False
    zoom: float = 1.0

    def note(self, what: Adjust) -> None:
        self.choice = self.choice if what.choice is None else what.choice
        self.size = what.size or self.size
        self.light = self.light if what.light is None else what.light
        if what.zoom is not None:
            self.zoom = min(max(1.0, what.zoom), MOST_ZOOM)


class ChosenCamera:
    """Implements `FrameSource` over `Cameras`. Needs a SCAN_QR lease; all but the list on one thread."""

    def __init__(
        self,
        lease: Lease,
        cameras: Cameras,
        *,
        now: Callable[[], float] = time.monotonic,
        look_every_s: float | None = None,
    ) -> None:
        self._lease, self._cameras, self._now = lease, cameras, now
        more = {} if look_every_s is None else {"every_s": look_every_s}
        self._list = CameraList(lambda: cameras.listed(lease), **more)
        self._seen_list, self._fresh = 0, 1
        self._infos: tuple[CameraInfo, ...] = ()
        self._names: dict[str, str] = {}
        self._wanted = _Wanted()
        self._source: FrameSource | None = None
        self._using = ""
        self._failed: dict[str, Setback] = {}
        self._came = False
        self._since = now()

    # --- FrameSource

    def read(self) -> Frame | None:
        """A frame of the camera in use, its middle where the zoom is not the camera's own.

        Raises Setback once there is no camera that works: at once where there was none, after
        BACK_S where the last one was pulled out.
        """
        self._heed_list()
        if self._source is None:
            self._take()
        if self._source is None:
            time.sleep(_REST_S)
            return None
        try:
            frame = self._source.read()
        except Setback as setback:
            self._lose(setback)
            return None
        if frame is None:
            return None
        self._came, self._since = True, self._now()
        return zoomed(frame, self._crop(self._source.state()))

    def state(self) -> CameraState:
        """The list, and the camera in use; `zoom` is that of camera and cut together."""
        own = self._source.state() if self._source is not None else CameraState()
        zoom = max(own.zoom, self._wanted.zoom)
        return replace(
            own, zoom=zoom, cameras=self._infos, using=self._using, gone=self._gone_name()
        )

    def adjust(self, what: Adjust) -> None:
        """`choice` turns to that camera as soon as it is there."""
        self._wanted.note(what)
        if what.choice is not None:
            self._failed.pop(what.choice, None)
        if self._source is not None:
            self._source.adjust(replace(what, choice=None))

    def close(self) -> None:
        """Let the camera go, and look for others no more."""
        self._list.close()
        self._let_go()

    # --- which one

    def _heed_list(self) -> None:
        number, infos = self._list.newest()
        if not number and self._now() - self._since >= LIST_S:
            number, infos = 1, (ANY_CAMERA,)  # nobody says which there are
        if number != self._seen_list:
            self._seen_list, self._infos = number, infos
            self._names |= {info.key: info.name for info in infos}
            self._failed = {k: s for k, s in self._failed.items() if self._listed(k)}
        if self._source is not None and self._should_leave():
            self._let_go()

    def _should_leave(self) -> bool:
        wanted = self._wanted.choice
        if wanted != self._using and self._listed(wanted) and wanted not in self._failed:
            return True
        # A camera that still gives frames is there, whatever the list says.
        return not self._listed(self._using) and self._now() - self._since >= STILL_S

    def _listed(self, key: str) -> bool:
        return any(info.key == key for info in self._infos)

    def _take(self) -> None:
        key = next((k for k in self._order() if k not in self._failed), None)
        if key is None:
            self._look_for_more()
            return
        wanted = self._wanted
        wanted.choice = wanted.choice or key
        self._using, self._since = key, self._now()
        self._source = self._cameras.open(self._lease, key)
        self._source.adjust(Adjust(size=wanted.size, light=wanted.light, zoom=wanted.zoom))

    def _order(self) -> list[str]:
        """The chosen one first, then as they are listed."""
        return sorted((i.key for i in self._infos), key=lambda key: key != self._wanted.choice)

    def _look_for_more(self) -> None:
        """No camera is left to take: wait for a list that knows of what went, then for a while."""
        waited = self._now() - self._since
        if self._seen_list < self._fresh and waited < LIST_S:
            return
        if self._failed:
            raise self._failed.get(self._wanted.choice) or next(iter(self._failed.values()))
        if not self._came or waited >= BACK_S:
            raise Setback(Code.CAMERA_MISSING)

    def _lose(self, setback: Setback) -> None:
        self._failed[self._using] = setback
        self._let_go()
        self._fresh = self._list.look_again()

    def _let_go(self) -> None:
        source, self._source, self._using = self._source, None, ""
        self._since = self._now()
        if source is not None:
            source.close()

    # --- what it shows

    def _crop(self, own: CameraState) -> float:
        return self._wanted.zoom / max(1.0, own.zoom)

    def _gone_name(self) -> str:
        wanted = self._wanted.choice
        return self._names.get(wanted, "") if wanted != self._using and self._came else ""
