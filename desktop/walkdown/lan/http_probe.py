"""Ask a device on the site's network who it is, again and again until it answers or time is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from walkdown.app.ports import ModbusAnswer, NetworkAnswer
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Reading
from walkdown.core.subnet import MOST, Pace, Walk, believed, hosts
from walkdown.core.trouble import Code, Setback
from walkdown.lan import mdns, modbus, shelly_answer, shelly_modbus, sunspec
from walkdown.lan.http_get import Nonsense, NotYet, SignIn, get
from walkdown.lan.target import Target, status_of
from walkdown.lan.walk import (
    Claims,
    Place,
    Told,
    is_there,
    own_address,
    own_near,
    ports_and_paths,
    walk,
)

TRY_S = 3.0
PAUSE_S = 0.5
MODBUS_S = 1.0
PACE: Final = Pace()
USUAL_PORTS: Final = (80, 8080)
REMOTE: Final = "/rpc/"  # where a device of which no URL is known has its remote procedures
T = TypeVar("T")

_Text = Annotated[str, msgspec.Meta(max_length=64)]


class _Reading(msgspec.Struct, frozen=True):
    name: _Text
    value: _Text
    unit: _Text = ""


class _Status(msgspec.Struct, frozen=True):
    serial: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    model: _Text
    firmware: _Text
    readings: Annotated[tuple[_Reading, ...], msgspec.Meta(max_length=32)]


class HttpLan:
    """Implements `app.ports.Lan` for devices that tell their status as JSON over plain HTTP."""

    def __init__(
        self,
        *,
        loopback: bool = False,
        pause_s: float = PAUSE_S,
        try_s: float = TRY_S,
        silence_s: float = modbus.SILENCE_S,
        there: Callable[[], tuple[str, ...]] | None = None,
    ) -> None:
        """`loopback` lets devices answer on this laptop itself, as those of a practice site do.

        `there`: all that is on this network, as "host:port"; else it finds that out.
        """
        self._loopback = loopback
        self._there = there
        # A program may not open port 502 here: practice devices have one port for both.
        self._modbus_port = 0 if loopback else modbus.PORT
        self._pause_s = pause_s
        self._try_s = try_s
        self._silence_s = silence_s

    async def ask(
        self, lease: Lease, url: str, within_s: float, *, nameless: bool = False
    ) -> NetworkAnswer:
        """Who answers at `url`.

        Raises Setback: NOT_REACHABLE, SIGN_IN_PAGE, BROKEN_PROTOCOL, STOPPED_BY_YOU.
        """
        lease.check(Purpose.LAN_PROBE, Purpose.WIFI_SETUP)
        target = status_of(url, loopback=self._loopback)
        asking = asyncio.ensure_future(self._until_answered(lease, target, nameless))
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        both = (asking, stopped)
        try:
            await asyncio.wait(both, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
            if lease.ended:
                raise Setback(Code.STOPPED_BY_YOU)
            if asking.done():
                return asking.result()
            raise Setback(Code.NOT_REACHABLE, detail=target.address)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def registers(self, lease: Lease, url: str) -> ModbusAnswer | None:
        """What it says by SunSpec. Raises Setback: BROKEN_PROTOCOL, STOPPED_BY_YOU."""
        lease.check(Purpose.LAN_PROBE)
        target = status_of(url, loopback=self._loopback)
        ports = (target.port,) if self._loopback else sunspec.PORTS
        asked = sunspec.asked(target.host, ports, silence_s=self._silence_s)
        asking = asyncio.ensure_future(asked)
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        try:
            await asyncio.wait((asking, stopped), return_when=asyncio.FIRST_COMPLETED)
            if lease.ended:
                raise Setback(Code.STOPPED_BY_YOU)
            return _by_modbus(asking.result(), target)
        finally:
            for task in (asking, stopped):
                task.cancel()
            await asyncio.gather(asking, stopped, return_exceptions=True)

    async def find(self, lease: Lease, serial: str, within_s: float, *, url: str = "") -> str:
        """Where a device is now that has moved to another address; empty where none proves it."""
        lease.check(Purpose.LAN_PROBE)
        paths = (urlsplit(url).path or "/",) if url else (REMOTE, "/")
        ports = frozenset({*USUAL_PORTS, urlsplit(url).port or 80})

        async def fits(host: str, port: int) -> str:
            if not self._is_here(lease, (host, port), ports):
                return ""
            for path in paths:
                there = f"http://{host}:{port}{path}"
                if await self._serial_at(lease, there) == serial:
                    return there
            return ""

        finding = mdns.find(serial, within_s, fits, loopback=self._loopback)
        return await _unless_stopped(lease, finding) or ""

    async def walk(self, lease: Lease, wanted: tuple[tuple[str, str], ...], told: Told) -> Walk:
        """Who answers at every address of the laptop's network. Raises Setback(STOPPED_BY_YOU)."""
        lease.check(Purpose.LAN_PROBE)
        ports, paths = ports_and_paths(url for _, url in wanted)
        places = self._places(lease, wanted, ports)
        if places is None:
            return Walk(0, 0, elsewhere=True)

        async def ask(place: Place) -> Claims:
            if not await is_there(lease, place, PACE.each_s):
                return ()
            urls = [f"http://{place[0]}:{place[1]}{path}" for path in paths]
            said = [(await self._serial_at(lease, url), url) for url in urls]
            return tuple(claim for claim in said if claim[0])

        claims = await _unless_stopped(lease, walk(places, ask, PACE, told))
        if claims is None:
            raise Setback(Code.STOPPED_BY_YOU)
        return believed(len(places), claims, frozenset(serial for serial, _ in wanted))

    def _places(
        self, lease: Lease, wanted: tuple[tuple[str, str], ...], ports: tuple[int, ...]
    ) -> tuple[Place, ...] | None:
        """Whom to ask; None where the laptop is on another network than the wanted ones were."""
        lease.check(Purpose.LAN_PROBE)
        if self._there is not None:
            parts = [urlsplit(f"http://{address}") for address in self._there()[:MOST]]
            return tuple((part.hostname or "", part.port or 80) for part in parts)
        own = own_near(lease, (url for _, url in wanted))
        return None if own is None else tuple((h, p) for h in hosts(own) for p in ports)

    def _is_here(self, lease: Lease, place: Place, ports: frozenset[int]) -> bool:
        """Whether a place that a name leads to may be asked: anybody can tell any name.

        Only on the laptop's own network, never at the laptop itself, and only where web pages are.
        """
        host, port = place
        if self._there is not None:
            # Another practice site on this laptop tells the same names.
            return f"{host}:{port}" in self._there()
        return self._loopback or (port in ports and host in hosts(own_address(lease, host)))

    async def _serial_at(self, lease: Lease, url: str) -> str:
        """Who says to be there, asked once; empty for nobody. Raises LeaseEnded."""
        lease.check(Purpose.LAN_PROBE)
        try:
            target = status_of(url, loopback=self._loopback)
            async with asyncio.timeout(self._try_s):
                body = await get(target)
            if target.path == shelly_answer.WHO:
                return shelly_answer.who(body).mac
            return _status(body, target).serial
        except (OSError, Setback, NotYet, SignIn, Nonsense):
            return ""

    async def _until_answered(self, lease: Lease, target: Target, nameless: bool) -> NetworkAnswer:
        while True:
            lease.check(Purpose.LAN_PROBE, Purpose.WIFI_SETUP)
            try:
                async with asyncio.timeout(self._try_s):
                    answer = await _answer(await get(target), target)
                return await self._with_modbus(lease, answer, target)
            except ConnectionRefusedError:
                if nameless:  # who refuses is there
                    return _nameless(target)
                await asyncio.sleep(self._pause_s)
            except SignIn as error:
                raise Setback(Code.SIGN_IN_PAGE, detail=target.address) from error
            except Nonsense as error:
                if nameless:
                    return _nameless(target)
                raise Setback(Code.BROKEN_PROTOCOL, detail=str(error)) from error
            except (OSError, NotYet):
                # TimeoutError is an OSError; a device that is still joining gives all of these.
                await asyncio.sleep(self._pause_s)

    async def _with_modbus(
        self, lease: Lease, answer: NetworkAnswer, target: Target
    ) -> NetworkAnswer:
        """What an energy manager would find there; a device that is silent about it is as good."""
        if target.path != shelly_answer.WHO:
            return answer
        lease.check(Purpose.LAN_PROBE, Purpose.WIFI_SETUP)
        said: tuple[Reading, ...] = ()
        with suppress(TimeoutError):
            async with asyncio.timeout(MODBUS_S):
                port = self._modbus_port or target.port
                said = await shelly_modbus.asked(target.host, port, answer.serial)
        return replace(answer, readings=(*answer.readings, *said))


async def _unless_stopped(lease: Lease, doing: Coroutine[Any, Any, T]) -> T | None:
    """What it gives; None where the lease ends first, and then it is ended too."""
    task = asyncio.ensure_future(doing)
    stopped = asyncio.ensure_future(lease.cancelled.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        return None if lease.ended or not task.done() else task.result()
    finally:
        for each in (task, stopped):
            each.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


def _by_modbus(said: sunspec.Said | None, target: Target) -> ModbusAnswer | None:
    if said is None:
        return None
    who = said.common
    return ModbusAnswer(who.serial, who.maker, who.model, who.firmware, target.host, said.readings)


def _nameless(target: Target) -> NetworkAnswer:
    return NetworkAnswer("", "", "", target.address, ())


async def _answer(body: bytes, target: Target) -> NetworkAnswer:
    """By the form that was asked for, which the device's own URL decided."""
    if target.path == shelly_answer.WHO:
        return await _shelly(shelly_answer.who(body), target)
    return _status(body, target)


async def _shelly(who: shelly_answer.Who, target: Target) -> NetworkAnswer:
    readings: tuple[Reading, ...] = ()
    # Not every one measures, and one with a password of its own keeps it to itself.
    with suppress(OSError, NotYet, SignIn, Nonsense):
        readings = shelly_answer.readings(await get(replace(target, path=who.meter)))
    return NetworkAnswer(who.mac, who.model, who.firmware, target.address, readings)


def _status(body: bytes, target: Target) -> NetworkAnswer:
    try:
        said = msgspec.json.decode(body, type=_Status)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Nonsense("not a device's status") from error
    return NetworkAnswer(
        serial=said.serial,
        model=said.model,
        firmware=said.firmware,
        address=target.address,
        readings=tuple(Reading(r.name, r.value, r.unit) for r in said.readings),
    )
