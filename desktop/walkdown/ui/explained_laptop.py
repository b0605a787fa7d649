"""What is said of the laptop: CAM, PIC, LOC, APP, FILE and SYS."""

from __future__ import annotations

from typing import Final

from walkdown.core.trouble import Code
from walkdown.ui.explanation import Explanation

LAPTOP: Final = {
    Code.CAMERA_MISSING: Explanation(
        title="No camera found",
        happened="None is plugged in, or the system shows none.",
        todo="Photo, hand scanner and typing work without it.",
        never="Do not hold up the job for it: typing lists the same devices.",
        act="Look again",
    ),
    Code.CAMERA_BUSY: Explanation(
        title="Another program is using the camera",
        happened="A video call is the usual one.",
        todo="Close it, then try again.",
        never="Do not restart the laptop for it: closing that program is enough.",
        act="Try again",
    ),
    Code.CAMERA_BLOCKED: Explanation(
        title="The system blocks the camera for Walkdown",
        happened="You said yes here; the system still says no.",
        todo="Change it in the privacy settings, or go on without it: photo, scanner and typing work.",
        never="Do not install Walkdown anew for it: the system remembers its no.",
        act="Try again",
    ),
    Code.PICTURE_UNREADABLE: Explanation(
        title="This picture cannot be opened",
        happened="It is damaged, too large, or not a picture.",
        todo="JPEG, PNG and WebP work up to 64 megapixels.",
        never="Do not rename the file to make it fit: what is inside decides.",
        act="Pick another",
    ),
    Code.NO_CODE_IN_PICTURE: Explanation(
        title="No label reads in this picture",
        happened="The label is too small in it, blurred, or in glare.",
        todo="Fill the frame with the label and tilt it out of the glare. Typing works too.",
        never="Do not guess what cannot be read: a wrong serial lists a wrong device.",
        act="Pick another",
    ),
    Code.LOCATION_UNKNOWN: Explanation(
        title="The system does not know where this laptop is",
        happened="Its location service is off, missing, or finds nothing here.",
        todo="Typing the address works.",
        never="Do not take over another site's place: the report would show it.",
        act="Read again",
    ),
    Code.NOT_OPENED: Explanation(
        title="The system did not open it",
        happened="No program may be set up for this on this computer.",
        todo="Copying the text works.",
        never="Do not take it for done: nothing has left Walkdown.",
        act="Try again",
    ),
    Code.SITE_FILE_DAMAGED: Explanation(
        title="This site's file is damaged",
        happened="It is left exactly as it is and is not written over.",
        todo="Copy it before anything else.",
        never="Do not erase it before you have that copy: it may be possible to repair it.",
    ),
    Code.SITE_FILE_NEWER: Explanation(
        title="This site was saved by a newer Walkdown",
        happened="Nothing in the file was changed.",
        todo="Install that version to open it.",
        never="Do not erase it: the newer version reads it.",
    ),
    Code.SITE_KEY_MISSING: Explanation(
        title="The key to this site's file is not here",
        happened="Its key is not in this computer's keychain, or the keychain is locked.",
        todo="Unlock the keychain, and start Walkdown again.",
        never="Do not erase the site: without its key nobody can read it, with it nothing is lost.",
    ),
    Code.PASSPHRASE_WRONG: Explanation(
        title="The passphrase does not open this file",
        happened="It is another one, or the file is damaged or not of Walkdown. It was not changed.",
        todo="Type it again, with its hyphens and small letters. Ask whoever made the file.",
        never="Do not send the passphrase together with the file: who has both has the site.",
        act="Open again",
    ),
    Code.SITE_CLOSED: Explanation(
        title="This site was handed over on this laptop",
        happened="What the owner took over is not changed any more. Nothing of the file was taken.",
        todo="To look at the other state, open the file on a laptop that does not have this site.",
        never="Do not erase the site to make room for the file: its record of the hand-over is here.",
    ),
    Code.SITE_FILE_GONE: Explanation(
        title="This site's file is not here any more",
        happened="Another program moved or deleted it. Its copies are still here.",
        todo="Go back to one of its copies, or put the file back in its place.",
        never="Do not erase the site before that: its copies would go with it.",
    ),
    Code.SITE_KEY_STAYS: Explanation(
        title="The keychain may still have this site's key",
        happened="It did not answer, so that nobody can say that the key is gone.",
        todo="Unlock the keychain, start Walkdown again, and erase the site once more.",
        never="Do not take the site for erased: with its key, a copy of its file can be read.",
    ),
    Code.CANNOT_WRITE: Explanation(
        title="The folder or disk cannot be written",
        happened="It may be full or protected. Nothing was lost: what was saved before is still there.",
        todo="Make room, or choose another folder.",
        never="Do not work on before it can be written: what you add is not kept.",
        act="Choose another folder",
    ),
    Code.LIST_UNREADABLE: Explanation(
        title="This list cannot be opened",
        happened="It has to be a text of at most 1 MB, such as a CSV file.",
        todo="From a spreadsheet: save it as CSV.",
        never="Do not let the spreadsheet make numbers of serials: zeros in front would be lost.",
        act="Choose another file",
    ),
    Code.SYSTEM_BLOCKS: Explanation(
        title="The system blocks this for Walkdown",
        happened="You said yes here; the system still says no.",
        todo="Change it in its privacy settings.",
        never="Do not start Walkdown as administrator instead: that opens more than is needed.",
        act="Try again",
    ),
    Code.SYSTEM_RESTRICTS: Explanation(
        title="This is not available on this computer",
        happened="It was set by whoever manages this computer, or this build cannot use it.",
        todo="Ask them, or go on without it.",
        never="Do not work around a managed setting: it may be there for a reason.",
        act="Try again",
    ),
}
