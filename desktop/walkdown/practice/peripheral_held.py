"""One characteristic of a practice device: its value, and the border to what its author wrote."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable

from bumble import att, gatt
from bumble.device import Connection

from walkdown.practice.peripheral_spec import (
    LONGEST_VALUE,
    UNLIKELY_ERROR,
    AttRefusal,
    Characteristic,
    Property,
)

_log = logging.getLogger(__name__)


class Held:
    """One characteristic's value, and the border to the callbacks of the device's author."""

    def __init__(
        self, spec: Characteristic, continues: Callable[[], bool], swollen: Callable[[bytes], bytes]
    ) -> None:
        self.spec = spec
        self.value = spec.value
        self._continues = continues
        self._swollen = swollen
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
        value = self._swollen(await self._guarded(self._current))
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


def _permissions(properties: Property) -> att.Attribute.Permissions:
    allowed = att.Attribute.Permissions(0)
    if Property.READ in properties:
        allowed |= att.Attribute.READABLE
    if properties & (Property.WRITE | Property.WRITE_WITHOUT_RESPONSE):
        allowed |= att.Attribute.WRITEABLE
    return allowed


def _descriptor(uuid: str, value: bytes) -> gatt.Descriptor:
    return gatt.Descriptor(uuid, att.Attribute.READABLE, value)
