"""The ledger told in plain words: one sentence for each decision and each use, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from walkdown.app.ledger_words import BY, DOING, GONE, SCOPES, clock, heading, local
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.purpose import Permission
from walkdown.core.shown import shown

LINES: Final = 200
_ANSWERS: Final = frozenset(
    {Happened.GRANTED, Happened.REFUSED, Happened.REFUSED_QUIET, Happened.DEFERRED}
)
_SYSTEM_SAYS: Final = frozenset({Happened.OS_GRANTED, Happened.OS_DENIED, Happened.OS_UNDETERMINED})
# Of the others it goes without saying who it was.
_WHO: Final = frozenset(
    {
        *(Happened.GRANTED, Happened.REFUSED, Happened.REFUSED_QUIET),
        *(Happened.WITHDRAWN, Happened.EXPIRED, Happened.RESET),
        *(Happened.POLICY_ACCEPTED, Happened.POLICY_DECLINED, Happened.EXPORTED),
    }
)
# Told with another entry where that follows or came before.
_BEFORE: Final = {Happened.PROMPT_SHOWN: _ANSWERS, Happened.OS_REQUEST: _SYSTEM_SAYS}


class Topic(StrEnum):
    """What kind of events is shown."""

    ALL = "all"
    DECISIONS = "decisions"
    USES = "uses"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Look:
    """What of the ledger is shown: whose, of what kind, with which words, and how many at most."""

    every_site: bool = False
    permission: Permission | None = None
    topic: Topic = Topic.ALL
    text: str = ""
    most: int = LINES


@dataclass(frozen=True, slots=True)
class LedgerSentence:
    """`what` is its beginning ("Bluetooth allowed"), `rest` what follows; no serial, no payload."""

    seq: int
    at: datetime
    permission: str
    what: str
    rest: str

    @property
    def words(self) -> str:
        """The whole sentence."""
        return f"{self.what} {self.rest}"


@dataclass(slots=True)
class _Chapter:
    """Entries that belong together: a decision with its first use, or a use with its end."""

    first: Entry
    start: Entry | None = None
    end: Entry | None = None
    late: bool = False
    topics: set[Topic] = field(default_factory=set)


def sentences(
    entries: Iterable[Entry], look: Look, site: str, names: Mapping[str, str]
) -> tuple[tuple[LedgerSentence, ...], bool]:
    """The newest that are looked for, and whether there are older ones.

    `entries` oldest first; `site` is the pseudonym of the open site, `names` what the pseudonyms
    stand for on this laptop.
    """
    found: list[LedgerSentence] = []
    wanted = look.text.casefold().split()
    for chapter in reversed(_chapters(entries)):
        if not _looked_for(chapter, look, site):
            continue
        sentence = _sentence(chapter, names)
        said = sentence.words.casefold()
        if all(word in said for word in wanted):
            if len(found) == look.most:
                return tuple(found), True
            found.append(sentence)
    return tuple(found), False


def _chapters(entries: Iterable[Entry]) -> list[_Chapter]:
    """What belongs together, put together; in the order in which it began."""
    by_seq: dict[int, _Chapter] = {}
    before: dict[tuple[str, str, Happened], int] = {}
    for entry in entries:
        if _joins(entry, by_seq):
            continue
        for event, followers in _BEFORE.items():
            if entry.event in followers:
                by_seq.pop(before.pop((entry.purpose, entry.site, event), -1), None)
        if entry.event in _BEFORE:
            before[entry.purpose, entry.site, entry.event] = entry.seq
        by_seq[entry.seq] = _Chapter(entry, topics={_topic(entry.event)})
    # The same chapter may stand under the seq of its use as well.
    return [chapter for seq, chapter in by_seq.items() if chapter.first.seq == seq]


def _joins(entry: Entry, by_seq: dict[int, _Chapter]) -> bool:
    """Put an entry to what it belongs to; False where it stands for itself."""
    chapter = by_seq.get(entry.record) if entry.record else None
    if chapter is None:
        return False
    if entry.event is Happened.USE_START:
        first = chapter.first.event is Happened.GRANTED and chapter.start is None
        if first:
            chapter.start = entry
            chapter.topics.add(Topic.USES)
            by_seq[entry.seq] = chapter
        return first
    if entry.event in USE_ENDS:
        chapter.end = entry
        return True
    if entry.event is Happened.USE_LATE:
        chapter.late = True
        return True
    return False


def _topic(event: Happened) -> Topic:
    if event.value.startswith(("consent.", "prompt.", "policy.")):
        return Topic.DECISIONS
    uses = event.value.startswith("use.") and event is not Happened.USE_BLOCKED
    return Topic.USES if uses else Topic.SYSTEM


def _looked_for(chapter: _Chapter, look: Look, site: str) -> bool:
    entry = chapter.first
    if look.permission is not None and entry.permission != look.permission:
        return False
    if not look.every_site and entry.site not in ("", site):
        return False
    return look.topic is Topic.ALL or look.topic in chapter.topics


def _sentence(chapter: _Chapter, names: Mapping[str, str]) -> LedgerSentence:
    entry = chapter.first
    used = entry.event is Happened.USE_START
    parts = [_span(chapter) if used else clock(entry.at_ms)]
    if entry.event in _WHO:
        parts.append(BY.get(entry.by, ""))
    if doing := DOING.get(entry.purpose):
        parts.append(f" for {doing}")
    if entry.site:
        parts.append(f" at {shown(names[entry.site]) if entry.site in names else GONE}")
    if not used and chapter.start is not None:
        parts.append(f", {_use_words(chapter, chapter.start)}")
    parts.append(_aside(chapter))
    return LedgerSentence(
        entry.seq, local(entry.at_ms), entry.permission, heading(entry), "".join(parts)
    )


def _span(chapter: _Chapter) -> str:
    """ "15:02 to 15:31", "15:02" within one minute, "since 15:02" while it lasts."""
    begun = chapter.first.at_ms
    if chapter.end is None:
        return f"since {clock(begun)}"
    if chapter.end.event is Happened.USE_UNCLEAN:
        return f"{clock(begun)} until the program ended"
    end = clock(chapter.end.at_ms, begun)
    return clock(begun) if end == clock(begun) else f"{clock(begun)} to {end}"


def _use_words(chapter: _Chapter, start: Entry) -> str:
    if chapter.end is None:
        return f"in use since {clock(start.at_ms, chapter.first.at_ms)}"
    if chapter.end.event is Happened.USE_UNCLEAN:
        return "used until the program ended"
    return f"used until {clock(chapter.end.at_ms, chapter.first.at_ms)}"


def _aside(chapter: _Chapter) -> str:
    """In brackets: how long the yes is for, what was counted, how it ended."""
    entry, end = chapter.first, chapter.end
    facts = [
        SCOPES.get(entry.scope, ""),
        shown(end.counts if end is not None else entry.counts, 80),
        "stopped" if end is not None and end.event is Happened.USE_ABORT else "",
        "slow to stop" if chapter.late else "",
    ]
    if entry.event is Happened.EXPORTED:
        facts.append(shown(entry.detail, 24))
    told = "; ".join(fact for fact in facts if fact)
    return f" ({told})" if told else ""
