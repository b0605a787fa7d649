"""What the practice camera promises: labels that look real, and that the real reader reads."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from walkdown.core.device import Kind
from walkdown.core.label import Label, RouterCode, read_label
from walkdown.core.picture import Frame
from walkdown.practice.camera import HEIGHT, WIDTH, PracticeCamera
from walkdown.practice.label_print import (
    device_label,
    device_payload,
    router_label,
    wifi_payload,
)
from walkdown.vision.reader import CodeReader

MODELS = {
    Kind.GATEWAY: ("GW-1", "770300125518"),
    Kind.MICRO_INVERTER: ("MI-800", "122044170093"),
    Kind.STRING_INVERTER: ("SI-6000", "600120030044"),
    Kind.BATTERY: ("BP-10", "905133000417"),
    Kind.JUNCTION_BOX: ("JB-4", "440012345678"),
    Kind.METER: ("MT-3", "310055501234"),
    Kind.CHARGER: ("EVC-11", "118800442200"),
}
DEVICES = [(kind, *names) for kind, names in MODELS.items()]


def camera(label: Image.Image | None, seed: int = 1) -> PracticeCamera:
    return PracticeCamera(lambda: label, seed, frame_s=0)


def shot(source: PracticeCamera) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def pixels(frame: Frame) -> np.ndarray:
    return np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3).astype(int)


def first_texts(source: PracticeCamera, frames: int) -> list[str]:
    """What the real reader finds in the first frame it can read."""
    reader = CodeReader()
    for _ in range(frames):
        codes = reader.read(shot(source))
        if codes:
            return [code.text for code in codes]
    return []


@pytest.mark.parametrize(("kind", "model", "serial"), DEVICES)
def test_every_device_label_is_read_within_a_second(kind: Kind, model: str, serial: str) -> None:
    for seed in (1, 2):
        texts = first_texts(camera(device_label(kind, model, serial), seed), 15)
        assert [read_label(text) for text in texts] == [Label(serial, model, kind)]


def test_the_router_code_is_read_within_a_second() -> None:
    texts = first_texts(camera(router_label("HarbourHome-2G", "lighthouse-4417")), 15)
    (code,) = [read_label(text) for text in texts]
    assert isinstance(code, RouterCode)
    assert code.ssid == "HarbourHome-2G"
    with code.password.reveal() as password:
        assert password == "lighthouse-4417"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 37])
def test_a_label_held_at_any_angle_is_read(degrees: int) -> None:
    label = device_label(Kind.BATTERY, "BP-10", "905133000417")
    turned = label.rotate(degrees, expand=True, fillcolor=90)
    assert first_texts(camera(turned), 15) == [device_payload("BP-10", "905133000417")]


@pytest.mark.parametrize(
    ("ssid", "password"),
    [
        ("plain", "12345678"),
        ('a;b:c,d"e\\f', 'p;q:r,s"t\\u\\\\'),
        ("Büro 5 GHz ☀", "lighthouse-4417"),
        ("x" * 32, "\\" * 63),
        ('"quoted"', '"in quotes"'),
    ],
)
def test_router_codes_survive_every_character(ssid: str, password: str) -> None:
    code = read_label(wifi_payload(ssid, password))
    assert isinstance(code, RouterCode)
    assert code.ssid == ssid
    with code.password.reveal() as told:
        assert told == password


def test_an_open_network_has_a_code_without_password() -> None:
    code = read_label(wifi_payload("Guest", ""))
    assert isinstance(code, RouterCode)
    assert (code.security, code.password.empty) == ("NO", True)


@pytest.mark.parametrize("text", ["W" * 32, "Zwei\nZeilen", "☀" * 10, ""])
def test_any_name_can_be_printed(text: str) -> None:
    assert router_label(text, text).size == device_label(Kind.METER, "MT-3", "310055").size


def test_frames_have_a_cameras_size_and_differ_as_a_hand_moves() -> None:
    source = camera(device_label(Kind.METER, "MT-3", "310055501234"))
    frames = [shot(source) for _ in range(6)]
    assert {(frame.width, frame.height) for frame in frames} == {(WIDTH, HEIGHT)}
    assert len({frame.rgb for frame in frames}) == 6


def test_a_new_label_is_out_of_focus_first_and_then_sharp() -> None:
    shown = [device_label(Kind.METER, "MT-3", "310055501234")]
    source = PracticeCamera(lambda: shown[0], frame_s=0)

    def sharpness() -> float:
        return float(np.abs(np.diff(pixels(shot(source))[:, :, 1], axis=1)).max())

    before = [sharpness() for _ in range(6)]
    assert before[0] < before[1] < before[-1]
    shown[0] = device_label(Kind.BATTERY, "BP-10", "905133000417")
    assert sharpness() < before[-1] / 2


def test_light_falls_unevenly() -> None:
    white = pixels(shot(camera(Image.new("L", (1120, 680), 236))))[:, :, 1]
    middle = white[250:450:20, 300:950:20]
    assert middle.max() - middle.min() > 30


def test_with_nothing_in_front_there_is_a_dim_bench_and_no_code() -> None:
    source = camera(None)
    frames = [shot(source) for _ in range(3)]
    assert 5 < pixels(frames[0]).mean() < 60
    assert [CodeReader().read(frame) for frame in frames] == [(), (), ()]


def test_the_same_seed_gives_the_same_frames() -> None:
    label = device_label(Kind.METER, "MT-3", "310055501234")

    def third_frame(seed: int) -> bytes:
        source = camera(label, seed)
        return [shot(source).rgb for _ in range(3)][-1]

    assert third_frame(5) == third_frame(5)
    assert third_frame(5) != third_frame(6)


def test_a_closed_camera_shows_nothing() -> None:
    source = camera(device_label(Kind.METER, "MT-3", "310055501234"))
    source.close()
    source.close()
    assert source.read() is None


def test_the_same_device_has_the_same_picture() -> None:
    assert device_label(Kind.METER, "MT-3", "31005") is device_label(Kind.METER, "MT-3", "31005")
