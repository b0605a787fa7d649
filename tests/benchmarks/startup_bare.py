"""The other side of `startup_ratio`: the smallest PySide6 program, one window with one label."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget


class Bare(QWidget):
    """Says once, after its first paint, that it is there."""

    drawn = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own, and a word after it, as our main window does."""
        super().paintEvent(event)
        if not self.drawn:
            self.drawn = True
            QTimer.singleShot(0, self.tell)

    def tell(self) -> None:
        """One line for the parent, and the end."""
        print('{"seen": "painted"}', flush=True)
        self.close()


app = QApplication(sys.argv[:1])
window = Bare()
window.resize(1280, 800)
QVBoxLayout(window).addWidget(QLabel("Walkdown"))
window.show()
app.exec()
