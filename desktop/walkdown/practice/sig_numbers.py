"""The Bluetooth SIG's numbers that practice devices use (Assigned Numbers; protocols.md 6)."""

from __future__ import annotations

from typing import Final

DEVICE_INFORMATION: Final = "180A"
SYSTEM_ID: Final = "2A23"
MODEL: Final = "2A24"
SERIAL: Final = "2A25"
FIRMWARE: Final = "2A26"
HARDWARE: Final = "2A27"
SOFTWARE: Final = "2A28"
MANUFACTURER: Final = "2A29"
PNP_ID: Final = "2A50"

BATTERY: Final = "180F"
BATTERY_LEVEL: Final = "2A19"

CLOCK: Final = "1805"
CURRENT_TIME: Final = "2A2B"
LOCAL_TIME: Final = "2A0F"

VOLTAGE: Final = "2B18"
CURRENT: Final = "2AEE"
POWER: Final = "2B05"
ENERGY_32: Final = "2BA8"
FREQUENCY: Final = "2BE8"
TEMPERATURE: Final = "2A6E"
COSINE: Final = "2B8D"

USER_DESCRIPTION: Final = "2901"
PRESENTATION_FORMAT: Final = "2904"
