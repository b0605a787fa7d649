"""What is said of who holds a device: the judgement, what it rests on, and what to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.core.holder import Holder, Holding
from walkdown.ui.pages.nearby_words import dbm_words, seen_words

Try = tuple[str, str]
"""Icon and sentence."""

_POWER: Final = ("power", "It has power: a lamp or a display on the device is on.")
_PHONE: Final = (
    "person",
    "A phone or tablet: close the app that was used before, or switch off its Bluetooth.",
)
_LAPTOP: Final = ("laptop", "Another laptop of your crew: ask, or wait until it is done.")
_LET_GO: Final = ("power", "Press its button, or switch it off and on: then it lets go.")
_NEAR: Final = ("nearby", "Stand within 3 m of it, with the cabinet open.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One judgement. `tries` help, `never` does harm; `checks` offers to check Bluetooth."""

    title: str
    icon: str
    tries: tuple[Try, ...]
    never: str = ""
    checks: bool = False


SAID: Final[dict[Holder, Said]] = {
    Holder.US: Said(
        title="This laptop is connected to it",
        icon="laptop",
        tries=(
            ("wait", "It is being worked on. Wait until it is done; nothing is to be pressed."),
        ),
    ),
    Holder.NOBODY: Said(
        title="Nobody holds it: it calls out now",
        icon="nearby",
        tries=(("retry", "Try it again. It takes a connection."),),
    ),
    Holder.SHUT: Said(
        title="It calls out, but the last connection was not held",
        icon="lock",
        tries=(_PHONE, _NEAR, ("power", "Switch it off and on, then try again.")),
        never="Do not reset it: its settings would be gone.",
    ),
    Holder.NOT_READY: Said(
        title="It calls out, but says that it is not ready",
        icon="wait",
        tries=(
            ("power", "Press its button: some devices can be set up only for a while after it."),
            ("network", "It may be set up already. Look for it on the network, in Verify."),
        ),
        never="Do not reset it before you know that it is not at work already.",
    ),
    Holder.ELSEWHERE: Said(
        title="Probably somebody else is connected to it",
        icon="person",
        tries=(_PHONE, _LAPTOP, _LET_GO),
        never="Do not reset it: it works, it is only taken.",
    ),
    Holder.JOINED: Said(
        title="It may have joined already: its last try was cut off",
        icon="network",
        tries=(
            ("retry", "Try it again: it is looked for on the network by its serial."),
            _POWER,
        ),
        never="Do not reset it before that: if it joined, it is at work.",
    ),
    Holder.FAR: Said(
        title="It was heard weakly, and now not any more",
        icon="cell",
        tries=(_NEAR, _POWER),
        never="Do not take it for broken before you have listened right beside it.",
    ),
    Holder.NEVER: Said(
        title="It was never heard here, though others are",
        icon="missing",
        tries=(_POWER, _PHONE, _NEAR),
        never="Do not take it for broken before you have listened right beside it.",
    ),
    Holder.ONLINE: Said(
        title="It is online, and no longer calls out",
        icon="ok",
        tries=(("network", "Nobody holds it. Ask it on the network, in Verify."),),
    ),
    Holder.TWO: Said(
        title="Two devices say that they are this one",
        icon="conflict",
        tries=(("power", "Compare their labels, and switch the other one off."),),
        never="Do not choose by the signal: the stronger one need not be yours.",
    ),
    Holder.DEAF: Said(
        title="Nothing at all is heard: it may be this laptop",
        icon="bluetooth",
        tries=(
            ("bluetooth", "Check this laptop's Bluetooth before you look at the device."),
            _NEAR,
        ),
        never="Do not switch devices off and on before that.",
        checks=True,
    ),
    Holder.UNKNOWN: Said(
        title="It was not listened long enough to say",
        icon="help",
        tries=(("nearby", "Listen for a quarter of a minute, near it."), _POWER, _PHONE),
    ),
}


def evidence_words(holding: Holding) -> str:
    """What the judgement rests on: when and how strongly it was heard, and who was heard since."""
    last = holding.last
    if last is None:
        heard = f"Never heard in {_seconds(holding.listened_s)} of listening"
        return (
            f"{heard}{_others(holding.others)}." if holding.listened_s >= 1 else "Never heard yet."
        )
    strength = dbm_words(last.signal_dbm)
    said = f"Last heard {_ago(last.age_s)} at {strength}."
    if last.quiet_s < 3:
        return said
    since = f" Silent for {_seconds(last.quiet_s)} of listening since"
    return f"{said}{since}{_others(holding.others)}."


def _others(others: int) -> str:
    if not others:
        return ", and so is all else"
    return ", while one other was heard" if others == 1 else f", while {others} others were heard"


def _ago(age_s: float) -> str:
    return "just now" if age_s < 1.5 else seen_words(age_s)


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
