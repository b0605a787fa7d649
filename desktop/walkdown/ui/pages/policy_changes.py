"""What a new version of the policy changes, purpose by purpose: new, changed, gone; before and now."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from walkdown.consent.policy_changes import Change, ChangeKind
from walkdown.consent.registry import PromptText
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import MIDDLE, Tag, Text, box, col, row, rule, strong
from walkdown.ui.layout import Item
from walkdown.ui.text import Run

_FACTS = {
    "title": "Question",
    "reads": "Reads",
    "keeps": "Keeps",
    "retention": "For how long",
    "sends": "Sends",
    "who": "Who gets it",
    "if_refused": "Without it",
    "use_verb": "Button",
    "refuse_verb": "Other button",
}
_OF_A_NEW_ONE = ("reads", "keeps", "retention", "sends", "who")
_UNKNOWN = "A purpose of another version"

Fact = tuple[str | Run, ...]


def changes_card(changes: tuple[Change, ...], texts: tuple[PromptText, ...]) -> QFrame:
    """All changes, in the order of the policy."""
    title = "What has changed: " + (
        "1 purpose" if len(changes) == 1 else f"{len(changes)} purposes"
    )
    lines: list[Item] = [Text(title, "h2", wrap=True)]
    for change in changes:
        lines += [rule(), _change(change, texts)]
    card = box(col(*lines, gap=12), "info", 20, title)
    card.setObjectName("policy.changes")
    return card


def facts_of(change: Change) -> tuple[Fact, ...]:
    """The lines under a change: what differs, before and now; for a new one all of it."""
    if change.kind is ChangeKind.NEW and change.after is not None:
        new = change.after
        return tuple((strong(f"{_FACTS[n]}: "), getattr(new, n)) for n in _OF_A_NEW_ONE)
    if change.kind is ChangeKind.GONE:
        return (("It is not asked for and not used any more.",),)
    lines: list[Fact] = []
    for name in (name for name in _FACTS if name in change.differing):
        before = getattr(change.before, name) or "not said"
        lines.append((strong(f"{_FACTS[name]}, before: "), before))
        lines.append((strong(f"{_FACTS[name]}, now: "), getattr(change.after, name)))
    return tuple(lines) or (("What it said before is not known on this computer.",),)


def _change(change: Change, texts: tuple[PromptText, ...]) -> QWidget:
    text = next((text for text in texts if text.purpose == change.purpose), None)
    words = change.after or change.before
    name = permission_name(text.permission) if text else ""
    said = words.title.removesuffix("?") if words else _UNKNOWN
    title = Text([strong(f"{name}: " if name else ""), said], "body", wrap=True)
    held = QWidget()
    head = row(_tag(change.kind), (title, 1), gap=12, align=MIDDLE)
    facts = [Text(list(fact), "body", "ink2", wrap=True) for fact in facts_of(change)]
    held.setLayout(col(head, *facts, gap=6))
    held.setObjectName(f"policy.change.{change.purpose or 'unknown'}")
    spoken = " ".join(fact.text() for fact in facts)
    held.setAccessibleName(f"{str(change.kind).capitalize()}. {title.text()}. {spoken}")
    return held


def _tag(kind: ChangeKind) -> Tag:
    if kind is ChangeKind.NEW:
        return Tag("info", "New")
    return Tag("warn", "Changed") if kind is ChangeKind.CHANGED else Tag("idle", "Gone")
