"""The only links that are ever opened: one map host, a mail draft of ours, the system's own settings."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from walkdown.consent.purpose import Purpose
from walkdown.consent.system.links import SETTINGS_LINKS
from walkdown.core.mail import MailDraft
from walkdown.core.site import email_looks_whole

MAP_HOST = "www.openstreetmap.org"
MOST = 2000
_SEARCH = f"https://{MAP_HOST}/search?query="
# The signs that our own links are made of; all others are written as %XX in them.
_PLAIN = re.compile(r"[A-Za-z0-9:/?&=@.%_~-]{1,2000}")


def map_link(address: str) -> str:
    """The search for an address on the map, at most MOST characters; empty where nothing is left."""
    words = " ".join("".join(c if c.isprintable() else " " for c in address).split())
    query = _fitting(words, MOST - len(_SEARCH))
    return _SEARCH + query if query else ""


def mail_link(draft: MailDraft) -> str:
    """The draft as a mailto: link (RFC 6068): an address or none, a subject, a text; no other field."""
    head = f"mailto:{quote(draft.to, safe='@')}?subject={quote(draft.subject, safe='')}&body="
    return head + _fitting(draft.body.replace("\n", "\r\n"), MOST - len(head))


def may_open(purpose: Purpose, link: str) -> bool:
    """Whether a lease of this purpose opens this link: only one that could have been made here."""
    if not _PLAIN.fullmatch(link):
        return False
    try:
        match purpose:
            case Purpose.OPEN_MAP:
                return _is_map(link)
            case Purpose.OPEN_MAIL:
                return _is_mail(link)
    except ValueError:  # %XX that is no UTF-8, a host that is none
        return False
    return False


def is_settings(link: str) -> bool:
    """Whether it is, sign for sign, one of the pages of a system's settings."""
    return link in SETTINGS_LINKS


def _is_map(link: str) -> bool:
    fields = parse_qsl(urlsplit(link).query, strict_parsing=True, errors="strict")
    if [name for name, _ in fields] != ["query"]:
        return False
    # Made again from what it says and compared: scheme, host, path and spelling can only be ours.
    return map_link(fields[0][1]) == link


def _is_mail(link: str) -> bool:
    parts = urlsplit(link)
    to = unquote(parts.path, errors="strict")
    fields = parse_qsl(parts.query, strict_parsing=True, errors="strict")
    if [name for name, _ in fields] != ["subject", "body"] or to != to.strip():
        return False
    if not email_looks_whole(to):
        return False
    subject, body = fields[0][1], fields[1][1].replace("\r\n", "\n")
    if not subject.isprintable() or not body.replace("\n", "").isprintable():
        return False
    return mail_link(MailDraft(to, subject, body)) == link


def _fitting(text: str, room: int) -> str:
    """The text in %XX, cut after the last whole sign that fits."""
    while len(quoted := quote(text, safe="")) > room and text:
        text = text[: -max(1, (len(quoted) - room) // 12)].rstrip()
    return quoted
