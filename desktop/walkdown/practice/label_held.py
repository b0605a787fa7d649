"""What is held before the practice camera: one label, one after another, or a sheet of many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from walkdown.practice.label_looks import etched, with_look
from walkdown.practice.label_print import SHEET, device_label, paper_label
from walkdown.practice.label_says import first_payload, label_payload
from walkdown.practice.labelled import FIRST_OF_ALL, Hardship, Look, Sticker
from walkdown.practice.scenario import PracticeDevice

# Frames, at 15 a second: how long the wrong label is in front, and each page of a pile.
FIRST_FRAMES = 24
PAGE_FRAMES = 45
ACROSS, DOWN = 3, 3
_GAP = 24
_DESK = 70


@dataclass(frozen=True, slots=True)
class Leaf:
    """One picture ("L" or "RGB") and for how many frames it is in front; 0 is from then on."""

    picture: Image.Image
    frames: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class HeldLabel:
    """Pictures that come one after another, and what makes them hard to read. Each is its own."""

    leaves: tuple[Leaf, ...]
    trouble: Hardship | None = None

    def at(self, frame: int) -> tuple[Image.Image, int]:
        """The picture in front so many frames after this was taken in hand, and since when it is."""
        if all(leaf.frames for leaf in self.leaves):
            frame %= sum(leaf.frames for leaf in self.leaves)
        for leaf in self.leaves[:-1]:
            if frame < leaf.frames:
                return leaf.picture, frame
            frame -= leaf.frames
        return self.leaves[-1].picture, frame


def device_picture(device: PracticeDevice) -> Image.Image:
    """The label of one device, "L" or "RGB"."""
    label, payload = device.label, label_payload(device)
    if label.look is Look.ETCHED:
        return etched(device.kind, device.model, device.serial, label.symbol, payload)
    plate = device_label(device.kind, device.model, device.serial, payload, label.symbol)
    return with_look(plate, label.look, device.serial)


def held_device(device: PracticeDevice, others: tuple[PracticeDevice, ...] = ()) -> HeldLabel:
    """A device's label as one meets it; `others` lie on the same sheet, where it is on one."""
    label, own = device.label, device_picture(device)
    if label.trouble is Hardship.SHEET:
        around = [device_picture(d) for d in others if d.serial != device.serial and not d.is_twin]
        middle = ACROSS * DOWN // 2
        cells = [*around[:middle], own, *around[middle : ACROSS * DOWN - 1]]
        return HeldLabel((Leaf(sheet_of(cells)),), label.trouble)
    if label.trouble in FIRST_OF_ALL:
        return HeldLabel((Leaf(_first(device), FIRST_FRAMES), Leaf(own)), label.trouble)
    return HeldLabel((Leaf(own),), label.trouble)


def held_sticker(sticker: Sticker) -> HeldLabel:
    """Something that lies about."""
    return HeldLabel((Leaf(sticker_picture(sticker)),), sticker.trouble)


@lru_cache(maxsize=32)
def sticker_picture(sticker: Sticker) -> Image.Image:
    """What lies about, as a picture ("L" or "RGB")."""
    paper = paper_label(sticker.words, (sticker.place,), sticker.symbol, sticker.text)
    return with_look(paper, sticker.look, sticker.text)


def held_sheets(devices: Iterable[PracticeDevice]) -> HeldLabel:
    """All labels, nine on a sheet, one sheet after another, round and round."""
    pictures = [device_picture(d) for d in devices if not d.is_twin]
    many = ACROSS * DOWN
    sheets = [pictures[at : at + many] for at in range(0, len(pictures), many)]
    frames = PAGE_FRAMES if len(sheets) > 1 else 0
    return HeldLabel(tuple(Leaf(sheet_of(s), frames) for s in sheets), Hardship.SHEET)


def _first(device: PracticeDevice) -> Image.Image:
    symbol, text = first_payload(device)
    words = "THIS SIDE UP" if device.label.trouble is Hardship.CARTON else device.model
    return paper_label(words, (text, device.place), symbol, text)


def sheet_of(pictures: list[Image.Image], across: int = ACROSS, down: int = DOWN) -> Image.Image:
    """The paper labels side by side on a dark desk, half as large; room for all, however few."""
    wide, high = SHEET[2] - SHEET[0] + _GAP, SHEET[3] - SHEET[1] + _GAP
    mode = "RGB" if any(p.mode == "RGB" for p in pictures) else "L"
    desk = (_DESK,) * 3 if mode == "RGB" else _DESK
    sheet = Image.new(mode, (wide * across + _GAP, high * down + _GAP), desk)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, across)
        at = (_GAP + column * wide, _GAP + row * high)
        sheet.paste(picture.crop(SHEET), at)
    return sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)
