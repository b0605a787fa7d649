"""Every screen of two practice sites, looked over in each theme, window size and text scale."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.accepted import accept_policy
from tests.benchmarks.columns import columns

if TYPE_CHECKING:
    from tests.ui.screen_audit import Audit
    from walkdown.ui.tokens import Tokens

HEADS: Final = ("theme", "window", "text", "screens", "controls", "texts", "contrast", "flaws", "s")
SIZES: Final = ((1024, 700), (1280, 800), (1600, 1000))
LARGE: Final = 1.5


def screens_report(_images: Path | None = None) -> str:
    """One row for each walk, then every flaw once."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from walkdown.ui import tokens

    themes = (tokens.LIGHT, tokens.DARK, tokens.SUNLIGHT)
    walks = [(theme, size, 1.0) for theme in themes for size in SIZES]
    walks += [(theme, SIZES[1], LARGE) for theme in themes]
    rows, flaws = [HEADS], list[str]()
    for theme, size, scale in walks:
        begun = time.perf_counter()
        audit = _walked(tokens.scaled(theme, scale), size)
        took = time.perf_counter() - begun
        name, window = theme.name, f"{size[0]}x{size[1]}"
        counts = (str(audit.screens), str(audit.controls), str(audit.texts))
        found = (f"{audit.lowest:.1f}", str(len(audit.flaws)), f"{took:.0f}")
        rows.append((name, window, f"{scale:.0%}", *counts, *found))
        flaws += [f"{name} {window} {scale:.0%}, {on}: {flaw}" for flaw, on in audit.flaws.items()]
    said = "Goals: no flaw; contrast 4.5, in sunlight 7."
    return "\n".join(("Screens", columns(rows), said, *flaws))


def _walked(look: Tokens, size: tuple[int, int]) -> Audit:
    from PySide6.QtCore import QCoreApplication, Qt

    from tests.ui.screen_audit import Audit, AuditWalker
    from walkdown.__main__ import build
    from walkdown.consent.keys import HeldKeys
    from walkdown.ui import theme
    from walkdown.ui.application import application
    from walkdown.ui.bridge import Bridge
    from walkdown.ui.main_window import MainWindow
    from walkdown.ui.tour_crew import Farm
    from walkdown.ui.tour_steps import Journey

    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app, audit = application(), Audit()
    walker = AuditWalker(audit, size)
    walks = ((Journey, "home"), (Farm, "trouble"))
    for walk, scenario in walks if size == SIZES[0] else walks[:1]:
        with tempfile.TemporaryDirectory(prefix="walkdown-screens-") as folder:
            home, out = Path(folder, "home"), Path(folder, "out")
            out.mkdir()
            if walk is Farm:
                accept_policy(home)
            theme.use(app, look)
            bridge = Bridge(build(home, HeldKeys()))
            window = MainWindow(bridge)
            window.show()
            bridge.start()
            try:
                for _, step in walk(walker, window, bridge, out, scenario).steps():
                    step()
            finally:
                window.close()
                bridge.close()
                app.processEvents()
    return audit
