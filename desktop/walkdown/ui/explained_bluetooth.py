"""What is said of the laptop's Bluetooth and of devices that are not reached over it: BT."""

from __future__ import annotations

from typing import Final

from walkdown.core.trouble import Code
from walkdown.ui.explanation import Explanation

BLUETOOTH: Final = {
    Code.BLUETOOTH_MISSING: Explanation(
        title="No Bluetooth adapter found",
        happened="This laptop has none, or it does not answer.",
        todo="A small USB adapter is enough. If one is plugged in, pull it and plug it in again."
        " “Check Bluetooth”, in Nearby, tells a missing adapter from one that is in use.",
        never="Do not look for the fault at the devices: without an adapter none is heard.",
        act="Look again",
    ),
    Code.BLUETOOTH_OFF: Explanation(
        title="Bluetooth is off on this laptop",
        happened="Nothing is heard until it is on.",
        todo="Switch it on in the system's settings, then listen again.",
        never="Do not switch devices off and on for it: they are not the reason.",
        act="Listen again",
    ),
    Code.BLUETOOTH_BLOCKED: Explanation(
        title="The system blocks Bluetooth for Walkdown",
        happened="You said yes here; the system still says no.",
        todo="Allow it in the system's settings, then listen again.",
        never="Do not take your yes back here: it is not what stands in the way.",
        act="Listen again",
    ),
    Code.NO_ANSWER: Explanation(
        title="{device} is heard but does not answer",
        happened="Something else may be connected to it.",
        todo="Close the phone app that was used before, or switch the device off and on.",
        never="Do not reset it: its settings would be gone. Off and on is enough.",
        act="Try again",
    ),
    Code.LINK_LOST: Explanation(
        title="The connection to {device} broke off",
        happened="Nothing was reset.",
        todo="Stand closer, keep the cabinet open, and try again.",
        never="Do not reset the device: a connection that breaks off harms nothing in it.",
        act="Try again",
    ),
    Code.NOT_HEARD: Explanation(
        title="{device} is not heard",
        happened="It may have no power, be too far off, or be connected to a phone.",
        todo="Check its power, close the phone's app, and listen again near it."
        " “Who holds it?” tells these apart.",
        never="Do not take it for broken before you have listened right beside it.",
        act="Try again",
    ),
    Code.NOT_PAIRED: Explanation(
        title="{device} wants to be paired with this laptop first",
        happened="It answers only whom it is paired with.",
        todo="Put it into pairing mode with its button, say yes if the system asks, then try again."
        " If it was paired before, first remove it in this laptop's Bluetooth settings.",
        never="Do not pair it with a phone for this: the phone would then hold it.",
        act="Try again",
    ),
    Code.TWO_CLAIM: Explanation(
        title="Two devices say that they are {device}",
        happened="Nothing was sent to either.",
        todo="Compare their labels, switch the other one off, and listen again.",
        never="Do not choose by the signal: the stronger one need not be yours.",
        act="Try again",
    ),
    Code.LINK_REFUSED: Explanation(
        title="No connection to {device} was made",
        happened="This laptop's Bluetooth may hold as many connections as it can.",
        todo="Close other programs that use it, or stand closer.",
        never="Do not reset the device: it was not even reached.",
        act="Try again",
    ),
}
