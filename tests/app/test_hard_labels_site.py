"""The site of hard labels: behind every label is a device that is set up as any other."""

from __future__ import annotations

from pathlib import Path

from tests.app.laptop import Laptop
from walkdown.core.device import Way, Work
from walkdown.core.secret import Secret
from walkdown.practice.label_says import device_payload, set_up_payload
from walkdown.practice.scenario import Family
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.storage.places import resources_dir


class Scanning(Laptop):
    """Takes what the labels say, with the proof of possession where there is one."""

    async def list_all(self, but: tuple[str, ...] = ()) -> tuple[str, ...]:
        devices = self.yard._opened().scenario.devices
        for device in devices:
            espressif = device.family is Family.ESPRESSIF
            plain = device_payload(device.model, device.serial)
            await self.engine.labels.take(
                set_up_payload(device) if espressif else plain, Way.SCANNER
            )
        return tuple(d.serial for d in devices if d.serial not in but)


async def test_every_device_of_the_roof_of_hard_labels_comes_online(tmp_path: Path) -> None:
    roof = load_scenario(scenario_path(resources_dir() / "practice", "labels"))
    laptop = Scanning(tmp_path, {"labels": roof})
    try:
        await laptop.ready("labels", roof.router.ssid)
        with roof.router_password.reveal() as password:
            await laptop.engine.network.send(Secret(password))
        await laptop.until(lambda: laptop.works() == {Work.ONLINE}, within_s=60)
        assert {d.serial for d in laptop.on_disk.devices} == {d.serial for d in roof.devices}
    finally:
        await laptop.close()
