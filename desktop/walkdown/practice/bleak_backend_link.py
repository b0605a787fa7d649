"""One link of a practice client: runs ATT operations and turns their failures into bleak's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import att, core
from bumble.device import Connection
from bumble.gatt_client import Client

from walkdown.practice.air_central import hang_up, is_up
from walkdown.practice.peripheral_spec import UNLIKELY_ERROR

_T = TypeVar("_T")
_CANCELS = 3


class GattLink:
    """Wraps a fresh connection; `on_lost` is called once when it has ended, for any reason."""

    def __init__(self, connection: Connection, on_lost: Callable[[], None]) -> None:
        self._connection = connection
        self._on_lost = on_lost
        self._operations: set[asyncio.Task[Any]] = set()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if is_up(connection):
            connection.on(connection.EVENT_DISCONNECTION, self._lost)
        else:
            self.gone.set_result(None)

    @property
    def up(self) -> bool:
        return not self.gone.done()

    @property
    def mtu(self) -> int:
        return self._connection.att_mtu

    @property
    def gatt(self) -> Client:
        return self._connection.gatt_client

    async def run(self, operation: Coroutine[Any, Any, _T]) -> _T:
        """Its result, or BleakGATTProtocolError, or BleakError if the link is lost meanwhile.

        A caller that stops waiting does not stop it: ATT knows no cancel, and the answer to an
        abandoned request must not be taken for that to the next.
        """
        if not self.up:
            operation.close()
            raise BleakError("Not connected")
        task = asyncio.ensure_future(operation)
        self._operations.add(task)
        task.add_done_callback(self._finished)
        either: list[asyncio.Future[Any]] = [task, self.gone]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled():
            raise BleakError("disconnected")
        return _outcome(task)

    async def pair(self) -> None:
        """Just Works pairing, unless it is done already. BleakError if the device refuses."""
        if not self._connection.is_encrypted:
            await self.run(self._connection.pair())

    async def hang_up(self) -> None:
        """End the link; returns when it has ended."""
        if self.up:
            await hang_up(self._connection)

    def _lost(self, _reason: int) -> None:
        if self.gone.done():
            return
        self.gone.set_result(None)
        for task in tuple(self._operations):
            _end(task, _CANCELS)
        self._on_lost()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._operations.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may have gone


def _end(task: asyncio.Task[Any], times: int) -> None:
    """Cancel it, and again: where its answer comes in the same moment, Python 3.11's `wait_for`
    swallows the first cancel, and the next request would wait for ever on a link that is gone."""
    if times and not task.done():
        task.cancel()
        task.get_loop().call_soon(_end, task, times - 1)


def _outcome(task: asyncio.Task[_T]) -> _T:
    try:
        return task.result()
    except att.ATT_Error as error:
        raise BleakGATTProtocolError(int(error.error_code or UNLIKELY_ERROR)) from error
    except (core.BaseBumbleError, TimeoutError) as error:
        raise BleakError(str(error) or type(error).__name__) from error
