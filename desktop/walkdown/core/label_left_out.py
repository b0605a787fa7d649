"""A text that was left out: why, in words, and how much of it may be shown."""

from __future__ import annotations

import re

from walkdown.core.label import NotALabel, number_damage, read_label, without_aim
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.matter_code import read_manual_code
from walkdown.core.set_up_code import set_up_code_trouble
from walkdown.core.wifi_code import router_code_trouble

MOST_SHOWN = 64
_CODE = re.compile(r"\s*(WIFI:|\{|MT:|DPP:)", re.IGNORECASE)
# Whatever a text is, where these words stand a secret may stand too.
_SECRET = re.compile(
    r"WIFI:|MT:|DPP:|\bpop\b|psk|pass|pwd|secret|token|\bkey\b|\bpin\b|otpauth|://[^/]{0,100}@",
    re.IGNORECASE,
)
_WORDS = {
    NotALabel.TOO_LONG: "This text is longer than any label.",
    NotALabel.CARTON: "This is a carton's label. Scan the one on the device.",
    NotALabel.BROKEN_MATTER_CODE: "A Matter code that does not read. Scan it again.",
    NotALabel.LINK: "A web address. It names no device, and is not opened.",
    NotALabel.TRADE_ITEM: "An article's number, the same on every such device. Scan the serial.",
}
_SPOILT = (
    "A spreadsheet took this serial for a number, and its digits are lost. "
    "Keep the column as text, or scan the label."
)


def why_left_out(text: str, profiles: Profiles = NO_PROFILES) -> str:
    """One or two sentences without any part of the text; "" where it is just no label, or is one."""
    reading = read_label(text, profiles)
    plain = without_aim(text.strip(" \t\r\n\ufeff"))
    if reading is NotALabel.BROKEN_ROUTER_CODE:
        return router_code_trouble(plain)
    if reading is NotALabel.BROKEN_SET_UP_CODE:
        return set_up_code_trouble(plain)
    if reading is NotALabel.UNKNOWN and number_damage(plain):
        return _SPOILT
    return _WORDS.get(reading, "") if isinstance(reading, NotALabel) else ""


def shown_part(text: str) -> str:
    """What may be shown and kept of a text that is left out: of codes that hold secrets the beginning.

    At most 64 characters, and none of a text that speaks of a secret anywhere. Show it through
    `shown()`.
    """
    whole = text[:1024]
    plain = without_aim(whole.strip(" \t\r\n\ufeff"))
    if code := _CODE.match(plain):
        return code[1].upper()
    hides = _SECRET.search(whole) is not None or read_manual_code(plain) is not None
    return "" if hides else plain[:MOST_SHOWN]
