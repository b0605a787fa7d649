"""The GATT server of a practice device: strict where bumble's is lax, and able to misbehave."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable

from bleak.uuids import normalize_uuid_str
from bumble import att, gatt, gatt_server
from bumble.device import Device
from bumble.utils import AsyncRunner

from walkdown.practice.peripheral_held import Held
from walkdown.practice.peripheral_spec import (
    READ_NOT_PERMITTED,
    WRITE_NOT_PERMITTED,
    Characteristic,
    PeripheralSpec,
    Property,
)
from walkdown.practice.peripheral_wrongs import Outbox, Wrongs
from walkdown.practice.scenario import WrongKind
from walkdown.practice.tally import Tally

_WRITES = (att.ATT_Write_Request, att.ATT_Prepare_Write_Request)
_ANY_WRITE = (*_WRITES, att.ATT_Write_Command)
_READS = (att.ATT_Read_Request, att.ATT_Read_Blob_Request)
_ANSWERS = (
    att.ATT_Read_Response,
    att.ATT_Read_Blob_Response,
    att.ATT_Write_Response,
    att.ATT_Prepare_Write_Response,
    att.ATT_Execute_Write_Response,
)


class PracticeServer(gatt_server.Server):
    """Counts requests, checks permissions, always answers; or does not, when told so."""

    def __init__(
        self, device: Device, spec: PeripheralSpec, sever: Callable[[], None], wrongs: Wrongs
    ) -> None:
        super().__init__(device)
        self._wrongs = wrongs
        self._outbox = Outbox(wrongs)
        self.max_mtu = spec.mtu
        self.tally = Tally()
        self.silent = False
        self._held: dict[str, list[Held]] = {}
        self._sever = sever
        self._drop_in: int | None = None
        self._drop_obeyed = False
        self._lose_answer = False
        self._long_read = False
        self._jobs: set[Awaitable[object]] = set()

    def furnish(self, spec: PeripheralSpec) -> None:
        """Add the services. ValueError for one characteristic twice that nothing tells apart."""
        for service in spec.services:
            held = [self._hold(one) for one in service.characteristics]
            self.add_service(gatt.Service(service.uuid, [one.attribute for one in held]))

    def holding(self, uuid: str, nth: int = 0) -> Held:
        """The nth characteristic of this UUID, in the order of the services. KeyError without."""
        key = normalize_uuid_str(uuid)
        same = self._held[key]
        if not 0 <= nth < len(same):
            raise KeyError(f"{key} number {nth}")
        return same[nth]

    def fresh_link(self) -> None:
        self.tally.forget()
        self._wrongs.fresh_link()
        for same in self._held.values():
            for held in same:
                held.forget()

    def _hold(self, spec: Characteristic) -> Held:
        """Several of one UUID are told apart by their descriptors (Vol 3 Part G 3.3.3), or not at all."""
        key = normalize_uuid_str(spec.uuid)
        same = self._held.setdefault(key, [])
        if any(other.spec.descriptors == spec.descriptors for other in same):
            raise ValueError(f"characteristic {key} appears twice")
        held = Held(spec, lambda: self._long_read, self._wrongs.swollen)
        same.append(held)
        return held

    def drop_after(self, count: int, obeyed: bool) -> None:
        self._drop_in, self._drop_obeyed = count, obeyed

    def push(self, held: Held, value: bytes) -> bool:
        """Notify or indicate at once; True if a client had asked for it."""
        if self.silent:
            return False
        sent = False
        for bearer, wishes in tuple(self.subscribers.items()):
            wish = wishes.get(held.attribute.handle, b"\0\0")[0]
            if _update(held, wish, b"") is not None:
                self._outbox.tell(value, functools.partial(self._tell, bearer, held, wish))
                sent = True
        return sent

    def _tell(self, bearer: att.Bearer, held: Held, wish: int, value: bytes) -> None:
        cut = value[: bearer.att_mtu - 3]  # as on air
        message = _update(held, wish, cut)
        if message is not None and not self.silent and self._is_up(bearer):
            self.send_gatt_pdu(bearer, bytes(message))

    def link_ended(self) -> None:
        """What was still to be sent is nobody's."""
        self._outbox.clear()

    async def settle(self) -> None:
        """End what callbacks are still doing; the device loses its power.

        Not the callback that calls this: a device may switch itself off.
        """
        self._outbox.clear()
        own = asyncio.current_task()
        jobs = [job for job in self._jobs if isinstance(job, asyncio.Task) and job is not own]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        self._jobs.clear()

    def send_gatt_pdu(self, bearer: att.Bearer, pdu: bytes) -> None:
        self.tally.say(pdu)
        super().send_gatt_pdu(bearer, pdu)

    def on_gatt_pdu(self, bearer: att.Bearer, att_pdu: att.ATT_PDU) -> None:
        handle = getattr(att_pdu, "attribute_handle", None)
        self.tally.hear(att_pdu, None if handle is None else self.get_attribute(handle))
        if isinstance(att_pdu, att.ATT_Handle_Value_Confirmation):
            return  # answers an indication; nobody waits for it
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
        elif isinstance(response, _ANSWERS):
            self._outbox.answer(lambda: self._respond(bearer, response))
        else:
            self._respond(bearer, response)

    def _respond(self, bearer: att.Bearer, response: att.ATT_PDU) -> None:
        if not self.silent and self._is_up(bearer):
            super().send_response(bearer, response)

    def _is_up(self, bearer: att.Bearer) -> bool:
        return bearer in self.device.connections.values()

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
        if isinstance(att_pdu, _ANY_WRITE) and self._wrongs.met(WrongKind.DROP):
            self._sever()
            return False
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
        if isinstance(att_pdu, (*_READS, *_ANY_WRITE)) and (code := self._wrongs.refusal()):
            return code
        readable = bool(attribute.permissions & att.Attribute.READABLE)
        writable = bool(attribute.permissions & att.Attribute.WRITEABLE)
        if isinstance(attribute, gatt.Characteristic):
            writable = bool(attribute.properties & _writing_property(att_pdu))
        if isinstance(att_pdu, _READS):
            return 0 if readable else READ_NOT_PERMITTED
        if isinstance(att_pdu, _ANY_WRITE):
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


def _error(request: att.ATT_PDU, code: int) -> att.ATT_Error_Response:
    return att.ATT_Error_Response(
        request_opcode_in_error=request.op_code,
        attribute_handle_in_error=getattr(request, "attribute_handle", 0),
        error_code=code,
    )
