"""The text of a list that the person picked, such as a CSV file: read once, bounded, whatever it holds."""

from __future__ import annotations

import stat
from pathlib import Path, PurePath

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback

MOST_BYTES = 1_048_576
# A text field takes seconds to lay out one line of a megabyte, and no list has such lines.
MOST_IN_LINE = 20_000
_UTF8, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
# How workbooks begin: a ZIP file (xlsx, ods, numbers) and an OLE file (xls).
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_IN_TEXTS = frozenset("\t\n\r\f\x1c\x1d\x1e\x1f")


class NoList(Exception):
    """Why it is none, in one sentence."""


class ListReader:
    """Implements the `ListFiles` port."""

    def read(self, lease: Lease, path: PurePath) -> str:
        """Blocking; at most 1 MB. Raises Setback(LIST_UNREADABLE), its detail one sentence."""
        lease.check(Purpose.FILE_IMPORT)
        try:
            return _text(_content(Path(path)))
        except NoList as broken:
            why = str(broken)
        except (OSError, ValueError):  # ValueError: a name that no file can have
            why = "The file cannot be read."
        raise Setback(Code.LIST_UNREADABLE, detail=why)


def _content(path: Path) -> bytes:
    # Before it is opened: a pipe in the place of a file would hold us up.
    if not stat.S_ISREG(path.stat().st_mode):
        raise NoList("That is no file.")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)  # it may grow while it is read: one byte more tells
    if content.startswith(_WORKBOOKS):
        raise NoList("This is a spreadsheet's own file: save it as CSV, and open that.")
    if len(content) > MOST_BYTES:
        raise NoList("The file is larger than 1 MB.")
    return content


def _text(content: bytes) -> str:
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if any(sign < " " and sign not in _IN_TEXTS for sign in set(text)):
        raise NoList("The file holds no text.")
    if any(len(line) > MOST_IN_LINE for line in text.split("\n")):
        raise NoList("A line of it is longer than a list has.")
    return text


def _decoded(content: bytes) -> str:
    """By its mark; without one UTF-8, and what is not that as Windows writes it in western Europe."""
    if content.startswith(_UTF16):
        return _strictly(content, "utf-16")
    if content.startswith(_UTF8):
        return _strictly(content, "utf-8-sig")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NoList("The file ends in the middle of a sign, or is damaged.") from None
