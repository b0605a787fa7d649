"""Our side of `startup_ratio`: the program as it starts, told to say when its first pages are painted.

It runs `walkdown.__main__.main` with the main window replaced by one that prints a line when it was first
painted and one when the rows of the Jobs page were, and then closes.
"""

import json
import sys

HEAVY = ("bumble", "bleak", "cv2", "zxingcpp", "PIL", "numpy", "qrcode")


def tell(seen: str) -> None:
    """One line for the parent: what is seen now, and which heavy libraries are loaded already."""
    loaded = [name for name in HEAVY if name in sys.modules]
    print(json.dumps({"seen": seen, "heavy": loaded}), flush=True)


def watch() -> None:
    """Put the telling window in the place of the main window."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    # Only what the program itself loads before its first page; the rest would be counted against it.
    from walkdown.ui import application
    from walkdown.ui.bridge import Bridge
    from walkdown.ui.main_window import MainWindow

    class Told(MainWindow):
        """The main window, and a word at its two moments."""

        def __init__(self, bridge: Bridge) -> None:
            super().__init__(bridge)
            self.painted.connect(lambda: tell("painted"))
            self._listening = False

        def take(self, message: object) -> None:
            """What the main window does; then the first row is watched until it is painted."""
            from walkdown.app.messages import JobsShown
            from walkdown.ui.pages.jobs import JobsPage
            from walkdown.ui.pages.jobs_rows import SiteRow

            super().take(message)
            if not isinstance(message, JobsShown) or self._listening:
                return
            self._listening = True
            page = self.findChild(JobsPage)
            rows = page.findChildren(SiteRow) if page is not None else []
            if rows:
                rows[0].installEventFilter(self)
            else:
                self._end()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            """The row is painted in the turn that this event belongs to."""
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, self._end)
            return super().eventFilter(watched, event)

        def _end(self) -> None:
            tell("rows")
            self.close()

    vars(application)["MainWindow"] = Told


if __name__ == "__main__":
    from walkdown.__main__ import main

    watch()
    sys.exit(main([]))
