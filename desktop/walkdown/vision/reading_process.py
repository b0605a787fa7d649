"""Decodes in a process of its own, so that a decoder that breaks breaks nothing but itself."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from walkdown.app.ports import PictureCodes
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.reading_line import Gone, ReadingLine
from walkdown.vision.reading_words import (
    Ask,
    Asked,
    Garbage,
    Said,
    Say,
    ask_head,
    codes_of,
    picture_of,
    reason_of,
)

if TYPE_CHECKING:
    from walkdown.vision.engine import Grey

T = TypeVar("T")

WATCHDOG_S: Final = 2.0
# A picture's own decoding is one step, and each way of reading 16 megapixels is another: 1.6 s at
# most was measured, on a busy computer. Several times that is silence.
DECODE_S: Final = 20.0
STILL_S: Final = 5.0
# A 64-megapixel picture is some 200 MB of pixels, of which there are a few versions at a time.
FRAME_ROOM: Final = 768 * 1024 * 1024
PICTURE_ROOM: Final = 2560 * 1024 * 1024
# The word on the command line that makes a program out of `__main__` that only reads.
READING_CHILD: Final = "reading-child"
_COLOUR_EACH: Final = 4
_SLOWER_S: Final = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0)
_LOG: Final = logging.getLogger(__name__)


def command_for(room: int) -> tuple[str, ...]:
    """How this very program is started as a reading process with so much room, bytes.

    `-P`: never a module out of the folder that the person happens to be in.
    """
    ourselves = () if getattr(sys, "frozen", False) else ("-P", "-m", "walkdown")
    return (sys.executable, *ourselves, READING_CHILD, str(room))


class ReadingProcess:
    """Implements the camera worker's `Reader`, and reads still pictures. One asks at a time.

    A process that dies, is silent for WATCHDOG_S (over a still picture STILL_S) or says what it
    should not is ended, and another one is started at once. `close` may be called from any thread,
    also while something is read.
    """

    def __init__(
        self,
        room: int = FRAME_ROOM,
        *,
        command: Callable[[int], tuple[str, ...]] = command_for,
        watchdog_s: float = WATCHDOG_S,
    ) -> None:
        self._room = room
        self._command = command
        self._watchdog_s = watchdog_s
        self._line: ReadingLine | None = None
        self._lines = threading.RLock()
        self._asking = threading.Lock()
        self._closed = False
        self._number = self._frames = 0
        self._stillborn = 0
        self._not_before = 0.0

    @property
    def pid(self) -> int:
        """The number of the process that reads now; 0 while there is none."""
        line = self._line
        return line.pid if line is not None and not line.over else 0

    def begin(self) -> None:
        """Start the process ahead of its first frame. Raises nothing; it may be closed by now."""
        with self._lines:
            if self._line is not None and self._line.over:
                self._died(self._line)
            if self._closed or self._line is not None or time.monotonic() < self._not_before:
                return
            try:
                self._line = ReadingLine(self._command(self._room))
            except OSError as error:
                self._died(None)
                _LOG.info("no reading process: %s", type(error).__name__)

    def close(self) -> None:
        """End the process; nothing of it is left when this returns. Closing twice is harmless."""
        with self._lines:
            self._closed = True
            line, self._line = self._line, None
        if line is not None:
            line.bury()

    def read(self, frame: Frame, *, patient: bool = False) -> tuple[CodeRead, ...]:
        """The codes of a frame; none where the process dies of it, does not answer, or is closed."""
        if not frame.width or not frame.height:
            return ()
        grey = self._pixels_of(frame, patient).tobytes()
        what = Ask.PATIENT if patient else Ask.FRAME

        def codes(said: Said, body: bytes) -> tuple[CodeRead, ...]:
            if said.what is not Say.CODES:
                raise Garbage("no codes")
            return codes_of(body, frame.width, frame.height)

        try:
            return self._ask(what, grey, frame.width, frame.height, codes)
        except Gone:
            return ()

    def _pixels_of(self, frame: Frame, patient: bool) -> Grey:
        """Brightness; of colourful frames now and then a colour alone, for codes printed in colours."""
        from walkdown.vision.pixels import Plane, grey_of, is_colourful, plane_of

        self._frames += 1
        turn = self._frames % _COLOUR_EACH
        if turn or patient or not is_colourful(frame):
            return grey_of(frame)
        other = self._frames // _COLOUR_EACH % 2
        return plane_of(frame, Plane.BLUE if other else Plane.RED)

    def read_picture(self, data: bytes) -> PictureCodes:
        """All codes of a picture that was checked by `bounds.check_bytes`; seconds for a large one.

        Raises Setback(PICTURE_UNREADABLE), also where the process dies of it or is closed.
        """
        try:
            said = self._ask(Ask.PICTURE, data, 0, 0, _picture)
        except Gone as error:
            raise Setback(Code.PICTURE_UNREADABLE, detail="the reading ended") from error
        if isinstance(said, str):
            raise Setback(Code.PICTURE_UNREADABLE, detail=said)
        return said

    def _ask(
        self,
        what: Ask,
        body: bytes,
        width: int,
        height: int,
        understood: Callable[[Said, bytes], T],
    ) -> T:
        """Raises Gone; another process is on its way then."""
        with self._asking:
            line = self._ready_line()
            self._number = self._number % 0xFFFFFFFF + 1
            head = ask_head(Asked(what, self._number, width, height, len(body)))
            within_s, grace_s = self._patience(what)
            try:
                return understood(*line.ask(self._number, head, body, within_s, grace_s))
            except (Gone, Garbage) as error:
                self._died(line)
                self.begin()
                raise Gone from error

    def _patience(self, what: Ask) -> tuple[float, float]:
        """How long it may be silent, seconds: at first, and after each sign of life."""
        if what is Ask.FRAME:
            return self._watchdog_s, 0.0
        return (DECODE_S if what is Ask.PICTURE else STILL_S), STILL_S

    def _ready_line(self) -> ReadingLine:
        self.begin()
        line = self._line
        if line is None:
            raise Gone
        try:
            line.wait_ready()
        except Gone:
            self._died(line)
            raise
        return line

    def _died(self, line: ReadingLine | None) -> None:
        """Whatever dies before it is ready, again and again, is started less and less often."""
        if line is not None:
            line.bury()
        with self._lines:
            _LOG.info("the reading process ended")
            self._stillborn = 0 if line is not None and line.was_ready else self._stillborn + 1
            wait_s = _SLOWER_S[min(self._stillborn, len(_SLOWER_S) - 1)]
            self._not_before = time.monotonic() + wait_s
            if self._line is line:
                self._line = None


def _picture(said: Said, body: bytes) -> PictureCodes | str:
    """What it shows, or why it was refused."""
    return picture_of(body) if said.what is Say.CODES else reason_of(body)
