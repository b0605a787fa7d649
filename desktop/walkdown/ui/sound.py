"""Plays the tones of a scan on a thread of its own; where there is no loudspeaker, nothing happens."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from walkdown.ui.tones import RATE, Tone, samples

log = logging.getLogger(__name__)

_MOST_WAITING: Final = 2
_AGAIN_S: Final = 60.0  # how long a laptop that has no loudspeaker is not asked again
_TAIL_S: Final = 0.25  # what is still in the device's own buffer when the last sample was given


class Player(Protocol):
    """What makes the sound."""

    def __call__(self, pcm: bytes) -> None:
        """Play one tone to its end; raises whatever the system's sound raises. Not Qt's thread."""
        ...


class Loudspeaker:
    """`play` returns at once. Tones that come too fast are left out: the newest scan is heard."""

    def __init__(
        self,
        player: Player | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        able: Callable[[], bool] | None = None,
    ) -> None:
        self._player = player or _play
        self._able = able or may_sound
        self._now = now
        self._silent_until = 0.0
        self._waiting: queue.Queue[Tone | None] = queue.Queue(_MOST_WAITING)
        self._thread: threading.Thread | None = None

    def play(self, tone: Tone) -> None:
        """Let it be heard, if there is anything to hear it with."""
        if self._now() < self._silent_until or not self._able():
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
            self._thread.start()
        with suppress(queue.Full):
            self._waiting.put_nowait(tone)

    def close(self) -> None:
        """End the thread; what waits is not played any more."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        while True:
            with suppress(queue.Empty):
                while True:
                    self._waiting.get_nowait()
            with suppress(queue.Full):
                self._waiting.put_nowait(None)
                break
        thread.join(1.0)

    def _run(self) -> None:
        while (tone := self._waiting.get()) is not None:
            try:
                self._player(samples(tone))
            except Exception as error:  # noqa: BLE001
                # A border: each system's sound has failures of its own, and none of them may be
                # in the way of a scan.
                self._silent_until = self._now() + _AGAIN_S
                log.info("sound: %s", type(error).__name__)


def may_sound() -> bool:
    """Whether it is worth asking. Linux's sound library writes to the terminal where it finds nothing."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform != "linux":
        return True
    folder = Path(os.environ.get("XDG_RUNTIME_DIR", ""), "pulse", "native")
    return folder.exists() or any(Path("/dev/snd").glob("pcm*p"))


def _play(pcm: bytes) -> None:
    import miniaudio  # brings a library of its own, which not every start needs

    over = threading.Event()
    stream = _stream(pcm, over)
    next(stream)
    device = miniaudio.PlaybackDevice(
        miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE, buffersize_msec=40
    )
    try:
        device.start(stream)
        over.wait(_TAIL_S + len(pcm) / 2 / RATE)
        time.sleep(_TAIL_S)
    finally:
        device.close()


def _stream(pcm: bytes, over: threading.Event) -> Generator[bytes, int, None]:
    """Give as many samples as are asked for, and silence after the last."""
    wanted = yield b""
    at = 0
    while at < len(pcm):
        end = at + 2 * wanted
        part, at = pcm[at:end], end
        wanted = yield part.ljust(2 * wanted, b"\0")
    over.set()
    while True:
        wanted = yield bytes(2 * wanted)
