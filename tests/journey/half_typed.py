"""A person half way through typing, to be killed: `python -m tests.journey.half_typed HOME`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LISTED = "WD1:GW-1:770300125518"
HALF = {
    "labels.type.serial": "9051 33",
    "labels.paste.text": "1220 4417 0093, MI-8",
    "network.hidden.ssid": "Harb",
    "handover.owner": "M. Oka",
}


def half_type(home: Path) -> None:
    """Open a practice site, type, and stay as it is until the process is ended."""
    from walkdown.__main__ import build
    from walkdown.consent.keys import NoKeys
    from walkdown.core.job import Stage
    from walkdown.ui.application import application
    from walkdown.ui.bridge import Bridge
    from walkdown.ui.main_window import MainWindow
    from walkdown.ui.tour_steps import Journey
    from walkdown.ui.walker import Walker

    app, bridge, walk = application(), Bridge(build(home, NoKeys())), Walker()
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        journey = Journey(walk, window, bridge, home, "home")
        journey.policy()
        journey.start()
        walk.click("site.continue")
        walk.click("labels.type")
        walk.write("labels.type.serial", LISTED)
        walk.click("labels.type.add")
        walk.until(lambda: walk.sees(f"labels.row.{LISTED[-12:]}"), "the device on the list")
        walk.write("labels.type.serial", HALF["labels.type.serial"])
        walk.click("labels.way.paste")
        walk.write("labels.paste.text", HALF["labels.paste.text"])
        window.turn_to(Stage.NETWORK)
        walk.click("network.hidden")
        walk.write("network.hidden.ssid", HALF["network.hidden.ssid"])
        window.turn_to(Stage.HANDOVER)
        walk.write("handover.owner", HALF["handover.owner"])
        app.exec()
    finally:
        bridge.close()  # what went wrong ends the process, engine and all


if __name__ == "__main__":
    half_type(Path(sys.argv[1]))
