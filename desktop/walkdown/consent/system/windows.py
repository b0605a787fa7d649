"""Windows: the privacy switches and the administrator's policies, as the registry holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.reading import NO_STEP, Reading, Why, unswitched
from walkdown.consent.system.state import OsState

# (hive, key, value's name) -> what stands there; None where nothing does or it cannot be read.
ReadValue = Callable[[str, str, str], str | int | None]

USER = "HKCU"
MACHINE = "HKLM"
_STORE = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
_POLICIES = r"SOFTWARE\Policies\Microsoft"
_APP_PRIVACY = _POLICIES + r"\Windows\AppPrivacy"
_DEVICE_POLICY = r"SOFTWARE\Microsoft\PolicyManager\current\device\Connectivity"
_TOASTS = r"Software\Microsoft\Windows\CurrentVersion\PushNotifications"
_TOAST_POLICY = _POLICIES + r"\Windows\CurrentVersion\PushNotifications"

_RADIO_POLICY = ((_DEVICE_POLICY, "AllowBluetooth", 0),)
_FORBIDDING = {
    Permission.CAMERA: (
        (_APP_PRIVACY, "LetAppsAccessCamera", 2),
        (_POLICIES + r"\Camera", "AllowCamera", 0),
    ),
    Permission.LOCATION: (
        (_APP_PRIVACY, "LetAppsAccessLocation", 2),
        (_POLICIES + r"\Windows\LocationAndSensors", "DisableLocation", 1),
    ),
    Permission.BLUETOOTH: _RADIO_POLICY,
    Permission.NEARBY: _RADIO_POLICY,
    Permission.NOTIFICATION: ((_TOAST_POLICY, "NoToastApplicationNotification", 1),),
}
_CAPABILITIES = {
    Permission.CAMERA: "webcam",
    Permission.LOCATION: "location",
    Permission.BLUETOOTH: "bluetooth",
    Permission.NEARBY: "bluetooth",
}
# A radio's bare switch, and `bluetoothSync`, rule packaged apps only; no page of the settings shows
# them to a desktop program. Believing them would refuse what Windows allows.
_DESKTOP_ONLY = frozenset({"bluetooth"})


class WindowsReader:
    """Implements `Reader` for a program that is not packaged: Windows never asks it, it only switches."""

    def __init__(self, value: ReadValue, executable: str = "") -> None:
        """`executable`: this program's full path, under which it may have a switch of its own."""
        self._value = value
        self._own = executable.replace("\\", "#")

    def read(self, permission: Permission, purpose: Purpose) -> Reading:
        """Never raises, never asks."""
        if (same := unswitched(permission)) is not None:
            return same
        if purpose is Purpose.LAN_PROBE:
            return NO_STEP
        if self._forbidden(permission):
            return Reading(OsState.RESTRICTED, Why.BY_POLICY)
        if permission is Permission.NOTIFICATION:
            return self._toasts()
        return self._switched(_CAPABILITIES[permission])

    def wifi_list(self) -> Reading:
        """Lists of networks are kept under location since 2024 (consent.md 2a)."""
        location = self.read(Permission.LOCATION, Purpose.SITE_LOCATE)
        allowed = location.state.allows
        return Reading(location.state, Why.NOTHING if allowed else Why.NEEDS_LOCATION)

    async def ask(self, permission: Permission, purpose: Purpose) -> None:
        """There is no question a desktop program could have shown; only the settings page."""

    def _forbidden(self, permission: Permission) -> bool:
        return any(
            self._value(hive, key, name) == forbids
            for key, name, forbids in _FORBIDDING.get(permission, ())
            for hive in (MACHINE, USER)
        )

    def _toasts(self) -> Reading:
        if self._value(USER, _TOASTS, "ToastEnabled") == 0:
            return Reading(OsState.DENIED, Why.SWITCHED_OFF)
        return NO_STEP

    def _switched(self, capability: str) -> Reading:
        """Any switch that is off wins; one still to be decided comes next; no switch is no step."""
        found: dict[str, Why] = {}
        for hive, key, why in self._switches(capability):
            value = self._value(hive, key, "Value")
            found.setdefault(value.casefold() if isinstance(value, str) else "", why)
        if "deny" in found:
            return Reading(OsState.DENIED, found["deny"])
        if "prompt" in found:
            return Reading(OsState.UNDETERMINED, Why.NOT_ASKED)
        return Reading(OsState.GRANTED) if "allow" in found else NO_STEP

    def _switches(self, capability: str) -> Iterator[tuple[str, str, Why]]:
        """Where the switches stand, the widest first: its words are the ones to be said."""
        key = rf"{_STORE}\{capability}"
        if capability not in _DESKTOP_ONLY:
            yield MACHINE, key, Why.OFF_FOR_EVERYONE
            yield USER, key, Why.SWITCHED_OFF
        for hive in (MACHINE, USER):
            yield hive, rf"{key}\NonPackaged", Why.OFF_FOR_DESKTOP_APPS
        if self._own:
            yield USER, rf"{key}\NonPackaged\{self._own}", Why.SWITCHED_OFF


def registry(winreg: ModuleType) -> ReadValue:
    """Read the real registry with the standard library's module, which exists on Windows alone."""
    hives = {USER: winreg.HKEY_CURRENT_USER, MACHINE: winreg.HKEY_LOCAL_MACHINE}
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

    def value(hive: str, key: str, name: str) -> str | int | None:
        try:
            with winreg.OpenKey(hives[hive], key, 0, access) as opened:
                found = winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return found if isinstance(found, str | int) else None

    return value
