"""What a scenario must keep to beyond its shape: each broken rule as one clear sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from walkdown.core.label import kind_of_model
from walkdown.core.sighting import factory_name
from walkdown.core.wifi import password_flaw, ssid_flaw
from walkdown.practice.firmware_print import is_version
from walkdown.practice.label_rules import label_rules, sticker_rules
from walkdown.practice.scenario import (
    Band,
    Extra,
    Family,
    Network,
    PracticeDevice,
    Scenario,
    Security,
    Wrong,
    WrongKind,
)
from walkdown.practice.sig_battery import charge_of
from walkdown.practice.sig_values import has_values, told_apart

MOST_DEVICES = 500
MOST_NETWORKS = 32
MOST_READINGS = 16
MOST_WRONGS = 8
MOST_NEIGHBOURS = 1000
MOST_NAME_BYTES = 29  # what a scan response of 31 bytes leaves for a name

_CHANNELS = {Band.GHZ_2_4: range(1, 15), Band.GHZ_5: range(32, 178)}
_MODEL = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")


def broken_rule(scenario: Scenario) -> str:
    """The first rule the scenario breaks, as a sentence; empty where it breaks none."""
    return next(_broken(scenario), "")


def _broken(scenario: Scenario) -> Iterator[str]:
    yield from _text("title", scenario.title, 60)
    yield from _within("seed", scenario.seed, 0, 2**31)
    yield from _within("join_s", scenario.join_s, 0, 30)
    yield from _within("interval_ms", scenario.interval_ms or 30, 7.5, 4000)
    yield from _within("links", scenario.links, 1, 20)
    yield from _place(scenario)
    yield from _counted("devices", len(scenario.devices), MOST_DEVICES)
    yield from _counted("networks", len(scenario.networks), MOST_NETWORKS)
    yield from _twice("serial", scenario.devices, lambda d: d.serial)
    yield from _street(scenario)
    for network in scenario.networks:
        yield from _in(f"network {network.ssid!a}", _network(network))
    if scenario.router.ssid not in {n.ssid for n in scenario.networks}:
        yield "the router's ssid is not among the networks"
    for device in scenario.devices:
        yield from _in(f"device {device.serial!a}", _device(device))
        yield from _in(f"device {device.serial!a}", label_rules(device))
    for number, sticker in enumerate(scenario.stickers, 1):
        yield from _in(f"sticker {number}", sticker_rules(sticker))


def _place(scenario: Scenario) -> Iterator[str]:
    if (scenario.latitude is None) != (scenario.longitude is None):
        yield "latitude and longitude do not come together"
    yield from _within("latitude", scenario.latitude or 0, -90, 90)
    yield from _within("longitude", scenario.longitude or 0, -180, 180)


def _network(network: Network) -> Iterator[str]:
    if ssid_flaw(network.ssid) or not network.ssid.isprintable():
        yield "the ssid is not 1 to 32 printable bytes"
    with network.password.reveal() as password:
        is_open = network.security is Security.OPEN
        if (is_open and password) or password_flaw(password, open_network=is_open):
            yield "the password does not suit the security"
    channels = _CHANNELS[network.band]
    yield from _within("channel", network.channel, channels.start, channels.stop - 1)
    yield from _within("signal_dbm", network.signal_dbm, -100, -10)


def _device(device: PracticeDevice) -> Iterator[str]:
    if device.family is Family.SHELLY:
        if not re.fullmatch(r"[0-9A-F]{12}", device.serial):
            yield "the serial is not 12 hexadecimal digits in capitals"
    elif device.family is Family.ESPRESSIF and factory_name(device.serial) == device.serial:
        pass  # as it left the chip's maker: it has no serial, only this name
    elif not re.fullmatch(r"[0-9]{12}", device.serial):
        yield "the serial is not 12 digits"
    if not _MODEL.fullmatch(device.model):
        yield "the model is not 2 to 16 capitals, digits and dashes"
    if kind_of_model(device.model) not in (None, device.kind):
        yield f"a {device.model} is no {device.kind}"
    name = device.advertised_name
    if not name.isprintable() or len(name.encode("utf-8", "replace")) > MOST_NAME_BYTES:
        yield f"the name is not 1 to {MOST_NAME_BYTES} printable bytes"
    yield from _text("place", device.place, 60)
    yield from _text("firmware", device.firmware, 24)
    yield from _text("hardware", device.hardware, 24)
    yield from _within("distance_m", device.distance_m, 0.1, 1000)
    yield from _within("wifi_db", device.wifi_db, -60, 20)
    yield from _within("security", device.security, 0, 2)
    yield from _within("the pop's length", len(device.pop), 0, 64)
    yield from _within("the own password's length", len(device.own_password), 0, 64)
    yield from _within("mtu", device.mtu, 23, 517)
    yield from _readings(device)
    yield from _extras(device)
    yield from _wrongs(device)


def _street(scenario: Scenario) -> Iterator[str]:
    if scenario.street is not None:
        yield from _within("street's count", scenario.street.count, 1, MOST_NEIGHBOURS)
        yield from _within("street's seed", scenario.street.seed, 0, 2**31)


def _wrongs(device: PracticeDevice) -> Iterator[str]:
    if len(device.wrong) > MOST_WRONGS:
        yield f"there are more than {MOST_WRONGS} wrongs"
    for number, wrong in enumerate(device.wrong, 1):
        yield from _in(f"wrong {number}", _wrong(wrong))


def _wrong(wrong: Wrong) -> Iterator[str]:
    yield from _within("at", wrong.at, 1, 10_000)
    yield from _within("code", wrong.code, 0x01, 0xFF)
    yield from _within("seconds", wrong.seconds, 0, 600)
    yield from _within("times", wrong.times, 0, 10_000)
    if wrong.what in (WrongKind.SLOW, WrongKind.REBOOTS) and not wrong.seconds:
        yield f"{wrong.what} says no seconds"


def _readings(device: PracticeDevice) -> Iterator[str]:
    if len(device.readings) > MOST_READINGS:
        yield f"there are more than {MOST_READINGS} readings"
    for reading in device.readings:
        yield from _text("reading's name", reading.name, 32)
        yield from _text("reading's value", reading.value, 32)
        if reading.unit:
            yield from _text("reading's unit", reading.unit, 8)


def _extras(device: PracticeDevice) -> Iterator[str]:
    if len(set(device.extras)) < len(device.extras):
        yield "an extra is named twice"
    if Extra.SMP in device.extras and not is_version(device.firmware):
        yield "the firmware is not a version of the form 1.2.3, which new firmware is measured by"
    if Extra.BATTERY in device.extras and charge_of(device.readings) is None:
        yield 'there is a battery but no reading "Charge" in %'
    if Extra.VALUES in device.extras:
        if not has_values(device.readings):
            yield "there are values but no reading in V, A, W, kWh, Hz, °C or cos φ"
        if not told_apart(device.readings):
            yield "two values of one unit are not told apart as L1, L2 and L3"


def _text(what: str, text: str, most: int) -> Iterator[str]:
    if not text.strip() or not text.isprintable() or len(text) > most:
        yield f"the {what} is not 1 to {most} printable characters"


def _within(what: str, number: float, low: float, high: float) -> Iterator[str]:
    if not low <= number <= high:  # so written, "nan" is refused too
        yield f"{what} is not between {low} and {high}"


def _counted(what: str, count: int, most: int) -> Iterator[str]:
    if not 1 <= count <= most:
        yield f"there are not 1 to {most} {what}"


def _twice(
    what: str, devices: tuple[PracticeDevice, ...], key: Callable[[PracticeDevice], str]
) -> Iterator[str]:
    seen: set[str] = set()
    for device in devices:
        if device.is_twin and key(device) not in seen:
            yield f"no device before has the {what} of the twin {key(device)!a}"
        elif not device.is_twin and key(device) in seen:
            yield f"two devices have the {what} {key(device)!a}"
        seen.add(key(device))


def _in(where: str, sentences: Iterator[str]) -> Iterator[str]:
    return (f"{where}: {sentence}" for sentence in sentences)
