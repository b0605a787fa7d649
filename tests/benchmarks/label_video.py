"""How soon a label is read through each hardship, and a sheet of 60: ours beside zxing-cpp alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
import zxingcpp
from PIL import Image

from tests.benchmarks.columns import columns
from walkdown.core.device import Kind
from walkdown.core.picture import Frame
from walkdown.practice.camera import PracticeCamera
from walkdown.practice.camera_hand import Hand
from walkdown.practice.camera_scene import Scene
from walkdown.practice.camera_troubles import Strain
from walkdown.practice.label_held import FIRST_FRAMES, device_picture, held_device, sheet_of
from walkdown.practice.label_says import label_payload
from walkdown.practice.labelled import FIRST_OF_ALL, DeviceLabel, Hardship, Symbol
from walkdown.practice.scenario import PracticeDevice
from walkdown.vision.reader import CodeReader

MOST_FRAMES = 60
CLIPS = 8
# As on roofs: mostly QR, some of the others. One for each clip, in rotation.
SYMBOLS = (Symbol.QR, Symbol.DATA_MATRIX, Symbol.QR, Symbol.CODE_128)
GOAL = 0.7
SHEET_SIZE = (4000, 3000)
ON_SHEET = 60
_ACROSS, _DOWN = 7, 9
_RUNS = 3

Texts = Callable[[Frame], set[str]]


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames until the first right read of each, MOST_FRAMES where there was none."""

    ours: int
    other: int


def label_video_report(_images: Path | None = None) -> str:
    """For each hardship, over CLIPS clips: frames until the first right read, as one table."""
    heads = ("trouble", "ours median", "mean", "unread", "zxing median", "mean", "unread", "ratio")
    rows = [heads]
    everything: list[Clip] = []
    for trouble in Hardship:
        clips = [_clip(trouble, seed) for seed in range(1, CLIPS + 1)]
        everything += clips
        rows.append((trouble.value, *_cells(clips)))
    rows.append(("all", *_cells(everything)))
    note = (
        f"{CLIPS} clips each, 15 frames a second; a clip not read in {MOST_FRAMES} counts as so many. "
        f"After a wrong label or a carton, frames are counted from when the device's own is in front. "
        f"Ratio of means; goal {GOAL} in all."
    )
    return f"Frames until the first right read\n{columns(rows)}\n{_within(everything)}\n{note}"


def label_sheet_report(_images: Path | None = None) -> str:
    """Sheets of 60 labels in a picture of 12 megapixels: how many are read, in which time."""
    rows = [("sheet", "ours read", "s", "zxing read", "s", "goal")]
    kinds = {
        "QR": (Symbol.QR,),
        "Data Matrix": (Symbol.DATA_MATRIX,),
        "Code 128": (Symbol.CODE_128,),
        "mixed": (Symbol.QR, Symbol.DATA_MATRIX, Symbol.CODE_128),
    }
    for name, symbols in kinds.items():
        frame, said = _sheet(symbols)
        ours, ours_s = _timed(lambda f: _ours(CodeReader(), f, patient=True), frame, said)
        other, other_s = _timed(_zxing, frame, said)
        rows.append(
            (name, f"{ours}", f"{ours_s:.2f}", f"{other}", f"{other_s:.2f}", f"{ON_SHEET}, 2 s")
        )
    return f"Sheets of {ON_SHEET} labels at 12 megapixels, median of {_RUNS}\n{columns(rows)}"


def _clip(trouble: Hardship, seed: int) -> Clip:
    devices = [_device(n, DeviceLabel()) for n in range(8)]
    device = _device(100 + seed, DeviceLabel(trouble, SYMBOLS[seed % len(SYMBOLS)]))
    held = held_device(device, (device, *devices))
    camera = PracticeCamera(lambda: held, seed, frame_s=0)
    skipped = FIRST_FRAMES if trouble in FIRST_OF_ALL else 0
    frames = (camera.read() for _ in range(skipped + MOST_FRAMES))
    wanted = label_payload(device)
    ours, other = _first_read((f for f in frames if f is not None), wanted)
    return Clip(_counted(ours, skipped), _counted(other, skipped))


def _counted(frame: int | None, skipped: int) -> int:
    return MOST_FRAMES if frame is None else min(MOST_FRAMES, max(1, frame - skipped))


def _first_read(frames: Iterable[Frame], wanted: str) -> tuple[int | None, int | None]:
    """The number of the first frame, from 1, in which each read the text."""
    reader = CodeReader()
    first: list[int | None] = [None, None]
    readers: tuple[Texts, Texts] = (lambda f: _ours(reader, f), _zxing)
    for number, frame in enumerate(frames, 1):
        for at, texts in enumerate(readers):
            if first[at] is None and wanted in texts(frame):
                first[at] = number
        if None not in first:
            break
    return first[0], first[1]


def _ours(reader: CodeReader, frame: Frame, *, patient: bool = False) -> set[str]:
    return {code.text for code in reader.read(frame, patient=patient)}


def _zxing(frame: Frame) -> set[str]:
    picture = Image.frombytes("RGB", (frame.width, frame.height), frame.rgb)
    return {code.text for code in zxingcpp.read_barcodes(np.asarray(picture.convert("L")))}


def _sheet(symbols: tuple[Symbol, ...]) -> tuple[Frame, set[str]]:
    devices = [_device(n, DeviceLabel(None, symbols[n % len(symbols)])) for n in range(ON_SHEET)]
    sheet = sheet_of([device_picture(d) for d in devices], _ACROSS, _DOWN)
    scene = Scene(1, SHEET_SIZE)
    corners = Hand(1, SHEET_SIZE).corners(sheet.size, Strain(0.0))
    laid = scene.lay(sheet, corners, blur=0.25)
    return scene.taken(laid, Strain(0.0), 1, light=False), {label_payload(d) for d in devices}


def _timed(texts: Texts, frame: Frame, said: set[str]) -> tuple[int, float]:
    took: list[float] = []
    read: set[str] = set()
    for _ in range(_RUNS):
        began = time.perf_counter()
        read = texts(frame)
        took.append(time.perf_counter() - began)
    return len(read & said), median(took)


def _device(number: int, label: DeviceLabel) -> PracticeDevice:
    serial = f"1220{number * 7919:07d}0"[:12]
    return PracticeDevice(
        serial, "MI-800", Kind.MICRO_INVERTER, "Roof", "2.1.0", "MI-800 r3", label=label
    )


def _cells(clips: list[Clip]) -> tuple[str, ...]:
    ours, other = [c.ours for c in clips], [c.other for c in clips]
    return (*_three(ours), *_three(other), f"{mean(ours) / mean(other):.2f}")


def _three(frames: list[int]) -> tuple[str, str, str]:
    unread = sum(f == MOST_FRAMES for f in frames)
    return f"{median(frames):.0f}", f"{mean(frames):.1f}", f"{unread}"


def _within(clips: list[Clip]) -> str:
    said = []
    for name, frames in (("ours", [c.ours for c in clips]), ("zxing", [c.other for c in clips])):
        shares = (sum(f <= most for f in frames) / len(frames) for most in (1, 5, 15, 30, 59))
        said.append(f"{name} {' / '.join(f'{share:.0%}' for share in shares)}")
    return "Read within 1 / 5 / 15 / 30 / 59 frames: " + "; ".join(said)
