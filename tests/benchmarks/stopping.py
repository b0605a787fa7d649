"""`stop_*_ms_p95`: from the press of Stop until what was in use has come to rest, on the practice site."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from tests.app.laptop import PASSWORD, Laptop, scenario
from tests.benchmarks.table import Figure
from walkdown.app.messages import AirShown, Eye, EyeShown, RestedShown
from walkdown.consent.purpose import Permission
from walkdown.core.secret import Secret
from walkdown.practice.position import PracticePositioner

RUNS = 40
BOUND_MS = {
    Permission.CAMERA: 300.0,
    Permission.NEARBY: 500.0,
    Permission.LOCATION: 200.0,
    Permission.BLUETOOTH: 5000.0,
}
_CHANCE = random.Random(4417)

Use = Callable[[Laptop], Awaitable[None]]


def measure_camera() -> Figure:
    """The camera's worker, decoding, to the camera let go."""
    return _measured("stop_camera_ms_p95", Permission.CAMERA, _camera)


def measure_scan() -> Figure:
    """Seven devices advertising, to the scanner stopped."""
    return _measured("stop_scan_ms_p95", Permission.NEARBY, _scan)


def measure_location() -> Figure:
    """In the middle of looking for a position, to no more looking."""
    return _measured("stop_location_ms_p95", Permission.LOCATION, _locate)


def measure_ble() -> Figure:
    """Stopped at any moment of setting devices up: a write ends at its next safe point."""
    return _measured("stop_ble_ms_p95", Permission.BLUETOOTH, _set_up)


def _measured(name: str, permission: Permission, use: Use) -> Figure:
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="walkdown-bench-") as folder:
        while len(took) < RUNS:
            home = Path(folder) / str(len(took))
            took += asyncio.run(_stopped(home, permission, use))
    note = (
        f"p50 {median(took):.0f} ms, max {max(took):.0f} ms, of {len(took)} uses;"
        " the other side is nothing: no other program lets one stop it and says how long it took"
    )
    p95 = quantiles(took, n=20)[-1]
    return Figure(name, p95, 0.0, BOUND_MS[permission], "ms", len(took), note)


async def _stopped(home: Path, permission: Permission, use: Use) -> list[float]:
    """One program's run: used and stopped; how long each use of the permission took to rest."""
    laptop = Laptop(home, {"home": scenario("home")})
    try:
        await use(laptop)
        gate = laptop.engine._bench.gate
        mine = [u.number for u in gate.uses() if u.permission is permission]
        for number in mine:
            await laptop.engine.privacy.stop(number)
        await laptop.until(lambda: len(_rested(laptop, permission)) >= len(mine))
        return _rested(laptop, permission)
    finally:
        await laptop.close()


def _rested(laptop: Laptop, permission: Permission) -> list[float]:
    return [float(m.ms) for m in laptop.all(RestedShown) if m.permission is permission]


async def _camera(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    laptop.yard.hold_label(laptop.yard._opened().scenario.devices[0].serial)
    await laptop.press(laptop.engine.labels.start_camera())
    await laptop.until(lambda: laptop.last(EyeShown).eye is Eye.ON)


async def _scan(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.press(laptop.engine.nearby.listen())
    await laptop.until(lambda: laptop.last(AirShown).listening and laptop.last(AirShown).rows)


async def _locate(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    bench = laptop.engine._bench
    patient = PracticePositioner(laptop.yard.place, looking_s=60.0)
    bench._practice = replace(bench._practice, positioner=patient)
    laptop.start(laptop.engine.place.locate())
    await laptop.until(lambda: bench.gate.uses())


async def _set_up(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    gate = laptop.engine._bench.gate
    await laptop.until(lambda: any(u.permission is Permission.BLUETOOTH for u in gate.uses()))
    await asyncio.sleep(_CHANCE.uniform(0.0, 0.6))
    await laptop.until(lambda: any(u.permission is Permission.BLUETOOTH for u in gate.uses()))
