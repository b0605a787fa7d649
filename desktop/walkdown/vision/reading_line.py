"""One reading process and the pipes to it: started, listened to, and ended when it is silent too long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO, Final

from walkdown.vision.reading_words import SAY_SIZE, Garbage, Said, Say, said_of

START_S: Final = 15.0
# However much it beats: nothing that is asked takes longer.
LONGEST_S: Final = 60.0
_LOOK_S: Final = 0.1
_REAP_S: Final = 1.0
if sys.platform == "win32":  # it would show a black window for the time of the use
    _NO_CONSOLE: Final = subprocess.CREATE_NO_WINDOW
else:
    _NO_CONSOLE: Final = 0


class Gone(Exception):
    """The process died, was ended, or was never understood."""


class ReadingLine:
    """A process from its start to its end. One asks at a time; `end` may be called from anywhere.

    Two threads come and go with it: one hears the process and buries it, one ends it when what was
    asked of it is due. Neither the one who asks nor the window ever waits for a pipe.
    """

    def __init__(self, command: tuple[str, ...]) -> None:
        """Raises OSError where the system does not start it."""
        self._process = subprocess.Popen(  # noqa: S603 - our own program, with our own words
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            creationflags=_NO_CONSOLE,
        )
        self._kept = _end_with_us(self._process.pid)
        self._changed = threading.Condition()
        self._answer: tuple[Said, bytes] | None = None
        self._ready = self._over = False
        self._asked = 0
        self._grace_s = self._last = 0.0
        self._mouth = threading.Lock()
        self._due: float | None = time.monotonic() + START_S
        self._threads = (
            threading.Thread(target=self._listen, name="reading-line", daemon=True),
            threading.Thread(target=self._watch, name="reading-watch", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def was_ready(self) -> bool:
        """Whether it came so far as to say that it is ready."""
        return self._ready

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._over

    def wait_ready(self) -> None:
        """Until it can be asked; START_S at most. Raises Gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._over)
            self._due = None
            if self._over:
                raise Gone

    def ask(
        self, number: int, head: bytes, body: bytes, within_s: float, grace_s: float = 0.0
    ) -> tuple[Said, bytes]:
        """The answer. The process is ended when none comes within this time, and that raises Gone.

        With `grace_s`, a beat that comes in time gives it so much more, LONGEST_S in all.
        """
        now = time.monotonic()
        with self._changed:
            self._answer, self._asked, self._grace_s = None, number, grace_s
            self._due, self._last = now + within_s, now + LONGEST_S
        try:
            with self._mouth:
                self._write(head)
                self._write(body)
        except (OSError, ValueError):  # it has gone; its pipe may be closed already
            self.end()
        with self._changed:
            self._changed.wait_for(lambda: self._answer or self._over)
            self._due, self._asked = None, 0
            if self._answer is None:
                raise Gone
            return self._answer

    def end(self) -> None:
        """End the process; returns at once. What is asked of it meanwhile raises Gone."""
        with suppress(OSError):
            self._process.kill()

    def bury(self) -> None:
        """End it, and wait until nothing of it is left, 1 s at most."""
        self.end()
        until = time.monotonic() + _REAP_S
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    def _write(self, data: bytes) -> None:
        to, left = _pipe(self._process.stdin), memoryview(data)
        while left:
            left = left[to.write(left) or 0 :]

    # --- the thread that hears it

    def _listen(self) -> None:
        said_by = _pipe(self._process.stdout)
        try:
            while True:
                said = said_of(_exactly(said_by, SAY_SIZE))
                self._take(said, _exactly(said_by, said.length))
        except (Gone, Garbage, OSError):
            self.end()
        self._process.wait()
        said_by.close()
        with self._changed:
            self._over = True
            self._changed.notify_all()
        _let_go(self._kept)

    def _take(self, said: Said, body: bytes) -> None:
        """What was not asked for, or is said twice, is the end of trust in it."""
        with self._changed:
            first = said.what is Say.READY
            expected = not self._ready if first else self._ready and self._asked > 0
            if not expected or said.number != (0 if first else self._asked):
                raise Garbage("out of turn")
            if first:
                self._ready, self._due = True, None
            elif said.what is Say.BEAT:
                self._beat()
            elif self._answer is not None:
                raise Garbage("two answers")
            else:
                self._answer = said, body
            self._changed.notify_all()

    def _beat(self) -> None:
        if not self._grace_s:
            raise Garbage("a beat that nobody wanted")
        if self._due is not None:
            self._due = min(time.monotonic() + self._grace_s, self._last)

    # --- the thread that ends it

    def _watch(self) -> None:
        while not self._over:
            due = self._due
            if due is not None and time.monotonic() >= due:
                self.end()
            with self._changed:
                self._changed.wait_for(lambda: self._over, _LOOK_S)
        # Whoever is writing will be done at once: nobody reads at the other end of the pipe.
        with self._mouth, suppress(OSError):
            _pipe(self._process.stdin).close()


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    """So many bytes, however they come. Raises Gone at the end of the pipe."""
    pieces = bytearray()
    while len(pieces) < length:
        piece = pipe.read(min(length - len(pieces), 1 << 20))
        if not piece:
            raise Gone
        pieces += piece
    return bytes(pieces)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise Gone
    return pipe


def _end_with_us(pid: int) -> int:
    """On Windows a handle that takes the process along; elsewhere it sees its pipe close."""
    if sys.platform == "win32":
        from walkdown.vision.windows_job import end_with_us

        return end_with_us(pid)
    return 0


def _let_go(job: int) -> None:
    if sys.platform == "win32":
        from walkdown.vision.windows_job import let_go

        let_go(job)
