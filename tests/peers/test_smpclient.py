"""smpclient, unmodified and by both of its transports, brings new firmware to our practice device."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import bleak
import pytest
from bumble.device import Connection
from smp.error import MGMT_ERR
from smp.image_management import IMG_MGMT_ERR, ImageState
from smp.os_management import OS_MGMT_RET_RC
from smpclient import SMPClient
from smpclient.exceptions import SMPUploadError
from smpclient.generics import error, error_v2, success
from smpclient.mcuboot import IMAGE_TLV, ImageInfo
from smpclient.requests.image_management import ImageErase, ImageStatesRead, ImageStatesWrite
from smpclient.requests.os_management import (
    BootloaderInformationRead,
    DateTimeRead,
    DateTimeWrite,
    EchoWrite,
    MCUMgrParametersRead,
    OSApplicationInfoRead,
    ResetWrite,
    TaskStatisticsRead,
)
from smpclient.transport import SMPTransport, SMPTransportDisconnected
from smpclient.transport.ble import SMPBLETransport
from smpclient.transport.bumble import SMPBumbleTransport

from tests.practice.conftest import until
from walkdown.practice.air import Air
from walkdown.practice.air_central import hang_up, is_up
from walkdown.practice.firmware_print import print_image
from walkdown.practice.improv_device import Identity, ImprovDevice, JoinResult
from walkdown.practice.smp_device import SmpDevice
from walkdown.practice.smp_frames import Img
from walkdown.practice.smp_service import SmpBuild, SmpFaults, SmpServer

ADDRESS = "F0:CA:FE:00:00:02"
OLD, NEW = "3.4.1", "3.5.0"
SIZES = {23: 2_500, 247: 16_000}
SLOT = 32_000
QUICK = SmpBuild(reset_s=0.01, slot_size=SLOT)
# What the peer says of any link that ends, also of one that it ends itself.
UNLINKED = r"WARNING smpclient.transport\S*: (Disconnected from|Peer disconnected)"
SHIPPED = Path(__file__).parents[2] / "resources" / "practice" / "firmware" / "gw-1-3.5.0.bin"


pytestmark = pytest.mark.expects_log(UNLINKED)


async def _join(_ssid: str, _password: str) -> JoinResult:
    return JoinResult(False)


@dataclass(repr=False)
class Site:
    """One practice device that takes firmware, and the peer's way to it."""

    mtu: int
    over: str
    air: Air = field(default_factory=lambda: Air(latency_s=0.001))
    server: SmpServer = field(default_factory=lambda: SmpServer(OLD, build=QUICK))
    booted: list[str] = field(default_factory=list)
    client: SMPClient | None = None
    link: Connection | None = None

    def __post_init__(self) -> None:
        improv = ImprovDevice(
            self.air,
            ADDRESS,
            Identity("770300125518", "GW-1", "GW1-770300125518", OLD),
            networks=tuple,
            join=_join,
            mtu=self.mtu,
            more=(self.server.service(),),
        )
        self.device = SmpDevice(improv, self.server, self.booted.append, boot_s=0.01, swap_s=0.02)
        self.image = print_image(NEW, SIZES[self.mtu])

    async def meet(self) -> SMPClient:
        """Connect as the peer does, with what it learns on connecting."""
        transport: SMPTransport
        if self.over == "bleak":
            transport = SMPBLETransport()
            client = SMPClient(transport, ADDRESS)
            await client.connect(10)
        else:
            transport = SMPBumbleTransport()
            self.link = await self.air.central.connect(ADDRESS)
            await transport.use_connection(self.link)
            client = SMPClient(transport, ADDRESS)
            told = await client.request(MCUMgrParametersRead())
            assert success(told)
            transport.initialize(told.buf_size)
        assert transport.mtu == self.mtu - 3
        self.client = client
        return client

    async def part(self) -> None:
        """Let go of the link. The peer would ask 30 s for a word over a bumble link that is lost."""
        client, link, self.client, self.link = self.client, self.link, None, None
        if client is not None and (link is None or is_up(link)):
            await client.disconnect()
        if link is not None:
            await hang_up(link)

    async def restart(self, client: SMPClient) -> SMPClient:
        """Reset it, let go, wait until it has booted, and meet it again."""
        boots = len(self.booted)
        assert success(await client.request(ResetWrite()))
        await until(lambda: len(self.booted) > boots and self.device.peripheral.powered)
        await self.part()
        return await self.meet()

    async def close(self) -> None:
        await self.part()
        await self.device.power_off()
        await self.air.close()


@pytest.fixture(params=product(("bleak", "bumble"), (23, 247)), ids=lambda p: f"{p[0]}-{p[1]}")
async def site(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """The peer knows nothing of our backend, so bleak gives it by the names it looks up."""
    over, mtu = request.param
    site = Site(mtu, over)
    pair = site.air.backend()
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair.client, "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair.scanner, "air"))
    await site.device.power_on()
    yield site
    await site.close()


async def images(client: SMPClient) -> list[ImageState]:
    told = await client.request(ImageStatesRead())
    assert success(told)
    return told.images


async def upload(client: SMPClient, image: bytes, **options: Any) -> list[int]:
    return [offset async for offset in client.upload(image, **options)]


async def put_to_test(client: SMPClient, image: bytes) -> bytes:
    """Upload it and mark it for one try; the peer's own digest of it."""
    await upload(client, image)
    (_, new) = await images(client)
    assert new.hash is not None
    told = await client.request(ImageStatesWrite(hash=new.hash))
    assert success(told)
    assert (told.images[1].pending, told.images[1].permanent) == (True, False)
    return bytes(new.hash)


def versions(states: list[ImageState]) -> list[str]:
    return [state.version for state in states]


async def test_the_peer_learns_what_runs_and_how_large_its_requests_may_be(site: Site) -> None:
    client = await site.meet()
    parameters = await client.request(MCUMgrParametersRead())
    assert success(parameters)
    assert (parameters.buf_size, parameters.buf_count) == (2475, 4)
    echoed = await client.request(EchoWrite(d="über " * 60))  # more than one piece each way
    assert success(echoed)
    assert echoed.r == "über " * 60
    (running,) = await images(client)
    assert (running.slot, running.version) == (0, OLD)
    assert (running.active, running.confirmed, running.bootable) == (True, True, True)


async def test_the_peer_updates_the_device_and_it_stays(site: Site) -> None:
    client = await site.meet()
    digest = await put_to_test(client, site.image)
    client = await site.restart(client)
    tried, old = await images(client)
    assert (tried.version, tried.hash, tried.active, tried.confirmed) == (NEW, digest, True, False)
    assert (old.version, old.confirmed) == (OLD, True)
    assert success(await client.request(ImageStatesWrite(confirm=True)))
    client = await site.restart(client)
    kept, _ = await images(client)
    assert (kept.version, kept.active, kept.confirmed) == (NEW, True, True)
    assert site.booted == [OLD, NEW, NEW]


async def test_without_a_confirmation_the_device_goes_back(site: Site) -> None:
    client = await site.meet()
    await put_to_test(client, site.image)
    client = await site.restart(client)
    client = await site.restart(client)
    old, new = await images(client)
    assert (old.version, old.active, old.confirmed) == (OLD, True, True)
    assert (new.version, new.pending, new.confirmed) == (NEW, False, False)
    assert site.booted == [OLD, NEW, OLD]


async def test_an_image_that_does_not_boot_well_is_reverted_at_once(site: Site) -> None:
    site.server.faults = SmpFaults(boots_badly=True)
    client = await site.meet()
    await put_to_test(client, site.image)
    client = await site.restart(client)
    assert versions(await images(client)) == [OLD, NEW]
    assert site.booted == [OLD, OLD]


async def test_an_upload_that_was_cut_short_goes_on_where_it_ended(site: Site) -> None:
    site.server.faults = SmpFaults(drops_at_chunk=2)
    client = await site.meet()
    with pytest.raises(SMPTransportDisconnected):
        await upload(client, site.image)
    await site.part()
    client = await site.meet()
    offsets = await upload(client, site.image)
    assert 0 < offsets[0] < len(site.image) == offsets[-1]
    assert versions(await images(client)) == [OLD, NEW]


@pytest.mark.parametrize("why", [Img.CURRENT_IS_NEWER, Img.HEADER_MAGIC, Img.TOO_LARGE])
async def test_the_peer_understands_why_an_image_is_refused(site: Site, why: Img) -> None:
    older = print_image("3.4.0", 2_000)
    sent = {
        Img.CURRENT_IS_NEWER: older,
        Img.HEADER_MAGIC: bytes(2_000),
        Img.TOO_LARGE: print_image(NEW, SLOT + 1),
    }
    client = await site.meet()
    with pytest.raises(SMPUploadError) as refused:
        await upload(client, sent[why], upgrade=True)
    (answer,) = refused.value.args
    assert error_v2(answer)
    assert answer.err.rc is IMG_MGMT_ERR(why)
    assert versions(await images(client)) == [OLD]


async def test_the_peer_is_refused_what_cannot_be_done_now(site: Site) -> None:
    client = await site.meet()

    async def why(request: Any) -> object:
        answer = await client.request(request)
        assert error(answer)
        return answer.err.rc if hasattr(answer, "err") else answer.rc

    assert await why(ImageStatesWrite(hash=bytes(32))) is IMG_MGMT_ERR.HASH_NOT_FOUND
    (running,) = await images(client)
    testing = ImageStatesWrite(hash=running.hash)
    assert await why(testing) is IMG_MGMT_ERR.IMAGE_SETTING_TEST_TO_ACTIVE_DENIED
    assert await why(ImageErase(slot=7)) is IMG_MGMT_ERR.INVALID_SLOT
    assert await why(TaskStatisticsRead()) is MGMT_ERR.ENOTSUP
    await put_to_test(client, site.image)
    assert await why(ImageErase(slot=1)) is IMG_MGMT_ERR.NO_FREE_SLOT
    assert await why(ImageStatesWrite(confirm=True)) is IMG_MGMT_ERR.IMAGE_ALREADY_PENDING


async def test_the_peer_erases_what_it_has_sent(site: Site) -> None:
    client = await site.meet()
    await upload(client, site.image)
    assert success(await client.request(ImageErase()))
    assert versions(await images(client)) == [OLD]


async def test_the_peer_asks_the_system_about_itself(site: Site) -> None:
    client = await site.meet()
    unset = await client.request(DateTimeRead())
    assert error_v2(unset)
    assert unset.err.rc is OS_MGMT_RET_RC.RTC_NOT_SET
    assert success(await client.request(DateTimeWrite(datetime="2026-01-01T00:00:00")))
    clock = await client.request(DateTimeRead())
    info = await client.request(OSApplicationInfoRead(format="os"))
    loader = await client.request(BootloaderInformationRead())
    assert success(clock)
    assert success(info)
    assert success(loader)
    assert clock.datetime == "2026-01-01T00:00:00"
    assert info.output == "Zephyr Zephyr"
    assert loader.bootloader == "MCUboot"


def test_the_peer_reads_the_shipped_image_as_we_print_it() -> None:
    info = ImageInfo.load_file(str(SHIPPED))
    server = SmpServer(OLD)
    server.slots.write(0, SHIPPED.read_bytes())
    header = server.slots.header(1)
    assert header is not None
    assert str(info.header.ver) == "3.5.0-build0"
    assert info.get_tlv(IMAGE_TLV.SHA256).value == header.digest
