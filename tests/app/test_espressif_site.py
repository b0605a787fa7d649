"""A site with devices of several makers is commissioned; what stood on their labels is never on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.app.laptop import Laptop, scenario
from walkdown.core.device import Kind, Source, Step, Way, Work
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.practice.label_print import label_payload, set_up_payload
from walkdown.practice.scenario import Family, PracticeDevice, Scenario

SSID = "Millrace-2G"
PASSWORD = "-".join(("waterwheel", "3306"))
SEC1 = "122044170203"
STOCK = "PROV_A1B2C3"


def mixed() -> Scenario:
    """The file's devices of the first two families."""
    vendors = scenario("vendors")
    devices = tuple(d for d in vendors.devices if d.family in (Family.IMPROV, Family.ESPRESSIF))
    assert {d.security for d in devices if d.family is Family.ESPRESSIF} == {1, 2}
    return replace(vendors, devices=devices)


async def ready(laptop: Laptop, labels: tuple[str, ...]) -> None:
    """A job whose labels were scanned, up to the owner's word."""
    await laptop.engine.jobs.begin("vendors")
    for text in labels:
        await laptop.engine.labels.take(text, Way.SCANNER)
    await laptop.hear_all()
    await laptop.choose(SSID)
    await laptop.owner_agrees()


async def test_every_family_comes_online_with_its_label(tmp_path: Path) -> None:
    site = mixed()
    laptop = Laptop(tmp_path, {"vendors": site})
    try:
        await ready(laptop, tuple(map(label_payload, site.devices)))
        assert len(laptop.job.devices) == len(site.devices)
        laptop.press_buttons()
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    finally:
        await laptop.close()
    _nothing_kept(tmp_path, site.devices)


async def test_a_device_whose_label_was_not_scanned_asks_for_it_and_then_comes_online(
    tmp_path: Path,
) -> None:
    site = mixed()
    alone = replace(site, devices=tuple(d for d in site.devices if d.serial == SEC1))
    laptop = Laptop(tmp_path, {"vendors": alone})
    try:
        await ready(laptop, (f"WD1:MI-800:{SEC1}",))
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await laptop.until(lambda: laptop.code(SEC1) is Code.PROOF_NEEDED)
        await laptop.engine.labels.take(set_up_payload(alone.devices[0]), Way.SCANNER)
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    finally:
        await laptop.close()


async def test_a_device_that_offers_less_than_its_label_waits_for_the_persons_word(
    tmp_path: Path,
) -> None:
    site = mixed()
    alone = replace(site, devices=tuple(d for d in site.devices if d.serial == SEC1))
    promises_more = set_up_payload(replace(alone.devices[0], security=2))
    laptop = Laptop(tmp_path, {"vendors": alone})
    try:
        await ready(laptop, (promises_more,))
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await laptop.until(lambda: laptop.code(SEC1) is Code.LESS_SECURE)
        await laptop.press(laptop.engine.network.accept_less(SEC1))
        await laptop.until(lambda: laptop.works() == {Work.ONLINE})
        device = laptop.on_disk.device(SEC1)
        assert device is not None
        secured = next(e for e in device.earned if e.step is Step.SECURE)
        assert secured.what == "Encrypted (security 1); less than its label says, accepted by you"
        assert secured.source is Source.PERSON
    finally:
        await laptop.close()


async def test_a_device_with_the_chip_makers_name_alone_is_listed_proven_and_online(
    tmp_path: Path,
) -> None:
    site = mixed()
    stock = replace(next(d for d in site.devices if d.serial == SEC1), serial=STOCK, extras=())
    laptop = Laptop(tmp_path, {"vendors": replace(site, devices=(stock,))})
    try:
        await laptop.engine.jobs.begin("vendors")
        await laptop.engine.labels.take(set_up_payload(stock), Way.SCANNER)
        assert laptop.job.devices == ()  # its label does not say what it is: the person does
        await laptop.engine.labels.take(STOCK, Way.SCANNER, Kind.METER)
        await laptop.hear_all()
        await laptop.choose(SSID)
        await laptop.owner_agrees()
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await laptop.until(lambda: laptop.works() == {Work.ONLINE})
        device = laptop.on_disk.device(STOCK)
        assert device is not None
        assert device.earned[-1].what.endswith("; it has no serial to tell there")
        await laptop.press(laptop.engine.verify.run_all())
        (look,) = laptop.job.looks
        assert (look.answered, look.said_serial) == (True, STOCK)
    finally:
        await laptop.close()


def _nothing_kept(folder: Path, devices: tuple[PracticeDevice, ...]) -> None:
    kept = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    for device in devices:
        with device.pop.reveal() as pop:
            assert not pop or pop.encode() not in kept
    assert PASSWORD.encode() not in kept
