"""Still pictures: a file that was picked or bytes that were pasted, decoded in a process of their own."""

from __future__ import annotations

import threading
from pathlib import Path, PurePath
from typing import Final

from walkdown.app.ports import PictureCodes
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.vision.bounds import bytes_of, check_bytes
from walkdown.vision.reading_process import PICTURE_ROOM, ReadingProcess

# The next picture of many comes sooner than this; then nobody waits for a process again.
_KEPT_S: Final = 0.5


class PictureFiles:
    """Implements the `PictureReader` port. Blocking; called from any thread, one reads at a time."""

    def __init__(self) -> None:
        self._stills = StillReader()

    def read(self, lease: Lease, path: PurePath) -> PictureCodes:
        """All codes of the first picture in the file, corners in the pixels of the upright picture.

        Seconds for a large picture. Raises Setback(PICTURE_UNREADABLE) for what is no picture, is
        damaged, over 128 MB or over 64 megapixels; WrongLease and LeaseEnded.
        """
        lease.check(Purpose.PHOTO_PICK)
        return self.read_bytes(lease, bytes_of(Path(path)), path.name)

    def read_bytes(self, lease: Lease, data: bytes, name: str) -> PictureCodes:
        """The same for bytes that were pasted. `name` is the person's own word for them."""
        lease.check(Purpose.PHOTO_PICK)
        read = self._stills.codes(data)
        lease.check(Purpose.PHOTO_PICK)
        return read


class StillReader:
    """Reads the bytes of one picture after another; its process ends half a second after the last."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: ReadingProcess | None = None
        self._ends: threading.Timer | None = None

    def codes(self, data: bytes) -> PictureCodes:
        """Blocking. Raises Setback(PICTURE_UNREADABLE)."""
        check_bytes(data)
        with self._turn:
            if self._ends is not None:
                self._ends.cancel()
            if self._process is None:
                self._process = ReadingProcess(PICTURE_ROOM)
            try:
                return self._process.read_picture(data)
            finally:
                self._ends = threading.Timer(_KEPT_S, self._end_if_still, (self._process,))
                self._ends.daemon = True
                self._ends.start()

    def close(self) -> None:
        """End the process now."""
        with self._turn:
            self._end(self._process)

    def _end_if_still(self, process: ReadingProcess) -> None:
        """A picture may have come just when the time was over: then its own time counts."""
        with self._turn:
            if self._ends is threading.current_thread():
                self._end(process)

    def _end(self, process: ReadingProcess | None) -> None:
        self._process = None
        if process is not None:
            process.close()
