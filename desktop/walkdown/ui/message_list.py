"""All messages in their groups, and how one is found by an id as it is said over the phone, or by words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from walkdown.core.trouble import Code, Trouble
from walkdown.ui.explanation import Explanation
from walkdown.ui.texts import explanation_of

# What the letters of an id stand for, in the order of the list.
GROUPS: Final = MappingProxyType(
    {
        "BT": "Bluetooth",
        "DEV": "The device",
        "FW": "Its firmware",
        "WIFI": "Joining the Wi-Fi",
        "LAN": "On the site's network",
        "CAM": "The camera",
        "PIC": "Pictures",
        "LOC": "The laptop's place",
        "APP": "Other programs",
        "FILE": "Files and folders",
        "LED": "The ledger",
        "ASK": "Questions and answers",
        "SYS": "This computer",
    }
)
MOST_TYPED: Final = 60
_ID: Final = re.compile(r"([a-z]+)[\W_]*(\d{0,3})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the list shows it: names of devices and networks are general ones."""

    code: Code
    said: Explanation

    @property
    def letters(self) -> str:
        """The part of the id that names its group."""
        return self.code.partition("-")[0]

    @property
    def number(self) -> int:
        """The part of the id that is counted."""
        return int(self.code.partition("-")[2])


def entries() -> tuple[Entry, ...]:
    """All messages: group after group, by number."""
    found = [Entry(code, explanation_of(Trouble(code))) for code in Code]
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda e: (order.index(e.letters), e.number)))


def fits(query: str, entry: Entry) -> bool:
    """Whether what was typed means this message.

    "wifi 3", "WIFI-03" and "wifi03" are the id; "wifi" is its group, "03" every group's third.
    All else is words, each of which stands in the message or its id, in any order.
    """
    typed = query[:MOST_TYPED].strip().lower()
    said = _ID.fullmatch(typed)
    if said and said[1].upper() in GROUPS:
        return _is(entry, said[1].upper(), said[2])
    if _NUMBER.fullmatch(typed):
        return entry.number == int(typed)
    text = _text(entry)
    return all(word in text for word in typed.split())


def _is(entry: Entry, letters: str, number: str) -> bool:
    return entry.letters == letters and number.lstrip("0") in ("", str(entry.number))


def _text(entry: Entry) -> str:
    said = entry.said
    return "\n".join((entry.code, said.title, said.happened, said.todo, said.never)).lower()
