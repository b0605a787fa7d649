"""Web addresses on labels: taken apart for what they say, and never opened."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BEGIN = re.compile(r"https?:", re.IGNORECASE)
# No user, no port, no backslash, no names in other alphabets: there one host looks like another.
_LINK = re.compile(
    r"https?://(?P<host>[a-z0-9][a-z0-9.-]{0,200}[a-z])(?P<rest>[/?#][!-\[\]^-~]{0,500})?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_STEPS = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A web address without tricks: `host` in lower case, `rest` is path and query as they stand."""

    host: str
    rest: str


def looks_like_link(text: str) -> bool:
    """Whether a text is meant as a web address, with or without tricks."""
    return _BEGIN.match(text) is not None


def link_of(text: str) -> Link | None:
    """The parts of a plain web address; None for one with a user, a port, `..`, or such a host."""
    found = _LINK.fullmatch(text)
    if found is None:
        return None
    host, rest = found["host"].lower(), found["rest"] or ""
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return None if _STEPS.search(rest) else Link(host, rest)
