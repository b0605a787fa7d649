"""What is said of a serial while it is typed: whose it is, its check digit, how much is still to come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.device import Kind
from walkdown.core.label import (
    Check,
    Label,
    MatterCode,
    NotALabel,
    RouterCode,
    as_serial,
    read_label,
)
from walkdown.core.label_left_out import why_left_out
from walkdown.core.label_profile import Decides, Pattern, Profiles

RIGHT = "check digit right"
WRONG = "The check digit does not match: look at it again."
# Shorter texts are the beginning of too many serials.
_LEAST_TYPED = 4
_MOST_TO_COME = 16
_FILLERS = ("0", "1", "A")
# "It reads like ...; if it is the serial, add it": the person is asked once more.
_MATTER = "It reads like a Matter code. Add it if it is the serial."
_ARTICLE = "It reads like an article's number. Add it if it is the serial."


class Mood(StrEnum):
    """How sure the words are."""

    PLAIN = "plain"
    GOOD = "good"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the text says so far. `serial` is "" where it is none; `model` and `kind` as far as known."""

    words: str = ""
    mood: Mood = Mood.PLAIN
    serial: str = ""
    model: str = ""
    kind: Kind | None = None


def read_typed(text: str, profiles: Profiles) -> Typed:
    """What is known of a text that is being typed."""
    reading = read_label(text, profiles)
    if isinstance(reading, Label):
        if reading.proof is not None:
            reading.proof.secret.forget()
        return _of_label(reading, text, profiles)
    if isinstance(reading, RouterCode):
        reading.forget()
        return Typed("A router's code: it is used on the Network page.", Mood.DOUBT)
    if (isinstance(reading, MatterCode) and reading.manual) or reading is NotALabel.TRADE_ITEM:
        words = _MATTER if isinstance(reading, MatterCode) else _ARTICLE
        label = as_serial(text, profiles)
        return _told(label, words, Mood.DOUBT) if label else Typed(words, Mood.DOUBT)
    to_come = still_to_come(text, profiles)
    return Typed(to_come or why_left_out(text, profiles))


def still_to_come(text: str, profiles: Profiles) -> str:
    """ "Fernhill MI-800: 3 more" for the beginning of one maker's serial; "" for any other text."""
    plain = text.replace(" ", "").upper()
    if len(plain) < _LEAST_TYPED or not plain.isascii():
        return ""
    found = {}
    for profile in profiles.all:
        lacking = [n for row in profile.labels if (n := _lacking(plain, row))]
        if lacking and profile.maker:
            model = next((m.name for m in profile.models if plain.startswith(m.starts)), "")
            found[f"{profile.maker} {model}".strip()] = min(lacking)
    if len(found) != 1:
        return ""
    ((name, more),) = found.items()
    return f"{name}: {more} more"


def _lacking(plain: str, row: Pattern) -> int:
    """How many signs the text lacks to fit a pattern that begins as it does; 0 if it never does."""
    if row.decides is not Decides.ALWAYS:
        return 0
    for more in range(1, _MOST_TO_COME + 1):
        if any(row.pattern.fullmatch(plain + filler * more) for filler in _FILLERS):
            return more
    return 0


def _of_label(label: Label, text: str, profiles: Profiles) -> Typed:
    name = f"{label.maker} {label.model}".strip()
    if label.foreign:
        return _told(label, f"{name}: not set up with Walkdown.", Mood.DOUBT)
    if label.check is Check.FAILED:
        return _told(label, f"{name}. {WRONG}", Mood.DOUBT)
    if label.check is Check.PASSED:
        return _told(label, _and(f"{name}, {RIGHT}", label.warning), Mood.GOOD)
    if label.maker:
        return _told(label, _and(name, label.warning), Mood.GOOD)
    return _told(label, label.warning or still_to_come(text, profiles), Mood.PLAIN)


def _told(label: Label, words: str, mood: Mood) -> Typed:
    return Typed(words, mood, label.serial, label.model, label.kind)


def _and(words: str, warning: str) -> str:
    return f"{words}. {warning}" if warning else words
