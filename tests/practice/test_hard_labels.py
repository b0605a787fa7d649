"""What the site of hard labels promises: each is read by the real reader in time, and never as another."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from walkdown.app.ports import Adjust
from walkdown.core.camera import FULL_HD, HD
from walkdown.core.device import Kind
from walkdown.core.picture import CodeRead, Frame
from walkdown.practice.camera import PracticeCamera
from walkdown.practice.label_held import (
    FIRST_FRAMES,
    PAGE_FRAMES,
    HeldLabel,
    held_device,
    held_sheets,
    held_sticker,
)
from walkdown.practice.label_print import device_label
from walkdown.practice.label_says import first_payload, label_payload
from walkdown.practice.labelled import (
    FIRST_OF_ALL,
    DeviceLabel,
    Hardship,
    Look,
    Sticker,
    Symbol,
)
from walkdown.practice.scenario import PracticeDevice, Scenario
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.vision.in_sight import InSight
from walkdown.vision.reader import CodeReader

SHIPPED = Path(__file__).parents[2] / "resources" / "practice"
ROOF: Scenario = load_scenario(scenario_path(SHIPPED, "labels"))
SPECIAL = [d for d in ROOF.devices if not d.label.is_plain]
FRAMES = 60  # four seconds
BY_PROFILE = (Symbol.ITF,)  # bars that prove so little that a reader may want to be asked for them


def plain(text: str) -> str:
    """GS1's text without the marks that one writer puts in and another leaves out."""
    return re.sub(r"[()\x1d]", "", text)


def camera(held: HeldLabel, seed: int = 1) -> PracticeCamera:
    return PracticeCamera(lambda: held, seed, frame_s=0)


def shot(source: PracticeCamera) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def sure_texts(held: HeldLabel, wanted: str, frames: int, seed: int = 1) -> list[str]:
    """What counts as read, in order, until `wanted` does; frames pass at 15 a second."""
    source, reader, sight = camera(held, seed), CodeReader(), InSight()
    told: dict[str, None] = {}
    for number in range(frames):
        codes: tuple[CodeRead, ...] = sight.look(reader.read(shot(source)), number / 15)
        told |= dict.fromkeys(plain(code.text) for code in codes)
        if plain(wanted) in told:
            break
    return list(told)


def known(device: PracticeDevice) -> set[str]:
    """All that may rightly be read where this device's label is held."""
    on_sheet = ROOF.devices if device.label.trouble is Hardship.SHEET else (device,)
    texts = {plain(label_payload(d)) for d in on_sheet}
    if device.label.trouble in FIRST_OF_ALL:
        texts.add(plain(first_payload(device)[1]))
    return texts


def name(device: PracticeDevice) -> str:
    label = device.label
    return "-".join(x for x in (label.trouble, label.symbol, label.look) if x)


@pytest.mark.parametrize("device", SPECIAL, ids=name)
def test_every_hard_label_is_read_in_time_and_as_nothing_else(device: PracticeDevice) -> None:
    wanted = label_payload(device)
    texts = sure_texts(held_device(device, ROOF.devices), wanted, FRAMES)
    assert set(texts) <= known(device)
    if device.label.symbol not in BY_PROFILE:
        assert plain(wanted) in texts


def test_the_site_has_one_for_each_hardship_symbol_and_look() -> None:
    labels = [d.label for d in ROOF.devices]
    assert {label.trouble for label in labels} == {None, *Hardship}
    symbols = {label.symbol for label in labels} | {s.symbol for s in ROOF.stickers}
    assert symbols == set(Symbol)
    assert {label.look for label in labels} == set(Look)


@pytest.mark.parametrize("sticker", ROOF.stickers, ids=lambda s: s.words)
def test_what_lies_about_is_read_as_what_it_says(sticker: Sticker) -> None:
    assert sure_texts(held_sticker(sticker), sticker.text, 15) == [sticker.text]


def test_the_sheets_show_every_label_of_the_site() -> None:
    held = held_sheets(ROOF.devices)
    pages = [held.at(number * PAGE_FRAMES)[0] for number in range(len(held.leaves) + 1)]
    assert len(held.leaves) == -(-len(ROOF.devices) // 9)
    assert pages[-1] is pages[0]  # round and round
    assert len({id(page) for page in pages}) == len(held.leaves)


def test_a_wrong_label_comes_first_and_then_the_right_one() -> None:
    device = next(d for d in ROOF.devices if d.label.trouble is Hardship.WRONG_FIRST)
    held = held_device(device)
    assert [held.at(n)[1] for n in (0, 5, FIRST_FRAMES, FIRST_FRAMES + 40)] == [0, 5, 0, 40]
    assert held.at(FIRST_FRAMES - 1)[0] is not held.at(FIRST_FRAMES)[0]
    first, own = first_payload(device)[1], label_payload(device)
    assert sure_texts(held, own, FRAMES)[-2:] == [first, own]


def some(trouble: Hardship, look: Look = Look.PLAIN) -> HeldLabel:
    label = DeviceLabel(trouble, look=look)
    return held_device(
        PracticeDevice("122044171264", "MI-800", Kind.MICRO_INVERTER, "Roof", "1", "1", label=label)
    )


def grey(frame: Frame) -> np.ndarray:
    return np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)[:, :, 1]


def middle(frame: Frame) -> np.ndarray:
    """The part of a frame where labels are."""
    high, wide = frame.height, frame.width
    return grey(frame)[high // 4 : 3 * high // 4, wide // 4 : 3 * wide // 4].astype(float)


def shown(trouble: Hardship, number: int, *, adjust: Adjust | None = None) -> Frame:
    source = camera(some(trouble))
    if adjust:
        shot(source)
        source.adjust(adjust)
    return [shot(source) for _ in range(number)][-1]


@pytest.mark.parametrize("trouble", [Hardship.LOW_LIGHT, Hardship.SHADE])
def test_the_cameras_light_helps_in_the_dark(trouble: Hardship) -> None:
    dark, lit = shown(trouble, 12), shown(trouble, 12, adjust=Adjust(light=True))
    assert np.quantile(middle(lit), 0.9) > np.quantile(middle(dark), 0.9) + 20


def test_zoom_brings_a_far_label_near() -> None:
    def bright(frame: Frame) -> int:
        return int((middle(frame) > 110).sum())

    assert bright(shown(Hardship.FAR, 12, adjust=Adjust(zoom=2.0))) > 3 * bright(
        shown(Hardship.FAR, 12)
    )


def test_focusing_anew_ends_the_hunt() -> None:
    def sharpness(frame: Frame) -> float:
        return float(np.abs(np.diff(middle(frame), axis=1)).max())

    assert sharpness(shown(Hardship.HUNTING, 10, adjust=Adjust(refocus=True))) > 1.5 * sharpness(
        shown(Hardship.HUNTING, 10)
    )


def test_the_camera_gives_both_sizes_and_says_which() -> None:
    source = camera(some(Hardship.GLARE))
    assert (shot(source).width, source.state().size) == (HD[0], HD)
    source.adjust(Adjust(size=FULL_HD, zoom=99.0, light=True))
    frame, state = shot(source), source.state()
    assert (frame.width, frame.height) == FULL_HD == state.size
    assert (state.zoom, state.light) == (4.0, True)
    source.adjust(Adjust(size=(3, 2), zoom=float("nan")))
    assert source.state() == state


@pytest.mark.parametrize("trouble", Hardship)
def test_the_same_seed_has_the_same_hardship(trouble: Hardship) -> None:
    def frames(seed: int) -> list[bytes]:
        source = camera(some(trouble), seed)
        return [shot(source).rgb for _ in range(6)]

    assert frames(3) == frames(3)
    assert frames(3) != frames(4)


def test_a_coloured_label_has_its_colours_in_the_frame() -> None:
    source = camera(some(Hardship.SHEET, Look.COLOURED))
    frame = [shot(source) for _ in range(6)][-1]
    pixels = np.frombuffer(frame.rgb, np.uint8).reshape(-1, 3).astype(int)
    assert int(np.abs(pixels[:, 0] - pixels[:, 2]).max()) > 80


def test_a_label_without_hardship_is_the_plain_picture() -> None:
    (first, *_) = ROOF.devices
    picture = device_label(first.kind, first.model, first.serial, label_payload(first))
    assert held_device(first).leaves[0].picture == picture
