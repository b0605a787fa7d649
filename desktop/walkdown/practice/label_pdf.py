"""A practice site's labels on A4 sheets as a PDF, to be printed, cut out and held before a real camera."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from PIL import Image, ImageDraw, ImageFont

from walkdown.practice.label_paper import (
    DPI,
    LABEL,
    PaperLabel,
    dots,
    paper_of_device,
    paper_of_router,
    paper_of_sticker,
    printed,
)
from walkdown.practice.scenario import Scenario

A4 = (dots(210), dots(297))
ACROSS, DOWN = 2, 5
_GAP = dots(4)
_MARK, _AWAY = dots(2.5), dots(0.6)
_LEFT = (A4[0] - ACROSS * LABEL[0] - (ACROSS - 1) * _GAP) // 2
_TOP = (A4[1] - DOWN * LABEL[1] - (DOWN - 1) * _GAP) // 2
_ROUTER = (dots(150), dots(90))


def labels_pdf(scenario: Scenario) -> bytes:
    """One PDF: the devices' labels, then what lies about, ten on a page, and a page for the router."""
    file = io.BytesIO()
    pages = label_pages(scenario)
    next(pages).save(file, "PDF", resolution=DPI, title=f"Labels of {scenario.title}")
    for page in pages:  # one at a time: a page is 35 MB while it is drawn
        page.save(file, "PDF", resolution=DPI, append=True)
    return file.getvalue()


def label_pages(scenario: Scenario) -> Iterator[Image.Image]:
    """The pages as pictures ("1"), A4 at 600 dots an inch."""
    labels = _labels(scenario)
    while some := list(islice(labels, ACROSS * DOWN)):
        yield _page(scenario, some)
    yield _router_page(scenario)


def _labels(scenario: Scenario) -> Iterator[PaperLabel]:
    yield from (paper_of_device(d) for d in scenario.devices if not d.is_twin)
    yield from (paper_of_sticker(s) for s in scenario.stickers)


def _page(scenario: Scenario, labels: list[PaperLabel]) -> Image.Image:
    page, draw = _sheet(scenario)
    for number, label in enumerate(labels):
        row, column = divmod(number, ACROSS)
        at = (_LEFT + column * (LABEL[0] + _GAP), _TOP + row * (LABEL[1] + _GAP))
        page.paste(printed(label), at)
        _cut_marks(draw, (*at, at[0] + LABEL[0], at[1] + LABEL[1]))
    return page


def _router_page(scenario: Scenario) -> Image.Image:
    page, draw = _sheet(scenario)
    at = ((A4[0] - _ROUTER[0]) // 2, dots(40))
    page.paste(printed(paper_of_router(scenario), _ROUTER), at)
    _cut_marks(draw, (*at, at[0] + _ROUTER[0], at[1] + _ROUTER[1]))
    return page


def _sheet(scenario: Scenario) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("1", A4, 1)
    draw = ImageDraw.Draw(page)
    words = f"Walkdown practice: {scenario.title}. Print at 100 %."
    draw.text((_LEFT, dots(5)), words, fill=0, font=ImageFont.load_default(dots(3)))
    return page, draw


def _cut_marks(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """Two short lines outside each corner, where the knife goes."""
    left, top, right, bottom = box
    for x, out in ((left, -1), (right, 1)):
        for y, off in ((top, -1), (bottom, 1)):
            draw.line((x + out * _AWAY, y, x + out * (_AWAY + _MARK), y), fill=0, width=3)
            draw.line((x, y + off * _AWAY, x, y + off * (_AWAY + _MARK)), fill=0, width=3)
