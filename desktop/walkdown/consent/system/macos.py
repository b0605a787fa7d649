"""macOS: the bundle's own Info.plist first, then what the system answers. Nothing is touched before."""

from __future__ import annotations

import asyncio
import contextlib
import plistlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.reading import NO_STEP, Reading, Why, unswitched
from walkdown.consent.system.state import OsState

_MOST_BYTES = 1024 * 1024
_CAMERA = "NSCameraUsageDescription"
_BLUETOOTH = "NSBluetoothAlwaysUsageDescription"
_LOCATION = "NSLocationWhenInUseUsageDescription"
_LAN = "NSLocalNetworkUsageDescription"

_WORDS = {
    OsState.DENIED: Why.SWITCHED_OFF,
    OsState.RESTRICTED: Why.BY_POLICY,
    OsState.UNDETERMINED: Why.NOT_ASKED,
}


class Asker(Protocol):
    """The part of the window's toolkit that speaks with macOS, for CAMERA and BLUETOOTH alone."""

    def check(self, permission: Permission) -> OsState:
        """The system's answer so far. Any thread."""
        ...

    def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
        """Show the system's own question; `answered` is called once, from any thread."""
        ...


class MacReader:
    """Implements `Reader`. A missing usage text kills the process at the first touch, so it is RESTRICTED."""

    def __init__(self, plist: Mapping[str, object] | None, asker: Asker | None = None) -> None:
        """`plist`: of the bundle this program runs from; None where it runs from source."""
        self._plist = plist or {}
        self._asker = asker

    def read(self, permission: Permission, purpose: Purpose) -> Reading:
        """Never raises, never asks."""
        if (same := unswitched(permission)) is not None:
            return same
        key = _key(permission, purpose)
        if not key:
            return NO_STEP
        if not self._explains(key):
            return Reading(OsState.RESTRICTED, Why.BUILD)
        if key == _LAN:
            return Reading(OsState.NOT_APPLICABLE, Why.ASKED_AT_USE)
        return self._answer(_asked_as(permission))

    def wifi_list(self) -> Reading:
        """Names of networks are redacted without location (consent.md 2a)."""
        location = self.read(Permission.LOCATION, Purpose.SITE_LOCATE)
        allowed = location.state.allows
        return Reading(location.state, Why.NOTHING if allowed else Why.NEEDS_LOCATION)

    async def ask(self, permission: Permission, purpose: Purpose) -> None:
        """Show the system's question and wait as long as the person needs; cancelling ends the wait."""
        if self._asker is None or not (asked_as := _asked_as(permission)):
            return
        loop = asyncio.get_running_loop()
        over = asyncio.Event()

        def answered() -> None:
            with contextlib.suppress(RuntimeError):  # the loop may end before the person answers
                loop.call_soon_threadsafe(over.set)

        try:
            self._asker.ask(asked_as, answered)
        except Exception:  # noqa: BLE001 - the border to the toolkit: a question not shown is no answer
            return
        await over.wait()

    def _explains(self, key: str) -> bool:
        text = self._plist.get(key)
        return isinstance(text, str) and bool(text.strip())

    def _answer(self, asked_as: Permission | None) -> Reading:
        """Location has no plugin in PySide6's build for macOS: it is never touched."""
        if self._asker is None or asked_as is None:
            return Reading(OsState.UNDETERMINED, Why.NO_WAY_TO_ASK)
        try:
            state = self._asker.check(asked_as)
        except Exception:  # noqa: BLE001 - the border to the toolkit: an error is not an answer
            state = OsState.UNDETERMINED
        return Reading(state, _WORDS.get(state, Why.NOTHING))


def _key(permission: Permission, purpose: Purpose) -> str:
    match permission:
        case Permission.CAMERA:
            return _CAMERA
        case Permission.LOCATION:
            return _LOCATION
        case Permission.NEARBY if purpose is Purpose.LAN_PROBE:
            return _LAN
        case Permission.BLUETOOTH | Permission.NEARBY:
            return _BLUETOOTH
    return ""


def _asked_as(permission: Permission) -> Permission | None:
    match permission:
        case Permission.CAMERA:
            return Permission.CAMERA
        case Permission.BLUETOOTH | Permission.NEARBY:
            return Permission.BLUETOOTH
    return None


def bundle_plist(executable: Path) -> Mapping[str, object] | None:
    """The Info.plist of the bundle around an executable; None where there is none to be read."""
    contents = executable.parent.parent
    if executable.parent.name != "MacOS" or contents.name != "Contents":
        return None
    try:
        with (contents / "Info.plist").open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        plist = plistlib.loads(data) if len(data) <= _MOST_BYTES else None
    except (OSError, ValueError, plistlib.InvalidFileException, ExpatError):
        return None
    return plist if isinstance(plist, dict) else None
