"""The words for every error code, made from the one table of explanations, and for flaws in fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import Flaw
from walkdown.ui.explained_bluetooth import BLUETOOTH
from walkdown.ui.explained_consent import CONSENT
from walkdown.ui.explained_device import DEVICE
from walkdown.ui.explained_laptop import LAPTOP
from walkdown.ui.explained_network import NETWORK
from walkdown.ui.explanation import Explanation

# Where a code is explained is told by its letters; each has exactly one explanation.
EXPLAINED: Final[Mapping[Code, Explanation]] = MappingProxyType(
    {**BLUETOOTH, **DEVICE, **NETWORK, **LAPTOP, **CONSENT}
)


@dataclass(frozen=True, slots=True)
class Words:
    """Title = the fact; body = how it comes about and what to do; `act` = the next click's caption.

    `never` = what not to do.
    """

    title: str
    body: str
    act: str = ""
    never: str = ""


_FLAWS = {
    Flaw.SSID_EMPTY: "Type the network's name.",
    Flaw.SSID_TOO_LONG: "Too long: a network's name has at most 32 bytes.",
    Flaw.SSID_NUL: "This name holds a character that devices cannot take.",
    Flaw.PASSWORD_TOO_SHORT: "Too short: Wi-Fi passwords have at least 8 characters.",
    Flaw.PASSWORD_TOO_LONG: "Too long: 63 characters at most, or 64 hexadecimal digits.",
    Flaw.PASSWORD_NOT_ASCII: "Only letters, digits and signs of a plain keyboard work here.",
    Flaw.PASSWORD_NOT_HEX: "64 characters must all be hexadecimal digits.",
}


def words_for(trouble: Trouble) -> Words:
    """The words with this trouble's facts put in, cleaned for the screen."""
    said = explanation_of(trouble)
    return Words(said.title, f"{said.happened} {said.todo}", said.act, said.never)


def explanation_of(trouble: Trouble) -> Explanation:
    """The explanation with this trouble's facts put in, cleaned for the screen."""
    said = EXPLAINED[trouble.code]
    named = {
        "device": grouped(shown(trouble.device, 24)),
        "network": shown(trouble.network, 34),
    }
    return Explanation(
        title=_put_in(said.title, named),
        happened=_of_another(trouble) or _put_in(said.happened, named),
        todo=_put_in(said.todo, named),
        never=_put_in(said.never, named),
        act=said.act,
    )


def _of_another(trouble: Trouble) -> str:
    """Whose address it is, where another device has said its serial there."""
    other = grouped(shown(trouble.detail, 24)) if trouble.code is Code.REACHED_OTHER else ""
    return f"This address belongs to another device (serial {other})." if other else ""


def _put_in(text: str, named: Mapping[str, str]) -> str:
    """What has no name is "the device"; where the text begins with it, "The device"."""
    told = text.format_map({what: name or f"the {what}" for what, name in named.items()})
    unnamed = any(text.startswith(f"{{{what}}}") for what, name in named.items() if not name)
    return told[0].upper() + told[1:] if unnamed else told


def flaw_words(flaw: Flaw) -> str:
    """The sentence beside a field whose content is not sent."""
    return _FLAWS[flaw]
