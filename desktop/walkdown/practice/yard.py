"""`PracticeYard`: the practice site's hands and eyes. Light to import: a world is loaded when opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from walkdown.app.ports import BluetoothPlay, NetworkPlay, YardSticker, YardView
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.practice.cameras import PracticeCameras
from walkdown.practice.in_front import InFront
from walkdown.practice.laptop_adapters import PracticeAdapters
from walkdown.practice.laptop_wifi import PracticeWifi
from walkdown.practice.scenario import Scenario, ScenarioBroken
from walkdown.practice.scenario_file import load_scenario, scenario_path

if TYPE_CHECKING:
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.scanner import BaseBleakScanner
    from PIL.Image import Image

    from walkdown.core.camera import Offers
    from walkdown.practice.bleak_backend import AirBackend
    from walkdown.practice.camera import PracticeCamera
    from walkdown.practice.label_held import HeldLabel
    from walkdown.practice.unit import Unit
    from walkdown.practice.world import World

Tell = Callable[[YardView], None]


class CurrentAir:
    """bleak's two classes, for the air that is open at the moment they are asked for."""

    def __init__(self, backend: Callable[[], AirBackend]) -> None:
        self._backend = backend

    @property
    def client(self) -> type[BaseBleakClient]:
        """Raises Setback(BLUETOOTH_OFF) where no practice site is open."""
        return self._backend().client

    @property
    def scanner(self) -> type[BaseBleakScanner]:
        """Raises Setback(BLUETOOTH_OFF) where no practice site is open."""
        return self._backend().scanner


class PracticeYard:
    """Implements the port `Yard`. All but `in_front_picture` belongs to the engine's loop."""

    def __init__(self, folder: Path, *, tells_names: bool = False) -> None:
        """`folder` holds the scenario files. `tells_names`: devices tell theirs on loopback (mDNS)."""
        self._tells_names = tells_names
        self.air = CurrentAir(lambda: self._opened().backend)
        self._folder = folder
        self._world: World | None = None
        self._tell: Tell | None = None
        self._front: InFront | None = None
        self.cameras = PracticeCameras(self._camera)
        self.adapters = PracticeAdapters(lambda: self._opened().air.central.play)
        self.wifi = PracticeWifi(lambda: self._opened().scenario, lambda: self._opened().network)

    async def open(self, scenario: str, tell: Tell) -> None:
        """Build the world of a scenario; closes the one that was open.

        Raises Setback(SITE_FILE_DAMAGED) for a scenario that cannot be played.
        """
        await self.close()
        try:
            loaded = load_scenario(scenario_path(self._folder, scenario))
        except ScenarioBroken as e:
            raise Setback(Code.SITE_FILE_DAMAGED, detail=str(e)) from e
        await self.enter(loaded, tell)

    async def enter(self, scenario: Scenario, tell: Tell) -> None:
        """Build the world of a scenario that needs no file, e.g. of a crowd."""
        from walkdown.practice.world import World  # brings bumble, which takes its time

        await self.close()
        world = World(scenario, self._say, tells_names=self._tells_names)
        self._world, self._tell = world, tell
        try:
            await world.start()
        except BaseException:
            await self.close()
            raise
        world.changed()

    async def resume(self, joined: tuple[tuple[str, str], ...]) -> None:
        """Bring devices (serial, URL) back as joined, each on its old port where that is free."""
        await self._opened().resume(joined)

    async def close(self) -> None:
        """End the world; leaves no task, socket or timer. May be called twice."""
        world, self._world, self._tell, self._front = self._world, None, None, None
        if world:
            await world.close()

    # --- what a person does there -----------------------------------------------------------------

    def hold_label(self, serial: str) -> None:
        """Stand before a device, so that the practice camera sees its label."""
        self._hold(InFront(self._opened().scenario, device=self._unit(serial).device))

    def hold_router(self) -> None:
        """Stand before the router, so that the practice camera sees its Wi-Fi code."""
        self._hold(InFront(self._opened().scenario))

    def hold_sticker(self, number: int) -> None:
        """Hold what lies about, counted from 1, before the camera. IndexError: a mistake of ours."""
        scenario = self._opened().scenario
        if not 1 <= number <= len(scenario.stickers):
            raise IndexError(number)
        self._hold(InFront(scenario, sticker=number))

    def hold_sheet(self) -> None:
        """Hold sheets with all devices' labels before the practice camera, one after another."""
        self._hold(InFront(self._opened().scenario, sheet=True))

    def press_button(self, serial: str) -> None:
        """Press the device's own button, which lets it be set up."""
        self._unit(serial).press_button()

    async def phone_takes(self, serial: str, taken: bool) -> None:
        """Let somebody's phone connect to a device and keep it, or let go of it."""
        await self._opened().phone_takes(serial, taken)

    async def play_bluetooth(self, play: BluetoothPlay) -> None:
        """Let the laptop's own Bluetooth be so; off, it loses what it was connected to."""
        world = self._opened()
        world.air.central.fare(play)
        world.changed()

    def switch_load(self, on: bool) -> None:
        """Switch a load of 2 kW on or off, as a kettle is."""
        world = self._opened()
        world.house.load_on = on
        world.changed()

    def turn_clamp(self, serial: str) -> None:
        """Turn a meter's clamp round."""
        world = self._opened()
        world.house.turn(serial)
        world.changed()

    async def play_network(self, play: NetworkPlay) -> None:
        """Let the network of the router's sticker be so; MOVED and UNNAMED deal out addresses anew."""
        await self._opened().play_network(play)

    def addresses(self) -> tuple[str, ...]:
        """All that a walk through the practice network comes by, as "host:port"."""
        return self._world.addresses() if self._world else ()

    def router_password(self) -> Secret:
        """What a person reads off the router's sticker."""
        return self._opened().scenario.router_password

    # --- what a trainer or a test does ------------------------------------------------------------

    def make_drop(self, serial: str) -> None:
        """Let a device lose its Bluetooth link at the next thing it is asked."""
        self._unit(serial).drop()

    def make_silent(self, serial: str, on: bool) -> None:
        """Let a device answer nobody, by radio or network; or let it answer again."""
        self._unit(serial).silence(on)

    def lose_network(self, ssid: str, lost: bool = True) -> None:
        """Switch a Wi-Fi network off, or on again."""
        self._opened().lose_network(ssid, lost)

    def move(self, serial: str, distance_m: float) -> None:
        """Carry a device so far from the laptop."""
        self._unit(serial).move(distance_m)

    async def reset(self, serial: str) -> None:
        """Make a device as it came from the factory."""
        await self._unit(serial).reset()

    def url(self, serial: str) -> str:
        """Where a device answers; empty before it has joined."""
        return self._unit(serial).url

    def _camera(self, offers: Offers | None) -> PracticeCamera:
        from walkdown.practice.camera import ALL_THERE_IS, PracticeCamera  # brings Pillow

        return PracticeCamera(self.in_front_picture, offers=offers or ALL_THERE_IS)

    # --- what can be seen -------------------------------------------------------------------------

    def place(self) -> tuple[float, float] | None:
        """Where the open site is, in degrees north and east; None where nobody has said."""
        return self._opened().scenario.place

    def in_front_picture(self) -> HeldLabel | Image | None:
        """What the practice camera looks at; None before one stands anywhere. From any thread."""
        front = self._front  # read once: the loop may change it meanwhile
        return None if front is None else front.picture()

    def _hold(self, front: InFront) -> None:
        self._front = front
        self._opened().changed()

    def _say(self) -> None:
        if self._world and self._tell:
            self._tell(self._view(self._world))

    def _view(self, world: World) -> YardView:
        scenario, front = world.scenario, self._front
        held = front.sticker if front else 0
        stickers = tuple(
            YardSticker(n, s.words, s.place, n == held, s.trouble or "")
            for n, s in enumerate(scenario.stickers, 1)
        )
        return YardView(
            scenario.name,
            scenario.title,
            world.views(front.serial if front else ""),
            scenario.router.ssid,
            stickers,
            sheet_in_front=front is not None and front.sheet,
            bluetooth=world.air.central.play,
            network=world.network,
            load_on=world.house.load_on,
        )

    def _unit(self, serial: str) -> Unit:
        return self._opened().unit(serial)

    def _opened(self) -> World:
        if self._world is None:
            raise Setback(Code.BLUETOOTH_OFF, detail="no practice site is open")
        return self._world
