"""What lies on a label or bends it: dirt, and the pipe it is stuck around."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageFilter

from walkdown.practice.label_print import SEE_THROUGH

_STRIPS = 28
_MUD = 92
# The grain of dirt: cells across a label for blotches and for what is splashed.
_BLOTCHES, _SPLASHES = (15, 9), (90, 55)


def dirtied(label: Image.Image, seed: int, much: float) -> Image.Image:
    """The label with mud on it, at most so opaque (0 to 1); the same seed, the same blotches."""
    opaque = _dirt(seed, label.size).point([round(v * much) for v in range(256)])
    mud = (_MUD + 10, _MUD, _MUD - 16) if label.mode == "RGB" else _MUD
    made = label.copy()
    made.paste(mud, (0, 0, *label.size), opaque)
    return made


def bent(label: Image.Image, half: float, turned: float) -> Image.Image:
    """The label around an upright pipe, as large as before.

    It takes twice `half` radians of the pipe, which is turned by `turned`; one looks at it a little
    from above, so that straight lines sag.
    """
    width, height = label.size
    widest = math.sin(min(math.pi / 2, half + abs(turned)))
    sag = 0.07 * height

    def source(x: float) -> float:
        """Which column of the label is seen at x, in its pixels."""
        angle = math.asin(max(-1.0, min(1.0, (2 * x / width - 1) * widest)))
        return ((angle - turned) / half + 1) / 2 * width

    def drop(x: float) -> float:
        across = (2 * x / width - 1) * widest
        return sag * (1 - math.sqrt(max(0.0, 1 - across * across)))

    mesh = []
    edges = [round(width * n / _STRIPS) for n in range(_STRIPS + 1)]
    for left, right in pairwise(edges):
        u, v, up, to = source(left), source(right), drop(left), drop(right)
        quad = (u, up, u, height + up, v, height + to, v, to)
        mesh.append(((left, 0, right, height), quad))
    return label.transform(
        label.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=SEE_THROUGH
    )


@lru_cache(maxsize=4)
def _dirt(seed: int, size: tuple[int, int]) -> Image.Image:
    """How opaque the mud is at each pixel: blotches with soft edges, and drops."""
    chance = np.random.default_rng(seed)
    cover = np.zeros(size[::-1], np.float64)
    for cells, share, weight in ((_BLOTCHES, 0.72, 225), (_SPLASHES, 0.90, 250)):
        field = Image.fromarray((chance.random(cells[::-1]) * 255).astype(np.uint8))
        smooth = np.asarray(field.resize(size, Image.Resampling.BICUBIC), np.float64)
        edge = np.quantile(smooth[::8, ::8], share)
        cover = np.maximum(cover, ((smooth - edge) / 14).clip(0, 1) * weight)
    return Image.fromarray(cover.astype(np.uint8)).filter(ImageFilter.BoxBlur(2))
