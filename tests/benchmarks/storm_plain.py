"""The other side of the storm: bleak in a thread, a signal for each advert, a list row for each address."""

from __future__ import annotations

import asyncio
import threading
import time
from itertools import pairwise

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem

from tests.benchmarks.memory import resident_mb
from tests.benchmarks.nearby_window import rest, tell
from tests.benchmarks.storm_air import OURS, StormScanner, names
from tests.benchmarks.storm_window import REST_MS, STORM_MS, TICK_MS


class Ear(QObject):
    """What the thread hears."""

    heard = Signal(str, str, int)

    def listen(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        def said(device: BLEDevice, advert: AdvertisementData) -> None:
            self.heard.emit(device.address, advert.local_name or "", advert.rssi)

        async with BleakScanner(said, backend=StormScanner):
            await asyncio.Event().wait()


def main() -> None:
    """Prints the same as the other one."""
    app = QApplication([])
    rows: dict[str, QListWidgetItem] = {}
    shown = QListWidget()
    shown.resize(1280, 800)
    shown.show()
    wanted, found, painted = frozenset(names()), set[str](), list[float]()

    def hear(address: str, name: str, rssi: int) -> None:
        if address not in rows:
            rows[address] = QListWidgetItem(shown)
        rows[address].setText(f"{name or address}  {rssi} dBm")
        if name in wanted and name not in found:
            found.add(name)
            if len(found) == OURS:
                app.processEvents()
                painted.append(time.monotonic())

    ear = Ear()
    ear.heard.connect(hear, Qt.ConnectionType.QueuedConnection)
    rest(REST_MS)
    before = resident_mb()
    at: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: at.append(time.perf_counter()))
    timer.start(TICK_MS)
    threading.Thread(target=ear.listen, daemon=True).start()
    rest(STORM_MS)
    middle = resident_mb()
    rest(STORM_MS)
    timer.stop()
    began = StormScanner.began or 0.0
    tell(
        {
            "found_s": painted[0] - began if painted else None,
            "rows": len(found),
            "gaps": [(late - early) * 1000 for early, late in pairwise(at)],
            "memory": [before, middle, resident_mb()],
            "delivered": StormScanner.delivered,
        }
    )


if __name__ == "__main__":
    main()
