"""All 512 ways to say yes and no to nine permissions: what needs none of the refused ones works."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import PurePath

import pytest

from tests.app.light_laptop import AT, NETWORK, SECOND, SERIAL, LightLaptop
from tests.consent.road_names import full_name, package
from walkdown.app import nearby, tell
from walkdown.app.messages import (
    AirShown,
    DoorShown,
    EyeShown,
    FirmwareEnded,
    FirmwareOffered,
    LaptopSees,
    ListRead,
    NetworksShown,
    PackShown,
    PhotoShown,
    PhotoStep,
    PlaceShown,
    ReportShown,
    TellShown,
)
from walkdown.consent.entry import Happened
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import AnswerKind
from walkdown.consent.registry import Registry, parse_registry
from walkdown.core.device import Kind, Way, Work
from walkdown.core.mail import MailDraft
from walkdown.core.promise import CheckId, Item
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code
from walkdown.storage.places import resources_dir

REGISTRY: Registry = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
ALL = frozenset(Permission)
P = Permission


@dataclass(frozen=True)
class Feature:
    """What is pressed, whether it did what it is for, and the permissions without which it cannot."""

    name: str
    needs: frozenset[Permission]
    press: Callable[[LightLaptop], Awaitable[None]]
    worked: Callable[[LightLaptop, int], object]


FEATURES: list[Feature] = []
Press = Callable[[LightLaptop], Awaitable[None]]


def feature(
    *needs: Permission, worked: Callable[[LightLaptop, int], object]
) -> Callable[[Press], Press]:
    """In the order of a visit; what comes later finds what came before."""

    def keep(press: Press) -> Press:
        FEATURES.append(Feature(press.__name__, frozenset(needs), press, worked))
        return press

    return keep


def told(kind: type, since: int, laptop: LightLaptop) -> list[object]:
    return [m for m in laptop.messages[since:] if isinstance(m, kind)]


def device(laptop: LightLaptop, serial: str) -> object:
    return laptop.engine._bench.job.device(serial)


@feature(worked=lambda lap, since: lap.engine._bench.job.site.name == "Hillside")
async def type_the_address(lap: LightLaptop) -> None:
    await lap.press(lap.engine.jobs.edit_site(Site(name="Hillside", address="4 Harbour Lane")))


@feature(P.LOCATION, worked=lambda lap, since: any(m.found for m in told(PlaceShown, since, lap)))
async def use_my_location(lap: LightLaptop) -> None:
    await lap.press(lap.engine.place.locate())


@feature(P.PHOTOS, worked=lambda lap, since: any(m.jpeg for m in told(PhotoShown, since, lap)))
async def show_a_photo_of_the_site(lap: LightLaptop) -> None:
    since, said = len(lap.messages), lap.answer(Purpose.OWNER_PHOTO)
    if said.kind is AnswerKind.DONT_USE:
        await lap.press(lap.engine.photo.decline(said))
        return
    adding = asyncio.ensure_future(lap.engine.photo.add(said))
    await lap.until(lambda: any(m.step is PhotoStep.PICK for m in told(PhotoShown, since, lap)))
    await lap.engine.photo.pick("house.jpg")
    await adding
    await lap.press(lap.engine.photo.remove())


@feature(P.APPS, worked=lambda lap, since: not told(DoorShown, since, lap)[-1].trouble)
async def show_the_address_on_a_map(lap: LightLaptop) -> None:
    await lap.press(lap.engine.apps.map("4 Harbour Lane"))


@feature(worked=lambda lap, since: device(lap, SERIAL))
async def type_a_serial(lap: LightLaptop) -> None:
    await lap.press(lap.engine.labels.take(SERIAL, Way.TYPED, Kind.GATEWAY, "GW-1"))


@feature(P.CAMERA, worked=lambda lap, since: device(lap, SECOND))
async def scan_a_label(lap: LightLaptop) -> None:
    await lap.press(lap.engine.labels.remove(SECOND))
    since = len(lap.messages)
    await lap.press(lap.engine.labels.start_camera())
    refused = any(m.trouble for m in told(EyeShown, since, lap))
    await lap.until(lambda: refused or device(lap, SECOND))
    await lap.press(lap.engine.labels.stop_camera())


@feature(P.PHOTOS, worked=lambda lap, since: device(lap, SECOND))
async def read_a_photo_of_a_label(lap: LightLaptop) -> None:
    await lap.press(lap.engine.labels.remove(SECOND))
    await lap.press(lap.engine.labels.read_pictures(("photo.png",)))


@feature(worked=lambda lap, since: device(lap, SECOND))
async def scan_with_a_hand_scanner(lap: LightLaptop) -> None:
    await lap.press(lap.engine.labels.remove(SECOND))
    await lap.press(lap.engine.labels.take(f"WD1:BP-10:{SECOND}", Way.SCANNER))


@feature(P.STORAGE, worked=lambda lap, since: told(ListRead, since, lap))
async def open_a_list_of_labels(lap: LightLaptop) -> None:
    await lap.press(lap.engine.labels.read_list("list.csv"))


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    worked=lambda lap, since: any(
        row.sighting for m in told(AirShown, since, lap) for row in m.rows
    ),
)
async def listen_for_devices(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    since = len(lap.messages)
    await lap.press(lap.engine.nearby.listen())
    if not lap.troubles(since):
        await lap.until(lambda: lap.engine.nearby.sightings)
    await lap.engine.nearby.forget()


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    worked=lambda lap, since: SERIAL in lap.engine._bench.job.identified,
)
async def let_a_device_blink(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    await lap.press(lap.engine.nearby.identify(SERIAL))


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    worked=lambda lap, since: any(m.networks for m in told(NetworksShown, since, lap)),
)
async def see_the_networks_a_device_hears(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    await lap.press(lap.engine.network.look())


@feature(P.WIFI, worked=lambda lap, since: any(m.view for m in told(LaptopSees, since, lap)))
async def see_the_networks_this_laptop_sees(lap: LightLaptop) -> None:
    await lap.press(lap.engine.network.compare())


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    P.STORAGE,
    worked=lambda lap, since: (
        told(FirmwareOffered, since, lap) and device(lap, SERIAL).deferred == "3.5.0"
    ),
)
async def put_new_firmware_off(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    await lap.press(lap.engine.firmware.look(SERIAL, PurePath("new.bin")))
    await lap.press(lap.engine.firmware.later(SERIAL))


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    P.STORAGE,
    worked=lambda lap, since: (
        told(FirmwareEnded, since, lap) and device(lap, SERIAL).about.firmware == "3.5.0"
    ),
)
async def put_new_firmware_on_a_device(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    await lap.press(lap.engine.firmware.look(SERIAL, PurePath("new.bin")))
    await lap.press(lap.engine.firmware.update(SERIAL))


@feature(worked=lambda lap, since: lap.engine._bench.job.network is not None)
async def type_the_networks_name(lap: LightLaptop) -> None:
    await lap.press(lap.engine.network.choose(NETWORK, ""))


@feature(P.NOTIFICATION, worked=lambda lap, since: Purpose.NOTIFY in lap.equipment.used)
async def be_told_when_it_ends(lap: LightLaptop) -> None:
    await lap.press(lap.engine.tell.in_front(False))
    since = len(lap.messages)
    await lap.press(lap.engine.tell.when_done())
    await lap.until(lambda: any(not m.waits for m in told(TellShown, since, lap)))


@feature(worked=lambda lap, since: device(lap, SECOND).left_out)
async def set_a_device_aside(lap: LightLaptop) -> None:
    await lap.press(lap.engine.network.leave_out(SECOND, "set up at the device itself"))


@feature(
    P.BLUETOOTH,
    P.NEARBY,
    P.WIFI,
    worked=lambda lap, since: device(lap, SERIAL).work is Work.ONLINE,
)
async def send_the_owners_password(lap: LightLaptop) -> None:
    await lap.engine.nearby.forget()
    sending = lap.engine.network.send(Secret("lobster-kettle"), lap.owners_word())
    await lap.press(sending)
    await lap.until(lambda: not lap.engine.network._crew.busy)


@feature(P.NEARBY, worked=lambda lap, since: lap.engine._bench.job.looks)
async def verify_on_the_network(lap: LightLaptop) -> None:
    await lap.press(lap.engine.verify.run_all())


@feature(worked=lambda lap, since: lap.engine._bench.job.promises)
async def promise_what_is_open(lap: LightLaptop) -> None:
    red = (Item(CheckId.COMPLETE),)
    by = AT.date() + timedelta(days=7)
    await lap.press(lap.engine.verify.promise(red, "Cupboard is locked", "A. Fitter", by))


@feature(worked=lambda lap, since: told(ReportShown, since, lap))
async def read_the_report(lap: LightLaptop) -> None:
    await lap.press(lap.engine.handover.preview())


@feature(P.APPS, worked=lambda lap, since: not told(DoorShown, since, lap)[-1].trouble)
async def write_a_mail(lap: LightLaptop) -> None:
    await lap.press(lap.engine.apps.mail(MailDraft("", "Your installation", "Done.")))


@feature(P.STORAGE, worked=lambda lap, since: told(PackShown, since, lap))
async def save_the_pack(lap: LightLaptop) -> None:
    await lap.press(lap.engine.handover.save("stick", "Owner"))


def asked_for_by_desks() -> set[Purpose]:
    """Every purpose that a use case asks the gate, or a part of its own, for."""
    desks = [module for module in package() if module.name.startswith("walkdown.app.")]
    named = {
        full_name(module, given)
        for module in desks
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        for given in node.args
        if isinstance(given, ast.Attribute)
    }
    return {p for p in Purpose if f"walkdown.consent.purpose.Purpose.{p.name}" in named}


def subsets() -> list[frozenset[Permission]]:
    sizes = range(len(Permission) + 1)
    return [frozenset(some) for size in sizes for some in combinations(Permission, size)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the person to see something does not wait here."""
    monkeypatch.setattr(nearby, "BLINK_S", 0.0)
    monkeypatch.setattr(tell, "SETTLE_S", 0.0)


def permission_of(purpose: str) -> Permission:
    return REGISTRY.prompt_text(Purpose(purpose)).permission


async def visited(granted: frozenset[Permission]) -> list[str]:
    """A whole visit, feature by feature; gives what was not as it must be."""
    lap = LightLaptop(REGISTRY, granted)
    await lap.engine.jobs.begin()
    wrong = [line for f in FEATURES for line in await tried(lap, f)]
    await lap.engine.close()
    return wrong


async def tried(lap: LightLaptop, one: Feature) -> list[str]:
    """Press it, and compare with what it needs."""
    since, before, calls = len(lap.messages), len(lap.book.written), len(lap.equipment.used)
    await one.press(lap)
    refused = one.needs - lap.granted
    worked = bool(one.worked(lap, since))
    told_codes = lap.troubles(since)
    wrong = []
    if worked != (not refused):
        wrong.append(f"{one.name}: {'works' if worked else 'does not work'}, {told_codes}")
    if refused and told_codes != {Code.REFUSED}:
        wrong.append(f"{one.name}: was refused and told {told_codes}")
    used = {permission_of(p) for p in lap.equipment.used[calls:]}
    if not used <= lap.granted & one.needs:
        wrong.append(f"{one.name}: used {used}")
    started = [e for e in lap.book.written[before:] if e.event is Happened.USE_START]
    leased = {permission_of(e.purpose) for e in started}
    if not refused and leased != one.needs:
        wrong.append(f"{one.name}: held leases for {leased}")
    return [f"{sorted(lap.granted)}: {line}" for line in wrong]


async def test_with_every_yes_each_feature_holds_leases_for_exactly_what_it_says_it_needs() -> None:
    lap = LightLaptop(REGISTRY, ALL)
    await lap.engine.jobs.begin()
    assert [line for f in FEATURES for line in await tried(lap, f)] == []
    await lap.engine.close()
    assert {p for f in FEATURES for p in f.needs} == ALL
    started = {e.purpose for e in lap.book.written if e.event is Happened.USE_START}
    assert started == {str(p) for p in asked_for_by_desks()}


async def test_a_feature_that_needs_more_than_it_says_is_found() -> None:
    lap = LightLaptop(REGISTRY, ALL)
    await lap.engine.jobs.begin()
    (true,) = [f for f in FEATURES if f.name == "scan_a_label"]
    for needs in (frozenset(), frozenset({P.CAMERA, P.WIFI})):
        assert await tried(lap, replace(true, needs=needs))
    await lap.engine.close()
    lap = LightLaptop(REGISTRY, ALL - {P.CAMERA})
    await lap.engine.jobs.begin()
    assert await tried(lap, replace(true, needs=frozenset()))
    await lap.engine.close()


async def test_in_each_of_512_every_feature_works_that_needs_no_refused_permission() -> None:
    every = subsets()
    assert len(set(every)) == 512
    assert [line for granted in every for line in await visited(granted)] == []
