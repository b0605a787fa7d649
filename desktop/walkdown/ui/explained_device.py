"""What is said of devices that answer otherwise than hoped, and of their firmware: DEV and FW."""

from __future__ import annotations

from typing import Final

from walkdown.core.trouble import Code
from walkdown.ui.explanation import Explanation

DEVICE: Final = {
    Code.BROKEN_PROTOCOL: Explanation(
        title="{device} does not answer as it should",
        happened="Its replies break the protocol.",
        todo="Switch it off and on once; if it stays, note this id for support.",
        never="Do not update its firmware to get past this: an update needs a device that answers well.",
        act="Try again",
    ),
    Code.OTHER_SERIAL: Explanation(
        title="This is not {device}",
        happened="The device says another serial than its label. Nothing was sent.",
        todo="Compare the label on the device.",
        never="Do not type the other serial to make it fit: the report would name the wrong device.",
        act="Try again",
    ),
    Code.PRESS_BUTTON: Explanation(
        title="{device} waits for its button",
        happened="Only who stands at it may set it up.",
        todo="Press the button on the device until its light changes; it then listens for a minute.",
        never="Do not hold it any longer: a long press resets many devices.",
        act="I pressed it",
    ),
    Code.CANNOT_SET_UP: Explanation(
        title="{device} cannot be set up from here yet",
        happened="It is heard, but it is not offering to be set up. It may be on a network already.",
        todo="Ask who set it up; or switch it off and on, and try again.",
        never="Do not reset it at once: if it is on a network, it would lose it.",
        act="Try again",
    ),
    Code.DEVICE_LOCKED: Explanation(
        title="{device} is locked with a password of its own",
        happened="Somebody has set it up before.",
        todo="Ask for its password and type it here; or set it back to how it was delivered at its"
        " button, and try again. It is kept only while the program runs.",
        never="Do not guess: after a few wrong passwords some devices lock for minutes or hours.",
        act="Try again",
    ),
    Code.PROOF_NEEDED: Explanation(
        title="{device} wants the code on its label",
        happened="It answers only whoever has seen its label.",
        todo="Scan its label again in Labels. The code is kept only while the program runs.",
        never="Do not scan the label of a device like it: each has a code of its own.",
        act="Try again",
    ),
    Code.PROOF_REFUSED: Explanation(
        title="{device} does not know the code on this label",
        happened="The label may belong to another device.",
        todo="Scan the one on {device} itself, then try again.",
        never="Do not go by the label on the carton: cartons get swapped.",
        act="Try again",
    ),
    Code.LESS_SECURE: Explanation(
        title="{device} is less secure than its label says",
        happened="Nothing was sent to it. It may be another device in its place,"
        " or its firmware was changed.",
        todo="Ask whoever made it.",
        never="Do not send it the Wi-Fi password before you know which of the two it is.",
        act="Try again",
    ),
    Code.FIRMWARE_UNREADABLE: Explanation(
        title="This file is no firmware for it",
        happened="Nothing was sent to {device}.",
        todo="Take the file for this model as its maker gave it, ending in .bin.",
        never="Do not rename another file to .bin: what is inside has to fit.",
        act="Choose another file",
    ),
    Code.FIRMWARE_REFUSED: Explanation(
        title="{device} does not take this firmware",
        happened="It goes on with what it has. The file may be for another model, or older than what"
        " runs now.",
        todo="Take the file for this very model.",
        never="Do not send the same file again: it is refused again.",
        act="Choose another file",
    ),
    Code.FIRMWARE_UNSAFE: Explanation(
        title="Not safe to update {device} now",
        happened="An update cut short can be lost.",
        todo="Charge it, or stand closer with the laptop, then try again.",
        never="Do not go away from it, or switch it off, while an update runs.",
        act="Try again",
    ),
    Code.FIRMWARE_LOST: Explanation(
        title="{device} did not come back after its restart",
        happened="It starts its former firmware by itself if the new one does not run.",
        todo="Give it two minutes and listen again.",
        never="Do not switch it off: it may be writing.",
        act="Try again",
    ),
}
