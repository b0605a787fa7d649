"""Somebody else's reading of the SIG's pages, unmodified, and ours agree on all that a device tells.

Known differences of bluetooth-sig 0.6.0, each shown by a test below: it takes a cosine beyond 1; it
knows no special durations of averages; it counts apparent energy in kVAh; it counts energy in Wh
but holds that against a range in kWh, and so refuses what is more than 4,294,967 Wh.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import bleak
import pytest
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bluetooth_sig import BluetoothSIGTranslator
from bluetooth_sig.gatt.exceptions import CharacteristicParseError, SpecialValueDetectedError
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind, Reading
from walkdown.devices.sig import clock, identity
from walkdown.devices.sig.numbers import BadValue, assigned
from walkdown.devices.sig.phase import by_format, by_text
from walkdown.devices.sig.values import QUANTITIES, Gap, Number, measured
from walkdown.practice.air import Air
from walkdown.practice.extras import extras_of
from walkdown.practice.families import identity as identity_of
from walkdown.practice.peripheral import Peripheral, PeripheralSpec
from walkdown.practice.scenario import Extra, PracticeDevice

# It warns of every value that it refuses, which is what these tests are about.
pytestmark = pytest.mark.expects_log("Parse failed", "Reserved bits set")

MTUS = pytest.mark.parametrize("mtu", [23, 247])
ADDRESS = "F0:CA:FE:00:18:0A"
READINGS = (
    Reading("Charge", "71", "%"),
    Reading("Voltage L1", "231.4", "V"),
    Reading("Voltage L2", "229.8", "V"),
    Reading("Voltage L3", "1022", "V"),
    Reading("Current L1", "0.44", "A"),
    Reading("Current L2", "unplugged", "A"),
    Reading("Power", "402.5", "W"),
    Reading("Yield", "12.5", "kWh"),
    Reading("Frequency", "50", "Hz"),
    Reading("Temperature", "-21.5", "°C"),
    Reading("Power factor", "0.98", "cos φ"),
)
DEVICE = PracticeDevice(
    serial="905133000531",
    model="BP-10",
    kind=Kind.BATTERY,
    place="Store room",
    firmware="5.0.2",
    hardware="r1",
    readings=READINGS,
    extras=(Extra.IDENTITY, Extra.BATTERY, Extra.CLOCK, Extra.VALUES),
)
TEXTS = tuple(map(assigned, (0x2A24, 0x2A25, 0x2A26, 0x2A27, 0x2A28, 0x2A29)))
AVERAGES = tuple(map(assigned, (0x2AE0, 0x2AE1)))
APPARENT_ENERGY, COSINE, ENERGY = assigned(0x2B89), assigned(0x2B8D), assigned(0x2BA8)
PLAIN = sorted(set(QUANTITIES) - {*AVERAGES, APPARENT_ENERGY, COSINE, ENERGY})
MOST_ENERGY = 4_294_967

peer = BluetoothSIGTranslator()


class Site:
    """One device with all that the SIG has for it, met through bleak's own API."""

    def __init__(self) -> None:
        self.air = Air(latency_s=0.0)
        self.backend = self.air.backend()
        self.devices: list[Peripheral] = []

    async def device(self, mtu: int) -> None:
        more = extras_of(DEVICE, identity_of(DEVICE), lambda: READINGS).services()
        device = self.air.add(PeripheralSpec(ADDRESS, "BP10", services=more, mtu=mtu))
        self.devices.append(device)
        await device.power_on()

    async def find(self) -> BLEDevice:
        found = await bleak.BleakScanner.find_device_by_address(
            ADDRESS, timeout=30, backend=self.backend.scanner
        )
        assert found is not None
        return found

    async def told(self, mtu: int) -> list[tuple[BleakGATTCharacteristic, bytes, str]]:
        """Every value that can be read, with the word that tells it from others of its kind."""
        await self.device(mtu)
        rows = []
        async with bleak.BleakClient(await self.find(), backend=self.backend.client) as client:
            for one in client.services.characteristics.values():
                if ("read" in one.properties and one.uuid[4:6] == "2a") or one.uuid[4:6] == "2b":
                    raw = bytes(await client.read_gatt_char(one))
                    rows.append((one, raw, await _which(client, one)))
        return rows


async def _which(client: bleak.BleakClient, one: BleakGATTCharacteristic) -> str:
    if text := one.get_descriptor(assigned(0x2901)):
        return by_text(bytes(await client.read_gatt_descriptor(text)))
    if shape := one.get_descriptor(assigned(0x2904)):
        return by_format(bytes(await client.read_gatt_descriptor(shape)))
    return ""


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    yield site
    for device in site.devices:
        await device.power_off()
    await site.air.close()


def theirs(uuid: str, raw: bytes) -> Any:
    """What the peer reads; its word for a special value, or None where it refuses."""
    try:
        return peer.parse_characteristic(uuid, raw)
    except SpecialValueDetectedError as special:
        return special.special_value.meaning
    except CharacteristicParseError:
        return None


def ours(uuid: str, raw: bytes) -> Number | None:
    try:
        return measured(QUANTITIES[uuid], raw).number
    except BadValue:
        return None


def agree(uuid: str, raw: bytes) -> bool:
    """Whether both read the same number, both call it special, or both refuse."""
    mine, peers = ours(uuid, raw), theirs(uuid, raw)
    if isinstance(mine, Decimal):
        return isinstance(peers, int | float) and float(mine) == pytest.approx(peers)
    return isinstance(peers, str) if isinstance(mine, Gap) else peers is None


# --- what a practice device says ----------------------------------------------------------------


@MTUS
async def test_the_peer_reads_every_value_of_our_device_as_we_do(site: Site, mtu: int) -> None:
    seen: dict[tuple[str, str], Any] = {}
    for one, raw, which in await site.told(mtu):
        if one.uuid in QUANTITIES:
            assert agree(one.uuid, raw), one.uuid
            seen[QUANTITIES[one.uuid].name, which] = theirs(one.uuid, raw)
    close = {
        ("Battery", ""): 71,
        ("Voltage", "L1"): 231.4,
        ("Voltage", "L2"): 229.8,
        ("Voltage", "L3"): 1022,
        ("Current", "L1"): 0.44,
        ("Power", ""): 402.5,
        ("Energy", ""): 12_500,
        ("Frequency", ""): 50,
        ("Temperature", ""): -21.5,
        ("Power factor", ""): 0.98,
    }
    assert seen.pop(("Current", "L2")) == "value is not known"
    assert seen == {key: pytest.approx(value, abs=1 / 64) for key, value in close.items()}


@MTUS
async def test_the_peer_reads_who_our_device_is_as_we_do(site: Site, mtu: int) -> None:
    told = {one.uuid: raw for one, raw, _ in await site.told(mtu)}
    for uuid in TEXTS:
        assert peer.parse_characteristic(uuid, told[uuid]) == identity.text(told[uuid])
    assert identity.text(told[assigned(0x2A25)]) == "905133000531"
    pnp = peer.parse_characteristic("2A50", told[assigned(0x2A50)])
    mine = identity.pnp_id(told[assigned(0x2A50)])
    assert (pnp.vendor_id_source == 2, pnp.vendor_id) == (mine.by_usb, mine.vendor)
    assert (pnp.product_id, pnp.product_version) == (mine.product, mine.version)
    system = peer.parse_characteristic("2A23", told[assigned(0x2A23)])
    own = identity.system_id(told[assigned(0x2A23)])
    assert int.from_bytes(system.manufacturer_id, "little") == own.own
    assert int.from_bytes(system.oui, "little") == own.organisation


@MTUS
async def test_the_peer_reads_the_clock_of_our_device_as_we_do(site: Site, mtu: int) -> None:
    told = {one.uuid: raw for one, raw, _ in await site.told(mtu)}
    read = peer.parse_characteristic("2A2B", told[assigned(0x2A2B)])
    mine = clock.current_time(told[assigned(0x2A2B)])
    assert mine is not None
    assert read.date_time == mine.replace(microsecond=0)
    assert read.day_of_week == mine.isoweekday()
    local = peer.parse_characteristic("2A0F", told[assigned(0x2A0F)])
    ahead = clock.ahead_of_utc(told[assigned(0x2A0F)])
    assert ahead is not None
    assert local.total_offset_hours == ahead.total_seconds() / 3600


async def test_the_peer_sets_the_clock_of_our_device(site: Site) -> None:
    await site.device(247)
    async with bleak.BleakClient(await site.find(), backend=site.backend.client) as client:
        read = peer.parse_characteristic("2A2B", bytes(await client.read_gatt_char("2A2B")))
        earlier = read.date_time.replace(year=2021)
        sent = type(read)(
            date_time=earlier,
            day_of_week=read.day_of_week,
            fractions256=0,
            adjust_reason=read.adjust_reason,
        )
        written = bytes(peer.encode_characteristic("2A2B", sent))
        await client.write_gatt_char("2A2B", written, response=True)
        shown = clock.current_time(bytes(await client.read_gatt_char("2A2B")))
    assert shown is not None
    assert shown.year == 2021


# --- any value ----------------------------------------------------------------------------------


@st.composite
def raw_values(draw: st.DrawFn, uuids: list[str]) -> tuple[str, bytes]:
    """Bytes of the right length, the ends of the range more often than chance would give them."""
    uuid = draw(st.sampled_from(uuids))
    bits = 8 * QUANTITIES[uuid].size
    ends = [0, 1, 2, 2 ** (bits - 1) - 1, 2 ** (bits - 1), 2**bits - 3, 2**bits - 2, 2**bits - 1]
    number = draw(st.sampled_from(ends) | st.integers(0, 2**bits - 1))
    return uuid, number.to_bytes(QUANTITIES[uuid].size, "little")


@given(raw_values(PLAIN))
def test_both_read_any_value_alike(value: tuple[str, bytes]) -> None:
    assert agree(*value)


@given(st.integers(-128, 127))
def test_both_read_a_cosine_alike_but_for_one_that_cannot_be(raw: int) -> None:
    uuid, value = COSINE, raw.to_bytes(1, "little", signed=True)
    if -100 <= raw <= 100 or raw == 127:
        assert agree(uuid, value)
    else:
        assert (ours(uuid, value), theirs(uuid, value)) == (None, pytest.approx(raw / 100))


@given(st.integers(0, 2**32 - 1))
def test_both_read_apparent_energy_alike_in_other_units(raw: int) -> None:
    value = raw.to_bytes(4, "little")
    mine, peers = ours(APPARENT_ENERGY, value), theirs(APPARENT_ENERGY, value)
    if isinstance(mine, Decimal):
        assert float(mine) / 1000 == pytest.approx(peers)
    else:
        assert isinstance(peers, str)


@given(st.integers(0, MOST_ENERGY) | st.integers(MOST_ENERGY + 1, 2**32 - 1))
def test_both_read_energy_alike_as_far_as_the_peer_goes(raw: int) -> None:
    value = raw.to_bytes(4, "little")
    if raw <= MOST_ENERGY or isinstance(ours(ENERGY, value), Gap):
        assert agree(ENERGY, value)
    else:
        assert (ours(ENERGY, value), theirs(ENERGY, value)) == (Decimal(raw), None)


@given(st.sampled_from(AVERAGES), st.integers(0, 65_408), st.integers(0, 255))
def test_both_read_averages_alike_but_for_special_durations(
    uuid: str, raw: int, duration: int
) -> None:
    value = raw.to_bytes(2, "little") + bytes((duration,))
    mine, peers = measured(QUANTITIES[uuid], value), theirs(uuid, value)
    number = peers.voltage if hasattr(peers, "voltage") else peers.current
    assert isinstance(mine.number, Decimal)
    assert float(mine.number) == pytest.approx(number)
    if isinstance(mine.seconds, Decimal):
        assert float(mine.seconds) == pytest.approx(peers.sensing_duration)
    else:
        assert duration in (0xFE, 0xFF)


@given(st.binary(min_size=10, max_size=10))
def test_both_read_any_time_alike(raw: bytes) -> None:
    peers = theirs(assigned(0x2A2B), raw)
    try:
        mine = clock.current_time(raw)
    except BadValue:
        assert peers is None or peers.date_time is None or peers.date_time.year < 1582
        return
    assert peers is not None
    assert peers.date_time == (mine and mine.replace(microsecond=0))


@given(st.binary(max_size=64))
def test_both_read_any_text_alike_but_for_spaces_around_it(raw: bytes) -> None:
    peers = theirs(assigned(0x2A25), raw)
    try:
        mine = identity.text(raw)
    except BadValue:
        assert peers is None
    else:
        assert peers is not None
        assert peers.strip() == mine.strip()


@given(st.binary(min_size=2, max_size=2))
def test_both_read_any_zone_alike(raw: bytes) -> None:
    peers = theirs(assigned(0x2A0F), raw)
    try:
        mine = clock.ahead_of_utc(raw)
    except BadValue:
        assert peers is None or peers.total_offset_hours is None
        return
    said = None if peers is None else peers.total_offset_hours
    assert said == (None if mine is None else mine.total_seconds() / 3600)
