"""Service discovery with as few ATT requests as correctness allows."""

from __future__ import annotations

import struct
import uuid
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import Any

from bleak.assigned_numbers import CharacteristicPropertyName, gatt_char_props_to_strs
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.uuids import normalize_uuid_str
from bumble import att, gatt
from bumble.core import UUID
from bumble.gatt_client import Client

CCCD = normalize_uuid_str("2902")
_LAST_HANDLE = 0xFFFF
_SUBSCRIBABLE = 0x30  # notify, indicate


@dataclass(frozen=True, slots=True)
class _Span:
    """A service: its UUID and its handles, both ends included."""

    uuid: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Declared:
    """A characteristic declaration."""

    declaration: int
    handle: int
    properties: int
    uuid: str


async def discover(
    client: Client, wanted: Collection[str] | None, payload_limit: Callable[[], int]
) -> BleakGATTServiceCollection:
    """All primary services, or only those `wanted`, with characteristics and descriptors.

    `payload_limit` gives the bytes one write without response takes. ATT_Error if refused.
    """
    found = BleakGATTServiceCollection()
    spans = _all_services(client) if wanted is None else _some_services(client, wanted)
    for span in sorted([span async for span in spans], key=lambda span: span.first):
        service = BleakGATTService(span, span.first, span.uuid)
        found.add_service(service)
        declared = [one async for one in _characteristics(client, span)]
        ends = [later.declaration - 1 for later in declared[1:]] + [span.last]
        for one, end in zip(declared, ends, strict=True):
            names: list[CharacteristicPropertyName] = sorted(
                gatt_char_props_to_strs(one.properties)
            )
            characteristic = BleakGATTCharacteristic(
                one, one.handle, one.uuid, names, payload_limit, service
            )
            found.add_characteristic(characteristic)
            async for handle, kind in _descriptors(client, one, end):
                found.add_descriptor(BleakGATTDescriptor(None, handle, kind, characteristic))
    return found


async def _all_services(client: Client) -> AsyncIterator[_Span]:
    first = 1
    while first <= _LAST_HANDLE:
        answer = await _ask(
            client,
            att.ATT_Read_By_Group_Type_Request(
                starting_handle=first,
                ending_handle=_LAST_HANDLE,
                attribute_group_type=gatt.GATT_PRIMARY_SERVICE_ATTRIBUTE_TYPE,
            ),
        )
        if answer is None:
            return
        for handle, last, value in answer.attributes:
            yield _Span(_text(value), handle, last)
        first = answer.attributes[-1][1] + 1


async def _some_services(client: Client, wanted: Collection[str]) -> AsyncIterator[_Span]:
    """One question for each: to end with the first answer is allowed (Vol 3 Part G 4.4.2)."""
    for text in sorted(wanted):
        answer = await _ask(
            client,
            att.ATT_Find_By_Type_Value_Request(
                starting_handle=1,
                ending_handle=_LAST_HANDLE,
                attribute_type=gatt.GATT_PRIMARY_SERVICE_ATTRIBUTE_TYPE,
                attribute_value=_pdu_uuid(text),
            ),
        )
        if answer is not None:
            for handle, last in answer.handles_information:
                yield _Span(text, handle, last)


async def _characteristics(client: Client, span: _Span) -> AsyncIterator[_Declared]:
    first = span.first + 1
    while first < span.last:  # a declaration needs a value handle after it
        answer = await _ask(
            client,
            att.ATT_Read_By_Type_Request(
                starting_handle=first,
                ending_handle=span.last,
                attribute_type=gatt.GATT_CHARACTERISTIC_ATTRIBUTE_TYPE,
            ),
        )
        if answer is None:
            return
        for declaration, value in answer.attributes:
            properties, handle = struct.unpack_from("<BH", value)
            yield _Declared(declaration, handle, properties, _text(value[3:]))
            first = handle + 1


async def _descriptors(
    client: Client, owner: _Declared, end: int
) -> AsyncIterator[tuple[int, str]]:
    first = owner.handle + 1
    if first == end and owner.properties & _SUBSCRIBABLE:
        # Its 2902 is mandatory (Vol 3 Part G 3.3.3.3), so a lone handle needs no question.
        yield first, CCCD
        return
    while first <= end:
        answer = await _ask(
            client, att.ATT_Find_Information_Request(starting_handle=first, ending_handle=end)
        )
        if answer is None:
            return
        for handle, kind in answer.information:
            yield handle, _text(kind)
        first = answer.information[-1][0] + 1


async def _ask(client: Client, request: att.ATT_PDU) -> Any:
    """The response, or None where there is nothing more; ATT_Error for any other refusal."""
    response = await client.send_request(request)
    if isinstance(response, att.ATT_Error_Response):
        if response.error_code == att.ATT_ATTRIBUTE_NOT_FOUND_ERROR:
            return None
        raise att.ATT_Error(error_code=response.error_code)
    return response


def _text(data: bytes) -> str:
    if len(data) == 16:
        return str(uuid.UUID(bytes=data[::-1]))
    return normalize_uuid_str(data[::-1].hex())


def _pdu_uuid(text: str) -> bytes:
    tail = normalize_uuid_str("0000")[8:]
    if text.startswith("0000") and text.endswith(tail):
        return UUID(text[4:8]).to_pdu_bytes()
    return UUID(text).to_pdu_bytes()
