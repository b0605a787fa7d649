"""A practice site offered to other programs: its devices, its air on a port, and news of what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from walkdown.app.ports import YardDevice
from walkdown.core.shown import shown
from walkdown.practice.scenario import Scenario
from walkdown.practice.serve_port import ServedPort, Spot
from walkdown.practice.world import World

Say = Callable[[str], None]
PRESS_EVERY_S = 30.0  # a device that was let be set up stays so for a minute


async def serve(
    scenario: Scenario, spot: Spot, say: Say, until: asyncio.Event, *, pressing: bool = False
) -> None:
    """Offer the air of a scenario until told to end; nothing of it remains then.

    `say` gets one line for the person at a time, without secrets. `pressing`: the buttons of
    devices are pressed, since nobody stands there. NotOffered for a port that cannot be had.
    """
    news = News(say)
    world = World(scenario, lambda: news.look(world.views("")))
    port = ServedPort(world.air.link, say)
    finger: asyncio.Task[None] | None = None
    try:
        await world.start()
        where = await port.open(spot)
        if pressing:
            finger = asyncio.create_task(_press(world))
        say(f"Practice air of {shown(scenario.title)} on {where}; Ctrl+C ends it.")
        await until.wait()
    finally:
        if finger:
            finger.cancel()
            await asyncio.gather(finger, return_exceptions=True)
        await port.close()
        await world.close()


async def _press(world: World) -> None:
    while True:
        for device in world.scenario.devices:
            unit = world.unit(device.serial)
            if device.needs_button and not unit.url:
                unit.press_button()
        await asyncio.sleep(PRESS_EVERY_S)


class News:
    """Says what changed about the devices since it last looked."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._before: dict[str, YardDevice] = {}

    def look(self, devices: tuple[YardDevice, ...]) -> None:
        """Compare with how they looked before."""
        for now in devices:
            before = self._before.get(now.serial)
            if now.online and not (before and before.online):
                self._tell(now, "has joined the network")
            elif before and before.online and not now.online:
                self._tell(now, "is not on the network any more")
            if now.blinking and not (before and before.blinking):
                self._tell(now, "blinks")
            self._before[now.serial] = now

    def _tell(self, device: YardDevice, what: str) -> None:
        self._say(f"{shown(device.model)} {shown(device.serial)} {what}.")
