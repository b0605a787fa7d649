"""The report on paper and in the preview: one drawing function over any paint device.

Works in any thread, as long as the program's QGuiApplication exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from walkdown.app.report import Report
from walkdown.ui.report_blocks import LEFT, WIDTH, Block, right
from walkdown.ui.report_ink import PAPER, Type, height_of, rule, write
from walkdown.ui.report_sections import blocks_of

# A4 in tenths of a point, the unit of everything that is drawn here.
PAGE_WIDTH: Final = 5950
PAGE_HEIGHT: Final = 8420
_BANNER: Final = 360.0
_TOP: Final = 440.0
_BOTTOM: Final = 7860.0

Page = tuple[tuple[float, Block], ...]


def render_pdf(report: Report) -> bytes:
    """The report as a PDF of A4 pages with embedded fonts."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(f"{report.title}, {report.site}")
    writer.setCreator("Walkdown")
    writer.setResolution(720)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    painter = QPainter(writer)
    pages = _pages(report)
    for number in range(len(pages)):
        if number:
            writer.newPage()
        _draw_page(painter, report, pages, number)
    painter.end()
    return bytes(buffer.data().data())


def page_images(report: Report, width_px: int) -> list[QImage]:
    """The same pages as pictures, `width_px` wide."""
    pages = _pages(report)
    return [_image(report, pages, number, width_px) for number in range(len(pages))]


def _image(report: Report, pages: Sequence[Page], number: int, width_px: int) -> QImage:
    scale = width_px / PAGE_WIDTH
    image = QImage(width_px, round(PAGE_HEIGHT * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    _draw_page(painter, report, pages, number)
    painter.end()
    return image


def _pages(report: Report) -> list[Page]:
    """The blocks of the report, each with its y, page by page; at least one page."""
    top = _top(report)
    pages: list[list[tuple[float, Block]]] = [[]]
    y = top
    for run in _runs(blocks_of(report)):
        if pages[-1] and y + sum(block.height for block in run) > _BOTTOM:
            pages.append([])
            y = top
            if head := run[0].head:
                run = [head, *run]
            run = [block for block in run if not block.gap]
        for block in run:
            pages[-1].append((y, block))
            y += block.height
    return [tuple(page) for page in pages]


def _top(report: Report) -> float:
    return _BANNER + 320 if report.practice else _TOP


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that stay on one page: those to be kept with the next, and that next one."""
    run: list[Block] = []
    for block in blocks:
        run.append(block)
        if not block.keep:
            yield run
            run = []
    if run:
        yield run


def _draw_page(painter: QPainter, report: Report, pages: Sequence[Page], number: int) -> None:
    if report.practice:
        _draw_banner(painter, report.practice)
    if report.draft and number == 0:
        right(painter, _top(report), "DRAFT", Type.DRAFT, PAPER.line_strong)
    for y, block in pages[number]:
        block.draw(painter, y)
    rule(painter, LEFT, 8000, WIDTH)
    foot = f"Made with Walkdown, {report.made_at}"
    write(painter, QRectF(LEFT, 8040, WIDTH * 0.75, 110), foot, Type.SMALL, PAPER.ink2)
    right(painter, 8040, f"Page {number + 1} of {len(pages)}", Type.SMALL)


def _draw_banner(painter: QPainter, words: str) -> None:
    """The whole width, striped, at the top of the page: no page can be taken for a real one."""
    band = QRectF(0, 0, PAGE_WIDTH, _BANNER)
    painter.fillRect(band, QColor(PAPER.warn.line))
    stripes = QBrush(QColor(PAPER.warn.fill), Qt.BrushStyle.SolidPattern)
    painter.save()
    painter.setClipRect(band)
    painter.shear(-1, 0)
    for x in range(0, PAGE_WIDTH + 2 * int(_BANNER), 360):
        painter.fillRect(QRectF(x, 0, 150, _BANNER), stripes)
    painter.restore()
    height = height_of(words, Type.BANNER, WIDTH)
    plate = QRectF(LEFT, (_BANNER - height) / 2 - 40, WIDTH, height + 80)
    painter.fillRect(plate, QColor(PAPER.warn.soft))
    at = plate.adjusted(0, 40, 0, -40)
    write(painter, at, words, Type.BANNER, PAPER.warn.ink, Qt.AlignmentFlag.AlignHCenter)
