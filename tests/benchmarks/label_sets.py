"""Photographs of codes in folders, and what a reader should find in each: texts lie beside them.

`name.txt` holds the one text; `name.json` holds a list of {"text" or "bytes", "poly"}, where an empty
list says that nothing may be read, and a text that nobody knows counts neither way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from walkdown.core.picture import Frame

# As much as a camera's frame of 1280 x 720 has, in any shape.
MOST_PIXELS, LONGEST = 1280 * 720, 1280
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp"}


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture. `said`: texts in it that are known; `more`: whether it may hold others."""

    folder: str
    name: str
    frame: Frame
    grey: NDArray[np.uint8]
    said: tuple[str, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the known texts were read, and how many texts that are not there."""

    right: int
    wrong: int


def photographs(images: Path) -> Iterator[Photograph]:
    """Every picture that something is known of, at most as large as a camera's frame."""
    for folder in sorted(each for each in images.iterdir() if each.is_dir()):
        for file in sorted(folder.iterdir()):
            if file.suffix.lower() in _PICTURES and (known := _known(file)) is not None:
                colours = _reduced(cv2.imread(str(file), cv2.IMREAD_COLOR))
                height, width = colours.shape[:2]
                rgb = cv2.cvtColor(colours, cv2.COLOR_BGR2RGB)
                grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY), np.uint8)
                frame = Frame(width, height, rgb.tobytes())
                yield Photograph(folder.name, file.name, frame, grey, *known)


def score(picture: Photograph, texts: set[str]) -> Score:
    """Each known text once; of what is over, nothing counts where others may be in the picture."""
    read = [text for text in texts if text]
    right = [said for said in picture.said if any(_same(text, said) for text in read)]
    over = [text for text in read if not any(_same(text, said) for said in picture.said)]
    return Score(len(right), 0 if picture.more else len(over))


def _known(file: Path) -> tuple[tuple[str, ...], bool] | None:
    beside = file.with_suffix(".json")
    if beside.exists():
        entries = json.loads(beside.read_text(encoding="utf-8"))
        texts = [_text_of(entry) for entry in entries]
        return tuple(dict.fromkeys(text for text in texts if text)), "" in texts
    beside = file.with_suffix(".txt")
    return ((_decoded(beside.read_bytes()),), False) if beside.exists() else None


def _text_of(entry: dict[str, str | None]) -> str:
    if octets := entry.get("bytes"):
        return bytes.fromhex(octets).decode("latin-1")
    return entry.get("text") or ""


def _decoded(octets: bytes) -> str:
    for name in ("utf-8", "shift_jis"):
        try:
            return octets.decode(name)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


def _reduced(picture: cv2.typing.MatLike) -> cv2.typing.MatLike:
    height, width = picture.shape[:2]
    factor = min(LONGEST / max(height, width), (MOST_PIXELS / (height * width)) ** 0.5)
    if factor >= 1:
        return picture
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _same(read: str, said: str) -> bool:
    """Line ends differ; a first FNC1 is told apart from the text by some; and readers guess
    differently at letters that no standard names."""
    read, said = (text.replace("\r\n", "\n").strip("\n \0\ufeff\x1d") for text in (read, said))
    if read == said or read == "0" + said or said == "0" + read:  # UPC-A as EAN-13
        return True
    plain_read, plain_said = ("".join(filter(_is_plain, text)) for text in (read, said))
    guessed = not (read.isascii() and said.isascii())
    return guessed and plain_read == plain_said and bool(plain_said or len(read) == len(said))


def _is_plain(letter: str) -> bool:
    return " " <= letter <= "~"
