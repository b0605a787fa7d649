"""What the Wi-Fi doctor says: for each finding what it means, what to do, what not, an icon, the next click."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.core.laptop_wifi import AccessPoint, LaptopView, Told
from walkdown.core.trouble import Code
from walkdown.core.wifi_doctor import NOTES, STOPS, Finding
from walkdown.ui.kit import Glyph
from walkdown.ui.layout import BoxKind
from walkdown.ui.tokens import Tone


class Next(StrEnum):
    """The click after a finding."""

    CHOOSE = "choose"
    TYPE_NAME = "type-name"
    LOOK = "look"
    PASSWORD = "password"
    HELP = "help"


CAPTIONS: Final[dict[Next, tuple[str, str]]] = {
    Next.CHOOSE: ("Choose another", "network"),
    Next.TYPE_NAME: ("Type its name", "keyboard"),
    Next.LOOK: ("Look again", "retry"),
    Next.PASSWORD: ("To the password", "pass"),
    Next.HELP: ("Open help", "help"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One finding. `word` is the verdict in the list, `reason` the line below the name.

    `code` is the message that Help opens at.
    """

    word: str
    reason: str
    title: str
    means: str
    todo: str
    never: str
    icon: str
    way: Next
    code: Code = Code.NETWORK_NOT_SEEN


SAID: Final[dict[Finding, Said]] = {
    Finding.ENTERPRISE: Said(
        word="Needs a name",
        reason="Asks for a name as well as a password",
        title="This network asks for a name as well as a password",
        means="It is made for offices (EAP). These devices can give a password only.",
        todo="Choose one with a plain password, or have the owner set one up.",
        never="Do not send somebody's own name and password: the devices cannot use them.",
        icon="person",
        way=Next.CHOOSE,
        code=Code.JOIN_UNKNOWN,
    ),
    Finding.FIVE_GHZ_ONLY: Said(
        word="5 GHz only",
        reason="The laptop sees it, the device cannot",
        title="Only on 5 GHz: the device has no ear for it",
        means="The laptop sees it on 5 GHz alone, where most devices hear nothing.",
        todo="Choose the 2.4 GHz one, or switch 2.4 GHz on in the router.",
        never="Do not move the router closer: it is a matter of band, not of distance.",
        icon="nearby",
        way=Next.CHOOSE,
    ),
    Finding.UNSEEN: Said(
        word="Not seen",
        reason="Nobody who was asked sees it",
        title="Nobody sees this network",
        means="Neither list has its name. It is off, out of reach, or spelt in another way.",
        todo="Look at the router's lights and at the name on its sticker, then look again.",
        never="Do not type the password again: no device gets as far as using it.",
        icon="search",
        way=Next.LOOK,
    ),
    Finding.SIGN_IN: Said(
        word="Sign-in page",
        reason="Wants a person to sign in",
        title="A sign-in page stands before this network",
        means="The laptop is on it and meets that page. No device can sign in.",
        todo="Choose the home's own network, or have the owner let the devices through.",
        never="Do not sign in on the laptop for them: it lets the laptop through, not them.",
        icon="lock",
        way=Next.CHOOSE,
        code=Code.SIGN_IN_PAGE,
    ),
    Finding.LAPTOP_ONLY: Said(
        word="Not heard",
        reason="The laptop sees it, the device does not",
        title="The laptop sees it, the device does not",
        means="It does not reach the device: a wall, a closed cabinet, or a channel above 11.",
        todo="Open the cabinet or move the router closer, then look again.",
        never="Do not go by the laptop's bars: its place and its antenna are better.",
        icon="laptop",
        way=Next.LOOK,
    ),
    Finding.FIVE_GHZ_HERE: Said(
        word="5 GHz",
        reason="This device hears it, others may not",
        title="On 5 GHz: this device hears it, others may not",
        means="This device has an ear for 5 GHz. Most devices hear 2.4 GHz alone.",
        todo="Choose the 2.4 GHz one, unless all devices here hear 5 GHz.",
        never="Do not take one device's list for all of them.",
        icon="nearby",
        way=Next.CHOOSE,
    ),
    Finding.WPA3_ONLY: Said(
        word="WPA3 only",
        reason="Many devices cannot join by WPA3",
        title="It lets in by WPA3 only",
        means="Many devices know WPA2 alone, and then refuse the right password.",
        todo="Have the owner allow WPA2 as well, or choose another network.",
        never="Do not take the password for wrong before that: it may be right.",
        icon="shield",
        way=Next.CHOOSE,
        code=Code.PASSWORD_REFUSED,
    ),
    Finding.WEAK: Said(
        word="Too weak",
        reason="Under −75\u00a0dBm devices drop out",
        title="Too weak at the device",
        means="It is heard below −75 dBm. It may join, and is lost with the next closed door.",
        todo="Open the cabinet, move the router or add a repeater, then look again.",
        never="Do not settle for a join that only just works.",
        icon="network",
        way=Next.LOOK,
        code=Code.TOO_WEAK,
    ),
    Finding.NO_INTERNET: Said(
        word="No internet",
        reason="Nothing is behind it at the moment",
        title="There is no internet behind it",
        means="The laptop is on it and gets no further. Devices join, and reach no service.",
        todo="Look at the router's internet light with the owner, then look again.",
        never="Do not reset devices for it: they will be online when the line is.",
        icon="offline",
        way=Next.LOOK,
        code=Code.NOT_REACHABLE,
    ),
    Finding.OPEN: Said(
        word="Open network",
        reason="No password: anyone near can join",
        title="It has no password",
        means="Anyone near can join, and what devices say on it can be heard.",
        todo="Choose one with a password where there is one.",
        never="Do not type a password for it: it is not asked for.",
        icon="open",
        way=Next.CHOOSE,
        code=Code.SIGN_IN_PAGE,
    ),
    Finding.HIDDEN: Said(
        word="Hidden",
        reason="Its name is in no list",
        title="It keeps its name to itself",
        means="Its name is in no list, so nobody can say how strong it is at the devices.",
        todo="Compare the name with the sticker, sign by sign, and type it again if it differs.",
        never="Do not leave out capitals, spaces or dashes: the name has to be exact.",
        icon="eye",
        way=Next.TYPE_NAME,
    ),
    Finding.MIXED: Said(
        word="WPA2 and WPA3",
        reason="Works; some older devices refuse it",
        title="It offers WPA2 and WPA3 at once",
        means="Most devices join by WPA2. Some older ones refuse the right password.",
        todo="If one does, let the owner type it once more; then have the owner switch to WPA2 alone.",
        never="Do not reset a device that refuses: it takes the next try as it is.",
        icon="shield-ok",
        way=Next.PASSWORD,
        code=Code.PASSWORD_REFUSED,
    ),
    Finding.MESH: Said(
        word="Several boxes",
        reason="Several access points have this name",
        title="Several access points have this name",
        means="It is a mesh or has repeaters. A device joins one of them, not always the nearest.",
        todo="Works as it is. Look again at a device that ends up weak.",
        never="Do not switch boxes off during the set-up: devices on them are lost.",
        icon="router",
        way=Next.LOOK,
        code=Code.TOO_WEAK,
    ),
    Finding.DEVICE_ONLY: Said(
        word="Not seen here",
        reason="The device hears it, the laptop does not",
        title="The device hears it, the laptop does not",
        means="It counts what the device hears. The laptop may stand too far from the router.",
        todo="Go on. To be asked on the network the laptop needs to be on it later.",
        never="Do not choose by the laptop's list: the devices have to join, not the laptop.",
        icon="laptop",
        way=Next.HELP,
        code=Code.NOT_REACHABLE,
    ),
}

NOT_TOLD: Final[dict[Told, str]] = {
    Told.OFF: "This laptop's Wi-Fi is off, so only the device's side is known.",
    Told.NO_ADAPTER: "This laptop has no Wi-Fi, so only the device's side is known.",
    Told.NOT_PERMITTED: "The system keeps its list from Walkdown; only the device's side is known.",
    Told.NOT_SAID: "This system does not tell what the laptop sees; only the device's side is known.",
}
NOT_ASKED: Final = "Compare what the device hears with what this laptop sees. It asks first."
LOOKING: Final = "This laptop is looking. It takes a few seconds."
WELL: Final = "Nothing stands against it"


def tone_of(finding: Finding) -> Tone:
    """The colour of its tag in the list."""
    return "stop" if finding in STOPS else "ok" if finding in NOTES else "warn"


def face_of(finding: Finding) -> tuple[BoxKind, Glyph]:
    """Kind of box and silhouette it is shown with."""
    if finding in STOPS:
        return "stop", "stop"
    return ("sunken", "info") if finding in NOTES else ("warn", "warn")


def point_words(points: tuple[AccessPoint, ...]) -> str:
    """ "2.4 GHz, ch 6" of the strongest; "not seen" where there is none."""
    if not points:
        return "not seen"
    band, channel = points[0].band, points[0].channel
    parts = [f"{band}\u00a0GHz" if band else "", f"ch\u00a0{channel}" if channel else ""]
    return ", ".join(part for part in parts if part) or "seen"


def laptop_words(view: LaptopView | None, *, looking: bool) -> str:
    """Below the doctor's title: what is known of the laptop's side."""
    if looking:
        return LOOKING
    if view is None:
        return NOT_ASKED
    if not view.listed:
        return NOT_TOLD[view.told]
    count = len({p.ssid for p in view.points if p.ssid})
    networks = "one network" if count == 1 else f"{count} networks"
    return f"This laptop sees {networks}."
