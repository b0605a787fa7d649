"""What the practice camera's lens and light make of a label: bench, blur, glare, shade, noise, tint."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from walkdown.core.picture import Frame
from walkdown.practice.camera_hand import Corner
from walkdown.practice.camera_troubles import Pair, Strain
from walkdown.practice.label_print import SEE_THROUGH

Size = tuple[int, int]
NOISES = 4
# Grey that stands for no change in the grain, and in the noise of a dark picture.
_NO_GRAIN, _NO_NOISE = 24, 128
_NOISE_SPREAD = 32
# Repeats of the picture by which movement during the exposure is drawn: two to this power.
_SMEARS = 4
_SHADE_S = 24  # pixels by which the shade of leaves moves from frame to frame, at most


class Scene:
    """The place in which labels are held, for one size of frame."""

    def __init__(self, seed: int, size: Size) -> None:
        """Same seed, same grain of the sensor."""
        self.size = size
        self._seed = seed
        self._grain = _grain(seed, size)
        self._light = _light(size)
        self._bench = _bench(size)

    def lay(self, label: Image.Image | None, corners: list[Corner], blur: float) -> Image.Image:
        """The bench with the label on it, "L" or "RGB" as the label, out of focus by `blur`."""
        if label is None:
            return self._bench.copy()
        focus = ImageFilter.BoxBlur(blur * self.size[1] / 720)
        if label.mode == "L":
            scene = self._bench.copy()
            _lay(scene, label, corners)
            return scene.filter(focus)
        scene = self._bench.convert(label.mode)
        box = _lay(scene, label, corners)
        # Three colours take three times as long, so that the bench stays as it is.
        scene.paste(scene.crop(box).filter(focus), box)
        return scene

    def taken(self, scene: Image.Image, strain: Strain, number: int, light: bool) -> Frame:
        """The scene as this frame shows it."""
        return _tinted([self._band(b, strain, number, light) for b in scene.split()])

    def _band(self, band: Image.Image, strain: Strain, number: int, light: bool) -> Image.Image:
        if strain.shade:
            band = ImageChops.multiply(band, self._shade(strain.shade, number))
        band = smeared(band, strain.smear, self.size[1] / 720)
        band = ImageChops.multiply(band, self._light)
        if strain.gain != 1:
            band = band.point([round(v * strain.gain) for v in range(256)])
        if light:
            band = ImageChops.add(band, _torch(self.size))
        if strain.glare:
            band = self._glared(band, strain.glare, strain.reach)
        if strain.noise:
            band = self._noisy(band, strain.noise, number)
        return ImageChops.add(band, self._grain[number % NOISES], offset=-_NO_GRAIN)

    def _shade(self, depth: float, number: int) -> Image.Image:
        leaves = _leaves(self._seed, self.size)
        swing = round(_SHADE_S * np.sin(number / 5.0)) + 3 * number
        moved = ImageChops.offset(leaves, swing, round(_SHADE_S * np.sin(number / 7.0)))
        return moved.point([round(255 - (255 - v) * depth) for v in range(256)])

    def _glared(
        self, band: Image.Image, glare: tuple[float, float, float], reach: float
    ) -> Image.Image:
        across, down, strength = glare
        unit = 1.264 * self.size[1] * reach  # a label's width in the frame
        spot = _spot(round(unit)).point([round(v * strength) for v in range(256)])
        at = (
            round(self.size[0] / 2 + across * unit - spot.width / 2),
            round(self.size[1] / 2 + down * unit - spot.height / 2),
        )
        part = band.crop((*at, at[0] + spot.width, at[1] + spot.height))
        band.paste(ImageChops.add(part, spot), at)
        return band

    def _noisy(self, band: Image.Image, much: float, number: int) -> Image.Image:
        """Noise that is new in each frame: one of a few pictures, moved."""
        noise = _noises(self._seed, self.size)[number % NOISES]
        moved = ImageChops.offset(noise, 97 * number, 61 * number)
        weak = moved.point([round(_NO_NOISE + (v - _NO_NOISE) * much) for v in range(256)])
        return ImageChops.add(band, weak, offset=-_NO_NOISE)


def smeared(picture: Image.Image, way: Pair, scale: float = 1.0) -> Image.Image:
    """The mean of the picture along the way it moves during the exposure."""
    reach = max(abs(way[0]), abs(way[1])) * scale
    if reach < 1:
        return picture
    for halving in range(1, _SMEARS + 1):
        step = (round(way[0] * scale / 2**halving), round(way[1] * scale / 2**halving))
        if step != (0, 0):
            picture = Image.blend(picture, ImageChops.offset(picture, *step), 0.5)
    return picture


def _lay(
    scene: Image.Image, label: Image.Image, corners: list[Corner]
) -> tuple[int, int, int, int]:
    """Put the label into the scene so that its corners come to lie on `corners`; gives its box."""
    left, right = (int(f(x for x, _ in corners)) for f in (min, max))
    top, bottom = (int(f(y for _, y in corners)) for f in (min, max))
    left, top = max(0, left), max(0, top)
    right, bottom = min(scene.width, right + 1), min(scene.height, bottom + 1)
    inside = [(x - left, y - top) for x, y in corners]
    seen = label.transform(
        (max(1, right - left), max(1, bottom - top)),
        Image.Transform.PERSPECTIVE,
        _perspective(inside, label.size),
        Image.Resampling.BILINEAR,
    )
    shape = seen.convert("L").point(_SHAPE)
    scene.paste(seen, (left, top), shape)
    return left, top, left + seen.width, top + seen.height


_SHAPE = [0 if value <= SEE_THROUGH + 8 else 255 for value in range(256)]


def _perspective(seen: list[Corner], size: Size) -> list[float]:
    """The eight numbers by which Pillow finds, for a point of the frame, its point of the label."""
    width, height = size
    of_label = ((0, 0), (width, 0), (width, height), (0, height))
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, of_label, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    solved: list[float] = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    return solved


def _tinted(bands: list[Image.Image]) -> Frame:
    """Grey or colour with the cold tint of dark metal in it."""
    red, green, blue = bands if len(bands) == 3 else bands * 3
    red = red.point([max(0, round(v - 9 * (1 - v / 255))) for v in range(256)])
    blue = blue.point([min(255, round(v + 9 * (1 - v / 255))) for v in range(256)])
    return Frame(*green.size, Image.merge("RGB", (red, green, blue)).tobytes())


def _grid(size: Size) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float64)
    return y, x


def _bench(size: Size) -> Image.Image:
    """A dim workbench: dark, a little lighter to one side, with the grain of its planks."""
    y, x = _grid(size)
    shade = 34 + 14 * (x / size[0]) - 10 * (y / size[1])
    shade += 1.6 * np.sin((x * 0.35 + y) / 5) + 3 * (np.sin((x + y * 0.4) / 90) > 0.96)
    return _picture(shade)


def _light(size: Size) -> Image.Image:
    """Light from the upper left, falling off to the edges."""
    y, x = _grid(size)
    near = ((x - 0.35 * size[0]) / size[0]) ** 2 + ((y - 0.25 * size[1]) / size[1]) ** 2
    return _picture(255 * (1 - 0.45 * near))


def _grain(seed: int, size: Size) -> list[Image.Image]:
    """Sensor noise and a soft patch of glare, made once; _NO_GRAIN stands for no change."""
    chance = np.random.default_rng(seed)
    y, x = _grid(size)
    wide, high = (190 * size[0] / 1280, 120 * size[1] / 720)
    glare = 46 * np.exp(-(((x - 0.7 * size[0]) / wide) ** 2) - ((y - 0.3 * size[1]) / high) ** 2)
    return [_picture(_NO_GRAIN + glare + chance.normal(0, 5, x.shape)) for _ in range(NOISES)]


@lru_cache(maxsize=2)
def _noises(seed: int, size: Size) -> tuple[Image.Image, ...]:
    chance = np.random.default_rng(seed + 1)
    shape = size[::-1]
    return tuple(
        _picture(_NO_NOISE + chance.normal(0, _NOISE_SPREAD, shape)) for _ in range(NOISES)
    )


@lru_cache(maxsize=2)
def _leaves(seed: int, size: Size) -> Image.Image:
    """The shade of leaves and rails: 0 in the dark, 255 in the sun, with edges that are nearly sharp."""
    chance = np.random.default_rng(seed + 2)
    field = Image.fromarray((chance.random((15, 26)) * 255).astype(np.uint8))
    smooth = np.asarray(field.resize(size, Image.Resampling.BICUBIC), np.float64)
    return _picture((smooth - 118) * 18)


@lru_cache(maxsize=2)
def _spot(unit: int) -> Image.Image:
    """The sun mirrored in the gloss of a label so wide: white in the middle, and a veil around."""
    wide, high = round(0.7 * unit), round(0.47 * unit)
    y, x = _grid((wide, high))
    far = ((x - wide / 2) / (wide / 2)) ** 2 + ((y - high / 2) / (high / 2)) ** 2
    return _picture(420 * np.exp(-9 * far) + 70 * (1 - far).clip(0, 1))


@lru_cache(maxsize=2)
def _torch(size: Size) -> Image.Image:
    """What the camera's own light adds: an even brightness, and its reflection off the middle."""
    y, x = _grid(size)
    far = ((x - 0.62 * size[0]) / size[1]) ** 2 + ((y - 0.62 * size[1]) / size[1]) ** 2
    return _picture(14 + 60 * np.exp(-60 * far))


def _picture(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))
