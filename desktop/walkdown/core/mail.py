"""The mail that goes with a hand-over pack: a draft in plain words, read by the person before it is opened."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.core.promise import Promise, day_words
from walkdown.core.site import Site, email_looks_whole

MOST_PROMISES = 3


@dataclass(frozen=True, slots=True)
class MailDraft:
    """To whom (empty for nobody yet), about what, and the text; lines end in \\n."""

    to: str
    subject: str
    body: str

    @property
    def text(self) -> str:
        """All of it as one text, to be copied."""
        head = [f"To: {self.to}"] if self.to else []
        return "\n".join([*head, f"Subject: {self.subject}", "", self.body])


def pack_draft(
    site: Site, owner: str, folder: str, promises: tuple[Promise, ...] = ()
) -> MailDraft:
    """The draft for a pack that was saved as `folder`, with the promises that stand.

    Nothing can be attached to it from here.
    """
    to = site.owner_email.strip()
    name = _line(site.name, 60) or "your site"
    body = (
        f"Hello{_line(owner, 60) and ' ' + _line(owner, 60)},\n\n"
        f"the energy system at {name} is set up{', but for what is named below' if promises else ''}."
        " The report and the record of permissions are in the"
        f" folder {_line(folder, 80)}, which you get with this mail or on a stick.\n\n"
        "They open without internet. Please keep them.\n\n"
        f"{_open(promises)}"
        f"{_line(site.provider, 60)}"
    )
    subject = f"Hand-over pack: {name}"
    # Mail programs do not agree on links with other signs; the person types such an address there.
    known = to if to.isascii() and email_looks_whole(to) else ""
    return MailDraft(known, subject, body.strip())


def _open(promises: tuple[Promise, ...]) -> str:
    """Each promise once, however many devices it is for; a mail program takes only so much."""
    said = {(p.by, _line(p.what, 60), _line(p.who, 30)): None for p in promises}
    lines = [f"- {what}: {who}, until {day_words(by)}" for by, what, who in sorted(said)]
    if not lines:
        return ""
    more = len(lines) - MOST_PROMISES
    rest = [f"- and {more} more, in the report"] if more > 0 else []
    return "\n".join(["Still open, as promised:", *lines[:MOST_PROMISES], *rest]) + "\n\n"


def _line(text: str, most: int) -> str:
    """One line of signs that have a shape: the text is sent, so nothing is put in their place."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].strip()
