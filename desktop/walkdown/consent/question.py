"""What is asked of the person, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import PromptText


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt. `feature` is what was pressed ("Camera, in Labels"); `changed` when the text is new."""

    number: int
    text: PromptText
    feature: str
    changed: bool = False


class AnswerKind(StrEnum):
    """The four things that can become of a question. Silence is the last one, never a yes."""

    USE = "use"
    DONT_USE = "dont-use"
    DONT_ASK_AGAIN = "dont-ask-again"
    NOT_ANSWERED = "not-answered"


@dataclass(frozen=True, slots=True)
class Answer:
    """`scope` only with USE; `shown_ms` is how long the words could be read."""

    kind: AnswerKind
    scope: Scope | None = None
    shown_ms: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """Something in use right now; `number` is what Stop sends back."""

    number: int
    permission: Permission
    purpose: Purpose
    since_ms: int


@dataclass(frozen=True, slots=True)
class Rested:
    """A use that was ended has come to rest, `ms` after it was told."""

    permission: Permission
    ms: int
