"""The camera's worker: one thread for the preview, one for the decoder, both gone when it stops."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from walkdown.app.ports import AS_IT_IS, Adjust, CameraState, FrameSource, Seen
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Setback
from walkdown.vision.in_sight import InSight
from walkdown.vision.reading_process import ReadingProcess

PREVIEWS_PER_S = 15
# How soon each thread notices that the use has ended (port: a source blocks at most 0.2 s).
_WAKE_S = 0.1
_JOIN_S = 1.0
_MOST_WANTED = 64

OpenSource = Callable[[Lease], FrameSource]
Tell = Callable[[Seen], None]


class Reader(Protocol):
    """What decodes a frame; a `ReadingProcess` for each use outside tests."""

    def read(self, frame: Frame) -> tuple[CodeRead, ...]:
        """The codes of one frame."""
        ...


class CameraWorker:
    """Implements the `Camera` port over any frame source.

    `tell` is called from both threads: `Seen(frame=...)` at most 15 times a second, `Seen(codes=...)`
    after each decoded frame with all that is in sight, once more and empty when nothing is left,
    `Seen(state=...)` when the cameras, or what the one in use does, have changed.
    """

    def __init__(
        self,
        open_source: OpenSource,
        *,
        reader: Reader | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_source = open_source
        self._reader = reader
        self._now = now
        self._watch: _Watch | None = None

    def start(self, lease: Lease, tell: Tell, wanted: Adjust = AS_IT_IS) -> None:
        """Begin; ends a watch that is still running. Raises WrongLease and LeaseEnded.

        The camera is opened on the worker's thread: that it is missing is told, not raised.
        """
        lease.check(Purpose.SCAN_QR)
        self.stop()
        self._watch = _Watch(lease, tell, self._open_source, self._reader, self._now)
        self._watch.adjust(wanted)
        self._watch.begin()

    def adjust(self, what: Adjust) -> None:
        """Done between two frames; for nothing where the camera is off."""
        watch = self._watch
        if watch is not None:
            watch.adjust(what)

    def stop(self) -> None:
        """Stop, and wait at most 1 s until the camera is released. Nothing is told afterwards."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.end()


class _Watch:
    """One use of the camera, from start to stop."""

    def __init__(
        self,
        lease: Lease,
        tell: Tell,
        open_source: OpenSource,
        reader: Reader | None,
        now: Callable[[], float],
    ) -> None:
        self._lease = lease
        self._tell = tell
        self._open_source = open_source
        own = ReadingProcess()
        self._own = own if reader is None else None
        self._reader = reader or own
        self._now = now
        self._over = threading.Event()
        self._newest: Frame | None = None
        self._arrived = threading.Condition()
        self._noted: dict[str, None] = {}
        self._wanted: deque[Adjust] = deque(maxlen=_MOST_WANTED)
        self._state: CameraState | None = None
        self._threads = (
            threading.Thread(target=self._look, name="camera", daemon=True),
            threading.Thread(target=self._decode, name="code-reader", daemon=True),
        )

    def adjust(self, what: Adjust) -> None:
        self._wanted.append(what)

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        until = time.monotonic() + _JOIN_S
        if self._own is not None:
            self._own.close()  # so that the frame that is being decoded is not waited for
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    @property
    def _going(self) -> bool:
        return not (self._over.is_set() or self._lease.ended)

    def _say(self, seen: Seen) -> None:
        if self._going:
            self._tell(seen)

    # --- the camera's thread

    def _look(self) -> None:
        source: FrameSource | None = None
        try:
            source = self._open_source(self._lease)
            self._pull(source)
        except Setback as setback:
            self._say(Seen(trouble=setback.trouble))
        finally:
            self._over.set()
            if source is not None:
                source.close()

    def _pull(self, source: FrameSource) -> None:
        """Every frame goes to the decoder, and as many as the preview can use to the preview."""
        due = self._now()
        while self._going:
            while self._wanted:
                source.adjust(self._wanted.popleft())
            frame = source.read()
            self._tell_state(source.state())
            if frame is None:
                continue
            self._offer(frame)
            now = self._now()
            if now >= due:
                # One interval of grace keeps a camera that jitters around the rate at its rate.
                due = max(due, now - 1 / PREVIEWS_PER_S) + 1 / PREVIEWS_PER_S
                self._say(Seen(frame=frame))

    def _tell_state(self, state: CameraState) -> None:
        if state != self._state:
            self._state = state
            self._say(Seen(state=state))

    def _offer(self, frame: Frame) -> None:
        with self._arrived:
            self._newest = frame
            self._arrived.notify()

    # --- the decoder's thread

    def _decode(self) -> None:
        """The process is started while the camera opens, and ends with the use of it."""
        try:
            if self._own is not None:
                self._own.begin()
            self._tell_codes()
        finally:
            if self._own is not None:
                self._own.close()

    def _tell_codes(self) -> None:
        in_sight, told = InSight(), False
        while self._going:
            frame = self._take()
            if frame is None:
                continue
            middle = (frame.width / 2, frame.height / 2)
            codes = in_sight.look(self._read(frame), self._now(), middle)
            if codes or told:
                self._note(codes)
                self._say(Seen(codes=codes))
            told = bool(codes)

    def _take(self) -> Frame | None:
        with self._arrived:
            if self._newest is None:
                self._arrived.wait(_WAKE_S)
            frame, self._newest = self._newest, None
            return frame

    def _read(self, frame: Frame) -> tuple[CodeRead, ...]:
        try:
            return self._reader.read(frame)
        except Exception:  # noqa: BLE001
            # A border: the decoders are foreign code fed with hostile pixels. One frame they choke
            # on is one frame without a code; the next one comes in a moment.
            return ()

    def _note(self, codes: tuple[CodeRead, ...]) -> None:
        """Count each text once, as far as the memory of a long use reaches."""
        for code in codes:
            if code.text not in self._noted:
                self._lease.note("codes")
            self._noted[code.text] = None
        while len(self._noted) > 1024:
            del self._noted[next(iter(self._noted))]
