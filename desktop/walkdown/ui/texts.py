"""The words for every error code: what happened, what to do, and the next click. One place, one voice."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import Flaw


@dataclass(frozen=True, slots=True)
class Words:
    """Title = the fact; body = what it needs, the usual cause, the act; `act` = the next click's caption."""

    title: str
    body: str
    act: str = ""


_WORDS = {
    Code.BLUETOOTH_MISSING: Words(
        "No Bluetooth adapter found",
        "A small USB adapter is enough. If one is plugged in, pull it and plug it in again.",
        "Look again",
    ),
    Code.BLUETOOTH_OFF: Words(
        "Bluetooth is off on this laptop",
        "Switch it on in the system's settings, then listen again.",
        "Listen again",
    ),
    Code.BLUETOOTH_BLOCKED: Words(
        "The system blocks Bluetooth for Walkdown",
        "You said yes here; the system still says no.",
        "Listen again",
    ),
    Code.NO_ANSWER: Words(
        "{device} is heard but does not answer",
        "Something else may be connected to it. Close the phone app that was used before,"
        " or switch the device off and on.",
        "Try again",
    ),
    Code.LINK_REFUSED: Words(
        "No connection to {device} was made",
        "This laptop's Bluetooth may hold as many connections as it can: close other programs that"
        " use it. Or stand closer.",
        "Try again",
    ),
    Code.LINK_LOST: Words(
        "The connection to {device} broke off",
        "Nothing was reset. Stand closer, keep the cabinet open, and try again.",
        "Try again",
    ),
    Code.NOT_HEARD: Words(
        "{device} is not heard",
        "Check that it has power and is not connected to a phone. Then listen again near it.",
        "Try again",
    ),
    Code.TWO_CLAIM: Words(
        "Two devices say that they are {device}",
        "Nothing was sent to either. Compare their labels, switch the other one off, and listen again.",
        "Try again",
    ),
    Code.NOT_PAIRED: Words(
        "{device} wants to be paired with this laptop first",
        "Put it into pairing mode with its button, say yes if the system asks, then try again. "
        "If it was paired before, first remove it in this laptop's Bluetooth settings.",
        "Try again",
    ),
    Code.BROKEN_PROTOCOL: Words(
        "{device} does not answer as it should",
        "Its replies break the protocol. Switch it off and on once; if it stays, note this id for support.",
        "Try again",
    ),
    Code.OTHER_SERIAL: Words(
        "This is not {device}",
        "The device says another serial than its label. Nothing was sent. Compare the label on the device.",
        "Try again",
    ),
    Code.PRESS_BUTTON: Words(
        "{device} waits for its button",
        "Press the button on the device until its light changes; it then listens for a minute.",
        "I pressed it",
    ),
    Code.CANNOT_SET_UP: Words(
        "{device} cannot be set up from here yet",
        "It is heard, but it is not offering to be set up. It may be on a network already.",
        "Try again",
    ),
    Code.DEVICE_LOCKED: Words(
        "{device} is locked with a password of its own",
        "Somebody has set it up before. Ask for its password and type it here; or set it back to how"
        " it was delivered at its button, and try again. It is kept only while the program runs.",
        "Try again",
    ),
    Code.PROOF_NEEDED: Words(
        "{device} wants the code on its label",
        "Scan its label again in Labels. The code is kept only while the program runs.",
        "Try again",
    ),
    Code.PROOF_REFUSED: Words(
        "{device} does not know the code on this label",
        "The label may belong to another device. Scan the one on {device} itself, then try again.",
        "Try again",
    ),
    Code.LESS_SECURE: Words(
        "{device} is less secure than its label says",
        "Nothing was sent to it. It may be another device in its place,"
        " or its firmware was changed: ask whoever made it.",
        "Try again",
    ),
    Code.FIRMWARE_UNREADABLE: Words(
        "This file is no firmware for it",
        "Nothing was sent to {device}. Take the file for this model as its maker gave it, ending in .bin.",
        "Choose another file",
    ),
    Code.FIRMWARE_REFUSED: Words(
        "{device} does not take this firmware",
        "It goes on with what it has. The file may be for another model, or older than what runs now.",
        "Choose another file",
    ),
    Code.FIRMWARE_UNSAFE: Words(
        "Not safe to update {device} now",
        "An update cut short can be lost. Charge it, or stand closer with the laptop, then try again.",
        "Try again",
    ),
    Code.FIRMWARE_LOST: Words(
        "{device} did not come back after its restart",
        "Do not switch it off. Give it two minutes and listen again: it starts its former firmware by itself.",
        "Try again",
    ),
    Code.PASSWORD_REFUSED: Words(
        "{network} did not take this password",
        "{device} sees the network well and could not join. Nothing was reset: let the owner type it again.",
        "Type it again",
    ),
    Code.NETWORK_NOT_SEEN: Words(
        "{device} does not see {network}",
        "The network is out of its reach, off, or on 5 GHz only. Choose another, or move the router closer.",
        "Choose another network",
    ),
    Code.TOO_WEAK: Words(
        "{network} is too weak at {device}",
        "It needs −75 dBm or better. A closed cabinet door is the usual cause: open it, then retry.",
        "Retry now",
    ),
    Code.JOIN_UNKNOWN: Words(
        "{device} could not join {network}",
        "It does not say why. Check the password and the distance to the router, then retry.",
        "Retry now",
    ),
    Code.NO_ADDRESS: Words(
        "{device} joined, but got no address",
        "The router gives out no more addresses, or blocks new devices. Ask the owner to restart it.",
        "Retry now",
    ),
    Code.NOT_REACHABLE: Words(
        "{device} joined, but answers nobody on this network",
        "The network may keep devices apart, as guest networks do. Use the main network.",
        "Retry now",
    ),
    Code.REACHED_OTHER: Words(
        "Another device answers in place of {device}",
        "The serial on the network is not the one on the label. Compare labels before you go on.",
        "Retry now",
    ),
    Code.CAMERA_MISSING: Words(
        "No camera found",
        "Photo, hand scanner and typing work without it.",
        "Look again",
    ),
    Code.CAMERA_BUSY: Words(
        "Another program is using the camera",
        "Close it, a video call is the usual one, then try again.",
        "Try again",
    ),
    Code.CAMERA_BLOCKED: Words(
        "The system blocks the camera for Walkdown",
        "Change it in the privacy settings, or go on without it: photo, scanner and typing work.",
        "Try again",
    ),
    Code.PICTURE_UNREADABLE: Words(
        "This picture cannot be opened",
        "It is damaged, too large, or not a picture. JPEG, PNG and WebP work up to 64 megapixels.",
        "Pick another",
    ),
    Code.LIST_UNREADABLE: Words(
        "This list cannot be opened",
        "It has to be a text of at most 1 MB, such as a CSV file. From a spreadsheet: save it as CSV.",
        "Choose another file",
    ),
    Code.NO_CODE_IN_PICTURE: Words(
        "No label reads in this picture",
        "Fill the frame with the label and tilt it out of the glare. Typing works too.",
        "Pick another",
    ),
    Code.LOCATION_UNKNOWN: Words(
        "The system does not know where this laptop is",
        "Its location service is off, missing, or finds nothing here. Typing the address works.",
        "Read again",
    ),
    Code.NOT_OPENED: Words(
        "The system did not open it",
        "No program may be set up for this on this computer. Copying the text works.",
        "Try again",
    ),
    Code.SITE_FILE_DAMAGED: Words(
        "This site's file is damaged",
        "It is left exactly as it is and is not written over. Copy it before anything else.",
    ),
    Code.SITE_FILE_NEWER: Words(
        "This site was saved by a newer Walkdown",
        "Install that version to open it. Nothing in the file was changed.",
    ),
    Code.CANNOT_WRITE: Words(
        "The folder or disk cannot be written",
        "It may be full or protected. Nothing was lost: what was saved before is still there.",
        "Choose another folder",
    ),
    Code.LEDGER_UNWRITABLE: Words(
        "The ledger cannot be written",
        "Camera, Bluetooth and Wi-Fi were stopped, because uses that are not written down are not made."
        " Your work so far is safe.",
        "Open Privacy",
    ),
    Code.LEDGER_BROKEN: Words(
        "The ledger does not verify",
        "An entry was changed or is missing. Nothing that needs permission is used until it is looked at.",
        "Open Privacy",
    ),
    Code.REFUSED: Words(
        "You said no",
        "Nothing was used. There is a way without it on this page.",
        "Ask me again",
    ),
    Code.NOT_ANSWERED: Words(
        "The question was closed without an answer",
        "Nothing was used. Press the feature again when you are ready.",
        "Ask me again",
    ),
    Code.OWNER_FIRST: Words(
        "This is for the owner to say",
        "Hand the laptop over: the owner's page asks for it, and nothing is sent before.",
        "Open the owner's page",
    ),
    Code.POLICY_FIRST: Words(
        "The privacy policy was not accepted",
        "Nothing is used before. Reading, exporting and erasing what is here work as they are.",
        "Read the policy",
    ),
    Code.SYSTEM_BLOCKS: Words(
        "The system blocks this for Walkdown",
        "You said yes here; the system still says no. Change it in its privacy settings.",
        "Try again",
    ),
    Code.SYSTEM_RESTRICTS: Words(
        "This is not available on this computer",
        "It was set by whoever manages this computer, or this build cannot use it.",
        "Try again",
    ),
    Code.STOPPED_BY_YOU: Words(
        "Stopped by you",
        "{device} was left at a safe point. Nothing was reset.",
        "Try again",
    ),
}

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
    words = _WORDS[trouble.code]
    device = grouped(shown(trouble.device, 24)) if trouble.device else "The device"
    network = shown(trouble.network, 34) if trouble.network else "The network"
    return Words(
        words.title.format(device=device, network=network),
        words.body.format(device=device, network=network),
        words.act,
    )


def flaw_words(flaw: Flaw) -> str:
    """The sentence beside a field whose content is not sent."""
    return _FLAWS[flaw]
