"""What is said of devices and the site's network: joining it, and being found on it: WIFI and LAN."""

from __future__ import annotations

from typing import Final

from walkdown.core.trouble import Code
from walkdown.ui.explanation import Explanation

NETWORK: Final = {
    Code.PASSWORD_REFUSED: Explanation(
        title="{network} did not take this password",
        happened="{device} sees the network well and could not join. Nothing was reset.",
        todo="Let the owner type it again.",
        never="Do not reset the device: it takes another password as it is.",
        act="Type it again",
    ),
    Code.NETWORK_NOT_SEEN: Explanation(
        title="{device} does not see {network}",
        happened="The network is out of its reach, off, or on 5 GHz only.",
        todo="Choose another, or move the router closer.",
        never="Do not type the password again: the device did not get as far as using it.",
        act="Choose another network",
    ),
    Code.TOO_WEAK: Explanation(
        title="{network} is too weak at {device}",
        happened="It needs −75 dBm or better. A closed cabinet door is the usual cause.",
        todo="Open it, then retry. If it stays weak, move the router closer.",
        never="Do not settle for a join that only just works: it is lost with the next closed door.",
        act="Retry now",
    ),
    Code.JOIN_UNKNOWN: Explanation(
        title="{device} could not join {network}",
        happened="It does not say why.",
        todo="Check the password and the distance to the router, then retry.",
        never="Do not reset it before that: it says no more after a reset.",
        act="Retry now",
    ),
    Code.NO_ADDRESS: Explanation(
        title="{device} joined, but got no address",
        happened="The router gives out no more addresses, or blocks new devices.",
        todo="Ask the owner to restart it.",
        never="Do not give it a fixed address: another device may come to have the same.",
        act="Retry now",
    ),
    Code.PASSWORD_UNFIT: Explanation(
        title="{device} cannot take the password of {network}",
        happened="Its own software takes fewer characters, or not all signs. It was not sent.",
        todo="Choose a network with a shorter or plainer password, or have the owner change this one.",
        never="Do not leave characters out: the router would refuse it.",
        act="Choose another network",
    ),
    Code.NOT_REACHABLE: Explanation(
        title="{device} joined, but answers nobody on this network",
        happened="The network may keep devices apart, as guest networks do.",
        todo="Use the main network.",
        never="Do not count it as online: nobody has heard it answer.",
        act="Retry now",
    ),
    Code.REACHED_OTHER: Explanation(
        title="Another device answers in place of {device}",
        happened="The serial on the network is not the one on the label.",
        todo="Compare labels before you go on.",
        never="Do not go by the address: a router gives it to another device later.",
        act="Retry now",
    ),
    Code.SIGN_IN_PAGE: Explanation(
        title="A sign-in page answers in place of {device}",
        happened="This network wants a person to sign in or accept terms, as hotels' do.",
        todo="Use a network without such a page, or have the owner let the devices through.",
        never="Do not sign in on the laptop for them: it lets the laptop through, not the devices.",
        act="Retry now",
    ),
}
