"""The GATT server of a practice device: strict where bumble's is lax, and able to misbehave."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable

from bleak.uuids import normalize_uuid_str
from bumble import att, gatt, gatt_server
from bumble.device import Connection, Device
from bumble.utils import AsyncRunner

from walkdown.practice.peripheral_spec import (
    LONGEST_VALUE,
    READ_NOT_PERMITTED,
    UNLIKELY_ERROR,
    WRITE_NOT_PERMITTED,
    AttRefusal,
    Characteristic,
    PeripheralSpec,
    Property,
)

_log = logging.getLogger(__name__)
_WRITES = (att.ATT_Write_Request, att.ATT_Prepare_Write_Request)
_READS = (att.ATT_Read_Request, att.ATT_Read_Blob_Request)


class Held:
    """One characteristic's value, and the border to the callbacks of the device's author."""

    def __init__(self, spec: Characteristic, continues: Callable[[], bool]) -> None:
        self.spec = spec
        self.value = spec.value
        self._continues = continues
        self._snapshot: bytes | None = None
        self.attribute: gatt.Characteristic[bytes] = gatt.Characteristic(
            spec.uuid,
            gatt.Characteristic.Properties(spec.properties.value),
            _permissions(spec.properties),
            att.AttributeValue(read=self._read, write=self._write),
            [_descriptor(one.uuid, one.value) for one in spec.descriptors],
        )

    def forget(self) -> None:
        """A new link starts its long reads afresh."""
        self._snapshot = None

    async def _read(self, _connection: Connection) -> bytes:
        if self._snapshot is not None and self._continues():
            return self._snapshot  # a later part of a long read belongs to the same value
        value = await self._guarded(self._current)
        if len(value) > LONGEST_VALUE:
            _log.warning("%s: a value of %d bytes cannot exist", self.spec.uuid, len(value))
            raise att.ATT_Error(error_code=UNLIKELY_ERROR)
        self._snapshot = value
        return value

    async def _write(self, _connection: Connection, value: bytes) -> None:
        await self._guarded(lambda: self._take(value))

    async def _current(self) -> bytes:
        if self.spec.read is None:
            return self.value
        answer = self.spec.read()
        return bytes(await answer if inspect.isawaitable(answer) else answer)

    async def _take(self, value: bytes) -> bytes:
        if self.spec.write is None:
            self.value = value
            return value
        pending = self.spec.write(value)
        if pending is not None:
            await pending
        return value

    async def _guarded(self, call: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            return await call()
        except AttRefusal as refusal:
            raise att.ATT_Error(error_code=refusal.code) from refusal
        except Exception as error:  # the border to the author's code: bumble would never answer
            # only the type: the message might quote a secret that was written
            _log.warning("callback of %s raised %s", self.spec.uuid, type(error).__name__)
            raise att.ATT_Error(error_code=UNLIKELY_ERROR) from error


class PracticeServer(gatt_server.Server):
    """Counts requests, checks permissions, always answers; or does not, when told so."""

    def __init__(self, device: Device, spec: PeripheralSpec, sever: Callable[[], None]) -> None:
        super().__init__(device)
        self.max_mtu = spec.mtu
        self.requests = 0
        self.silent = False
        self.held: dict[str, Held] = {}
        self._sever = sever
        self._drop_in: int | None = None
        self._drop_obeyed = False
        self._lose_answer = False
        self._long_read = False
        self._jobs: set[Awaitable[object]] = set()

    def furnish(self, spec: PeripheralSpec) -> None:
        """Add the services. ValueError if a characteristic appears twice."""
        for service in spec.services:
            for one in service.characteristics:
                key = normalize_uuid_str(one.uuid)
                if key in self.held:
                    raise ValueError(f"characteristic {key} appears twice")
                self.held[key] = Held(one, lambda: self._long_read)
            attributes = [self.held[normalize_uuid_str(c.uuid)] for c in service.characteristics]
            self.add_service(gatt.Service(service.uuid, [held.attribute for held in attributes]))

    def fresh_link(self) -> None:
        self.requests = 0
        for held in self.held.values():
            held.forget()

    def drop_after(self, count: int, obeyed: bool) -> None:
        self._drop_in, self._drop_obeyed = count, obeyed

    def push(self, held: Held, value: bytes) -> bool:
        """Notify or indicate at once; True if a client had asked for it."""
        if self.silent:
            return False
        sent = False
        for bearer, wishes in tuple(self.subscribers.items()):
            wish = wishes.get(held.attribute.handle, b"\0\0")[0]
            cut = value[: bearer.att_mtu - 3]  # as on air
            message = _update(held, wish, cut)
            if message is not None:
                self.send_gatt_pdu(bearer, bytes(message))
                sent = True
        return sent

    async def settle(self) -> None:
        """End what callbacks are still doing; the device loses its power.

        Not the callback that calls this: a device may switch itself off.
        """
        own = asyncio.current_task()
        jobs = [job for job in self._jobs if isinstance(job, asyncio.Task) and job is not own]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        self._jobs.clear()

    def on_gatt_pdu(self, bearer: att.Bearer, att_pdu: att.ATT_PDU) -> None:
        if isinstance(att_pdu, att.ATT_Handle_Value_Confirmation):
            return  # answers an indication; nobody waits for it
        self.requests += 1
        if not self._admitted(att_pdu) or self.silent:
            return
        code = self._objection(att_pdu)
        if code == 0:
            self._dispatch(bearer, att_pdu)
        elif not isinstance(att_pdu, att.ATT_Write_Command):  # commands get no answer
            self.send_response(bearer, _error(att_pdu, code))

    def send_response(self, bearer: att.Bearer, response: att.ATT_PDU) -> None:
        if self._lose_answer:
            self._lose_answer = False
            self._sever()
        elif not self.silent and bearer in self.device.connections.values():
            super().send_response(bearer, response)

    def _dispatch(self, bearer: att.Bearer, att_pdu: att.ATT_PDU) -> None:
        self._long_read = (
            isinstance(att_pdu, att.ATT_Read_Blob_Request) and att_pdu.value_offset > 0
        )
        before = set(AsyncRunner.running_tasks)
        super().on_gatt_pdu(bearer, att_pdu)
        self._jobs = {job for job in self._jobs if job in before}
        self._jobs |= AsyncRunner.running_tasks - before
        if self._lose_answer and isinstance(att_pdu, att.ATT_Write_Command):
            self._lose_answer = False
            asyncio.get_running_loop().call_soon(self._sever)  # after the write was taken

    def _admitted(self, att_pdu: att.ATT_PDU) -> bool:
        if self._drop_in is None:
            return True
        self._drop_in -= 1
        if self._drop_in > 0:
            return True
        self._drop_in = None
        if self._drop_obeyed:
            self._lose_answer = True
            return True
        self._sever()
        return False

    def _objection(self, att_pdu: att.ATT_PDU) -> int:
        """The ATT error code of a forbidden access, else 0; bumble's server never looks."""
        handle = getattr(att_pdu, "attribute_handle", None)
        attribute = None if handle is None else self.get_attribute(handle)
        if attribute is None:
            return 0
        readable = bool(attribute.permissions & att.Attribute.READABLE)
        writable = bool(attribute.permissions & att.Attribute.WRITEABLE)
        if isinstance(attribute, gatt.Characteristic):
            writable = bool(attribute.properties & _writing_property(att_pdu))
        if isinstance(att_pdu, _READS):
            return 0 if readable else READ_NOT_PERMITTED
        if isinstance(att_pdu, (*_WRITES, att.ATT_Write_Command)):
            return 0 if writable else WRITE_NOT_PERMITTED
        return 0


def _update(held: Held, wish: int, value: bytes) -> att.ATT_PDU | None:
    """What a client gets that wrote `wish` into the 2902: 1 notifications, 2 indications."""
    handle, offered = held.attribute.handle, held.spec.properties
    if wish & 1 and Property.NOTIFY in offered:
        return att.ATT_Handle_Value_Notification(attribute_handle=handle, attribute_value=value)
    if wish & 2 and Property.INDICATE in offered:
        return att.ATT_Handle_Value_Indication(attribute_handle=handle, attribute_value=value)
    return None


def _writing_property(att_pdu: att.ATT_PDU) -> gatt.Characteristic.Properties:
    if isinstance(att_pdu, att.ATT_Write_Command):
        return gatt.Characteristic.Properties.WRITE_WITHOUT_RESPONSE
    return gatt.Characteristic.Properties.WRITE


def _permissions(properties: Property) -> att.Attribute.Permissions:
    allowed = att.Attribute.Permissions(0)
    if Property.READ in properties:
        allowed |= att.Attribute.READABLE
    if properties & (Property.WRITE | Property.WRITE_WITHOUT_RESPONSE):
        allowed |= att.Attribute.WRITEABLE
    return allowed


def _descriptor(uuid: str, value: bytes) -> gatt.Descriptor:
    return gatt.Descriptor(uuid, att.Attribute.READABLE, value)


def _error(request: att.ATT_PDU, code: int) -> att.ATT_Error_Response:
    return att.ATT_Error_Response(
        request_opcode_in_error=request.op_code,
        attribute_handle_in_error=getattr(request, "attribute_handle", 0),
        error_code=code,
    )
