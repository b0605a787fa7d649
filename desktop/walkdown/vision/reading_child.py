"""The reading process: gets pixels, gives codes, and can do nothing else.

It is started by `reading_process.py`, speaks `reading_words.py` over its two pipes, never opens a
file, and ends when its starter does.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Final

from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Setback
from walkdown.vision.reading_limits import confine
from walkdown.vision.reading_words import (
    ASK_SIZE,
    Ask,
    Asked,
    Say,
    asked_of,
    codes_body,
    picture_body,
    say,
)

if TYPE_CHECKING:
    from walkdown.vision.engine import Grey

BEAT_S: Final = 0.1
# Where the one who would end a stuck process has died, the kernel does it, a little later.
_FRAME_ALARM_S, _PICTURE_ALARM_S = 10, 120
_FRAME: Final = b"\xff" * (96 * 96)


class Over(Exception):
    """The other side has gone."""


class Line:
    """The two pipes. What a library prints goes to nobody: it would stand between our words."""

    def __init__(self) -> None:
        self._in, self._out = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for spoken in (0, 1, 2):
            os.dup2(nowhere, spoken)
        os.close(nowhere)

    def hear(self, length: int) -> bytearray:
        """Exactly so many bytes. Raises Over."""
        heard = bytearray(length)
        view, at = memoryview(heard), 0
        while at < length:
            piece = os.read(self._in, min(length - at, 1 << 20))
            if not piece:
                raise Over
            view[at : at + len(piece)] = piece
            at += len(piece)
        return heard

    def tell(self, words: bytes) -> None:
        """Say all of it. Raises Over."""
        left = memoryview(words)
        while left:
            try:
                left = left[os.write(self._out, left) :]
            except OSError as error:
                raise Over from error


class Pulse:
    """Tells that the work goes on whenever a step of it, a function, begins or ends."""

    def __init__(self, line: Line, number: int) -> None:
        self._line, self._word = line, say(Say.BEAT, number)
        self._last = 0.0

    def begin(self) -> None:
        """Beat, and go on with each step from here on."""
        self(None, "", None)
        sys.setprofile(self)

    def end(self) -> None:
        """No more."""
        sys.setprofile(None)

    def __call__(self, _frame: object, _event: str, _arg: object) -> None:
        now = time.monotonic()
        if now - self._last >= BEAT_S:
            self._last = now
            self._line.tell(self._word)


class Desk:
    """Serves one request after the other."""

    def __init__(self, line: Line) -> None:
        from walkdown.vision.reader import CodeReader
        from walkdown.vision.stillness import Stillness

        self._line = line
        self._reader = CodeReader()
        self._stillness = Stillness()

    def serve(self) -> None:
        """One request. Raises Over."""
        asked = asked_of(bytes(self._line.hear(ASK_SIZE)))
        body = self._line.hear(asked.length)
        _alarm(_FRAME_ALARM_S if asked.what is Ask.FRAME else _PICTURE_ALARM_S)
        answer = self._answer(asked, body)
        _alarm(0)
        self._line.tell(answer)

    def _answer(self, asked: Asked, body: bytearray) -> bytes:
        if asked.what is Ask.FRAME:
            codes = self.look(_pixels(asked, body))
            return say(Say.CODES, asked.number, codes_body(codes))
        pulse = Pulse(self._line, asked.number)
        try:
            if asked.what is Ask.PICTURE:
                return self._picture(asked.number, bytes(body), pulse)
            pulse.begin()
            codes = self.read(_frame(_pixels(asked, body)), patient=True)
            return say(Say.CODES, asked.number, codes_body(codes))
        finally:
            pulse.end()

    def look(self, grey: Grey) -> tuple[CodeRead, ...]:
        """The codes of a camera's frame, with a longer look now and then at what is held still."""
        codes = self.read(_frame(grey), hold=self._stillness.is_held(grey))
        self._stillness.saw(bool(codes))
        return codes

    def read(
        self, frame: Frame, *, patient: bool = False, hold: bool = False
    ) -> tuple[CodeRead, ...]:
        """The codes of one frame; none of one that the decoders choke on."""
        try:
            return self._reader.read(frame, patient=patient, hold=hold)
        except Over:
            raise
        except Exception:  # noqa: BLE001
            # A border: the decoders are foreign code fed with hostile pixels.
            return ()

    def _picture(self, number: int, data: bytes, pulse: Pulse) -> bytes:
        from walkdown.vision.still import picture_codes

        try:
            read = picture_codes(data, self._reader, pulse.begin)
        except Setback as setback:
            return say(Say.REFUSED, number, setback.trouble.detail.encode()[:80])
        except Over:
            raise
        except Exception as error:  # noqa: BLE001
            # The same border; what is left of memory may also be too little for this picture.
            return say(Say.REFUSED, number, type(error).__name__.encode())
        return say(Say.CODES, number, picture_body(read))


def _pixels(asked: Asked, body: bytearray) -> Grey:
    import numpy as np

    return np.frombuffer(body, np.uint8).reshape(asked.height, asked.width)


def _frame(grey: Grey) -> Frame:
    import cv2

    height, width = grey.shape
    return Frame(width, height, cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB).tobytes())


def _alarm(seconds: int) -> None:
    if sys.platform != "win32":
        signal.alarm(seconds)


def _get_ready(desk: Desk) -> None:
    """Everything is imported while files may still be opened: what is used once, is there."""
    import io

    from pi_heif import register_heif_opener
    from PIL import Image

    from walkdown.vision.still import picture_codes

    Image.preinit()
    register_heif_opener()
    page = Image.new("RGB", (48, 48), "white")
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        drawn = io.BytesIO()
        page.save(drawn, kind)
        picture_codes(drawn.getvalue(), desk._reader, lambda: None)
    white = _pixels(Asked(Ask.FRAME, 0, 96, 96, len(_FRAME)), bytearray(_FRAME))
    for _ in range(8):
        desk.look(white)


def main(room: int) -> int:
    """Serve until the other side goes; `room` bytes of memory beyond what the libraries take."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one who asked
    line = Line()
    try:
        desk = Desk(line)
        _get_ready(desk)
        confine(room)
        line.tell(say(Say.READY, 0))
        while True:
            desk.serve()
    except Over:
        return 0
