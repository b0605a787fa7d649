"""What is said of questions and answers, and of the ledger that keeps them: ASK and LED."""

from __future__ import annotations

from typing import Final

from walkdown.core.trouble import Code
from walkdown.ui.explanation import Explanation

CONSENT: Final = {
    Code.LEDGER_UNWRITABLE: Explanation(
        title="The ledger cannot be written",
        happened="Camera, Bluetooth and Wi-Fi were stopped, because uses that are not written down are"
        " not made. Your work so far is safe.",
        todo="Make room on the disk, then look in Privacy.",
        never="Do not delete the ledger to make room: it is the record of every answer.",
        act="Open Privacy",
    ),
    Code.LEDGER_BROKEN: Explanation(
        title="The ledger does not verify",
        happened="An entry was changed or is missing. Nothing that needs permission is used until it"
        " is looked at.",
        todo="Look in Privacy, and copy the ledger's file as it is.",
        never="Do not repair or delete its file: it is the evidence of what was done to it.",
        act="Open Privacy",
    ),
    Code.REFUSED: Explanation(
        title="You said no",
        happened="Nothing was used.",
        todo="There is a way without it on this page.",
        never="Do not say yes only to get on: the job can be finished without.",
        act="Ask me again",
    ),
    Code.NOT_ANSWERED: Explanation(
        title="The question was closed without an answer",
        happened="Nothing was used.",
        todo="Press the feature again when you are ready.",
        never="Do not wait for it: without an answer it does not go on.",
        act="Ask me again",
    ),
    Code.STOPPED_BY_YOU: Explanation(
        title="Stopped by you",
        happened="{device} was left at a safe point. Nothing was reset.",
        todo="Try again when you are ready.",
        never="Do not reset it: there is nothing to undo.",
        act="Try again",
    ),
    Code.OWNER_FIRST: Explanation(
        title="This is for the owner to say",
        happened="Nothing is sent before.",
        todo="Hand the laptop over: the owner's page asks for it.",
        never="Do not answer in the owner's place: it is recorded as the owner's own answer.",
        act="Open the owner's page",
    ),
    Code.POLICY_FIRST: Explanation(
        title="The privacy policy was not accepted",
        happened="Nothing is used before.",
        todo="Read it and answer. Reading, exporting and erasing what is here work as they are.",
        never="Do not accept it unread: it says what is kept, and where.",
        act="Read the policy",
    ),
}
