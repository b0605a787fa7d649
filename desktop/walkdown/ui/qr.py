"""A QR code on the screen: always black on white, with four modules of quiet zone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from walkdown.ui import theme
from walkdown.ui.painted import Painted

Matrix = tuple[tuple[bool, ...], ...]
QUIET = 4  # modules, ISO/IEC 18004


def matrix(text: str) -> Matrix:
    """The modules of the code for `text`, without its quiet zone.

    Raises ValueError when the text is longer than a QR code can hold.
    """
    import qrcode
    from qrcode.exceptions import DataOverflowError

    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as too_long:
        raise ValueError("too long for a QR code") from too_long
    return tuple(tuple(bool(module) for module in line) for line in code.get_matrix())


class QRCode(Painted):
    """Paper stays white in every theme, and modules are whole pixels, so that any camera reads it.

    `size` is the side in px at most; the code is as large as whole pixels allow.
    """

    def __init__(self, text: str = "", size: int = 200, *, name: str = "QR code") -> None:
        super().__init__(name)
        self._size = size
        self._matrix: Matrix = ()
        if text:
            self.show_text(text)

    def show_text(self, text: str) -> None:
        """Another content; ValueError when it is too long."""
        self.show_matrix(matrix(text))

    def show_matrix(self, modules: Matrix) -> None:
        """Modules made elsewhere, without a quiet zone; () is blank paper."""
        self._matrix = modules
        self.remeasure()

    def measure(self) -> QSize:
        side = max(theme.dp(self._size), 2 * (len(self._matrix) + 2 * QUIET))
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        radius = theme.current().radius.md
        painter.drawRoundedRect(rect, radius, radius)
        count = len(self._matrix) + 2 * QUIET
        pixel = int(rect.width()) // count
        start = (int(rect.width()) - pixel * count) // 2 + QUIET * pixel
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for y, line in enumerate(self._matrix):
            for x, dark in enumerate(line):
                if dark:
                    module = QRect(start + x * pixel, start + y * pixel, pixel, pixel)
                    painter.fillRect(module, Qt.GlobalColor.black)
