"""`walkdown labels read`: the codes in picture files, read without a window."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from walkdown.app.ports import PictureCodes
from walkdown.core.picture import CodeRead
from walkdown.core.shown import shown
from walkdown.core.trouble import Setback
from walkdown.vision.bounds import bytes_of
from walkdown.vision.picture_file import StillReader

OK, SOME_UNREADABLE, STOPPED = 0, 1, 130
_MOST_LINE: Final = 400
_WHY: Final = {
    "FileNotFoundError": "there is no such file",
    "PermissionError": "it may not be opened",
    "UnidentifiedImageError": "not a picture of a kind that is known",
    "the reading ended": "its decoding broke off",
}


def labels_command(args: argparse.Namespace) -> int:
    """Read the files that were named; the exit status: 0 all were read, 1 some were not, 130 Ctrl+C.

    The person named each file, so nobody is asked. Nothing is kept, and nothing but them is opened.
    """
    reader, status = StillReader(), OK
    told = _json if args.json else _table
    try:
        for file in args.files:
            read = _read(reader, file)
            if isinstance(read, str):
                status = SOME_UNREADABLE
            for line in told(file, read):
                _say(line)
    except KeyboardInterrupt:
        return STOPPED
    finally:
        reader.close()
    return status


def _read(reader: StillReader, file: str) -> PictureCodes | str:
    """What the picture shows, or why it cannot be read."""
    try:
        return reader.codes(bytes_of(Path(file)))
    except Setback as setback:
        detail = setback.trouble.detail
        return f"cannot be read: {_WHY.get(detail, detail or 'damaged')}"


def _json(file: str, read: PictureCodes | str) -> Iterator[str]:
    """One object on one line, in ASCII, whatever the terminal's letters are."""
    if isinstance(read, str):
        yield json.dumps({"file": file, "codes": [], "error": read})
    else:
        yield json.dumps({"file": file, "codes": [_row(c, read.ms) for c in read.codes]})


def _row(code: CodeRead, ms: float) -> dict[str, Any]:
    """`corners` in the upright picture's pixels; `ms`: how long its picture took, with all its codes."""
    return {
        "text": code.text,
        "bytes_hex": code.raw.hex(),
        "format": code.symbology,
        "corners": [list(corner) for corner in code.corners],
        "ms": round(ms, 1),
    }


def _table(file: str, read: PictureCodes | str) -> Iterator[str]:
    name = shown(file, _MOST_LINE)
    if isinstance(read, str):
        yield f"{name}: {read}"
        return
    number = len(read.codes)
    yield f"{name}: {number or 'no'} code{'' if number == 1 else 's'}, {read.ms:.0f} ms"
    for code in read.codes:
        yield f"  {code.symbology:<12} {shown(code.text, _MOST_LINE)}"


def _say(line: str) -> None:
    """To the person; whoever reads may have gone, and the terminal may lack a letter."""
    letters = sys.stdout.encoding or "utf-8"
    with suppress(OSError):
        print(line.encode(letters, "backslashreplace").decode(letters), flush=True)
