"""What the Bluetooth check says: a verdict with its next click, and one line for each of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.core.adapter_doctor import Adapter, Answer, Check, Checkup, Verdict
from walkdown.core.shown import shown
from walkdown.core.trouble import Code
from walkdown.ui.kit import Glyph
from walkdown.ui.layout import BoxKind


class Next(StrEnum):
    """The click after a verdict."""

    AGAIN = "again"
    SETTINGS = "settings"
    PRIVACY = "privacy"
    ROWS = "rows"
    LISTEN = "listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One verdict. `todo` helps, `never` does harm; `code` is under which more is said of it.

    `ways` are the next clicks beside "Check again", the loud one first.
    """

    title: str
    todo: str
    icon: str
    never: str = ""
    code: Code | None = None
    ways: tuple[Next, ...] = ()
    box: BoxKind = "stop"
    glyph: Glyph = "stop"


CAPTIONS: Final[dict[Next, tuple[str, str]]] = {
    Next.AGAIN: ("Check again", "retry"),
    Next.SETTINGS: ("Open settings", "sliders"),
    Next.PRIVACY: ("Open Privacy", "shield"),
    Next.ROWS: ("Show what is heard", "list"),
    Next.LISTEN: ("Listen now", "nearby"),
}

SAID: Final[dict[Verdict, Said]] = {
    Verdict.NO_ADAPTER: Said(
        title="No adapter: this laptop has no Bluetooth that answers",
        todo="Plug in a small USB adapter, or pull the one that is in and plug it in again. Some"
        " laptops have a built-in one that is disabled in their firmware.",
        never="Do not look for the fault at the devices: without an adapter none is heard.",
        icon="bluetooth",
        code=Code.BLUETOOTH_MISSING,
    ),
    Verdict.NO_SERVICE: Said(
        title="The system's Bluetooth service does not run",
        todo="Start it (on Linux it is called bluetooth or BlueZ), or restart the laptop.",
        never="Do not buy an adapter for this: there may well be one.",
        icon="laptop",
        code=Code.BLUETOOTH_MISSING,
    ),
    Verdict.OFF: Said(
        title="Bluetooth is off",
        todo="There is an adapter, and it is switched off. Switch it on in the system's settings.",
        never="Do not switch devices off and on for it: they are not the reason.",
        icon="power",
        code=Code.BLUETOOTH_OFF,
        ways=(Next.SETTINGS,),
    ),
    Verdict.SWITCHED_OFF: Said(
        title="Bluetooth is held off by a switch or by flight mode",
        todo="End flight mode, or use the laptop's own switch or key for radio. The settings alone"
        " cannot turn it on.",
        never="Do not switch devices off and on for it: they are not the reason.",
        icon="power",
        code=Code.BLUETOOTH_OFF,
    ),
    Verdict.NOT_PERMITTED: Said(
        title="Not permitted: the system keeps Bluetooth from Walkdown",
        todo="You said yes here; the system still says no. Allow it in the system's settings.",
        never="Do not take your yes back here: it is not what stands in the way.",
        icon="lock",
        code=Code.BLUETOOTH_BLOCKED,
        ways=(Next.SETTINGS,),
    ),
    Verdict.ADMINISTRATOR: Said(
        title="Not permitted: an administrator's rule keeps Bluetooth from Walkdown",
        todo="Only whoever looks after this laptop can change that. Ask them, or take another one.",
        never="Do not try to get around it: the rule is your company's, not a fault.",
        icon="lock",
        code=Code.SYSTEM_RESTRICTS,
    ),
    Verdict.YOU_SAID_NO: Said(
        title="You did not say yes to looking for nearby devices",
        todo="Nothing was looked at. Check again and say yes, or change your answer in Privacy.",
        icon="shield",
        ways=(Next.PRIVACY,),
        box="sunken",
        glyph="refused",
    ),
    Verdict.NOT_ABLE: Said(
        title="This adapter cannot do it: it has no Bluetooth Low Energy",
        todo="It is made for older headsets and keyboards. Plug in a USB adapter that says"
        " Bluetooth 4.0 or newer.",
        never="Do not look for a driver first: this is a matter of the adapter itself.",
        icon="bluetooth",
        code=Code.BLUETOOTH_MISSING,
    ),
    Verdict.IN_USE: Said(
        title="The adapter is in use, or it hangs: listening does not begin",
        todo="Close other programs that use Bluetooth. If that does not help, switch Bluetooth off"
        " and on, or pull the USB adapter and plug it in again.",
        never="Do not restart the devices: they were not asked anything.",
        icon="person",
        code=Code.BLUETOOTH_MISSING,
        ways=(Next.SETTINGS,),
    ),
    Verdict.NOTHING_NEAR: Said(
        title="Bluetooth works, but nothing is near: nobody was heard at all",
        todo="Go within 3 m, open the cabinet, and see that the devices have power. Metal between"
        " you and them is enough to hear nothing.",
        never="Do not change anything on the laptop: it is fine.",
        icon="nearby",
        box="warn",
        glyph="missing",
    ),
    Verdict.ONLY_OTHERS: Said(
        title="Bluetooth works; none of your devices calls out",
        todo="Others are heard, so it is not the laptop. “Find it” in a device's row says who may"
        " hold it.",
        never="Do not change anything on the laptop: it is fine.",
        icon="search",
        ways=(Next.ROWS,),
        box="warn",
        glyph="missing",
    ),
    Verdict.WORKS: Said(
        title="Bluetooth works",
        todo="All steps are passed, and devices are heard.",
        icon="ok",
        ways=(Next.LISTEN,),
        box="ok",
        glyph="ok",
    ),
    Verdict.UNKNOWN: Said(
        title="The check was not finished",
        todo="Nothing can be said yet. Check again.",
        icon="help",
        box="sunken",
        glyph="info",
    ),
}

TITLES: Final[dict[Check, str]] = {
    Check.PRESENT: "Adapter is there",
    Check.ON: "Switched on",
    Check.PERMITTED: "Permitted",
    Check.ABLE: "Low Energy",
    Check.FREE: "Free to listen",
    Check.HEARS: "Hears something",
}
GLYPHS: Final[dict[Answer, tuple[Glyph, str]]] = {
    Answer.YES: ("ok", "passed"),
    Answer.NO: ("stop", "stopped here"),
    Answer.UNKNOWN: ("wait", "not told"),
    Answer.LATER: ("todo", "not checked yet"),
}
_NOTES: Final[dict[Check, tuple[str, str]]] = {
    Check.PRESENT: ("There is one", "None"),
    Check.ON: ("It is on", "It is off"),
    Check.PERMITTED: ("By you and by the system", "No"),
    Check.ABLE: ("It speaks it", "It does not"),
    Check.FREE: ("Listening began", "Listening did not begin"),
    Check.HEARS: ("", "Nobody in 5 s"),
}


def note_of(checkup: Checkup, check: Check, answer: Answer) -> str:
    """The few words beside a step."""
    if answer is Answer.LATER:
        return "After the step above"
    if answer is Answer.UNKNOWN:
        return "Not tried yet" if check in (Check.FREE, Check.HEARS) else "This system does not say"
    adapter = checkup.adapter
    if check is Check.PRESENT and adapter is not None:
        return adapter_words(adapter)
    if check is Check.FREE and adapter is not None and adapter.links:
        return f"{_NOTES[check][answer is Answer.NO]}; {links_words(adapter.links)}"
    if check is Check.HEARS and answer is Answer.YES:
        return heard_words(checkup)
    return _NOTES[check][answer is Answer.NO]


def adapter_words(adapter: Adapter) -> str:
    """Its name and its address, cleaned for the screen."""
    return ", ".join(p for p in (shown(adapter.name, 32) or adapter.key, adapter.address) if p)


def links_words(links: int) -> str:
    """How many things are connected through it now."""
    return "one thing is connected" if links == 1 else f"{links} things are connected"


def adapter_state(adapter: Adapter) -> str:
    """What stands against using it, or what it is doing."""
    if not adapter.on:
        return "Held off by a switch" if adapter.blocked else "Off"
    if adapter.able is False:
        return "No Low Energy"
    return links_words(adapter.links).capitalize() if adapter.links else "On"


def heard_words(checkup: Checkup) -> str:
    """How many were heard, and how many of them are of the list."""
    heard = checkup.heard or 0
    all_of_them = "One device" if heard == 1 else f"{heard} devices"
    return (
        f"{all_of_them}, {checkup.ours} of your {checkup.listed}" if checkup.listed else all_of_them
    )
