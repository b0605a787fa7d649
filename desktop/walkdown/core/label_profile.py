"""Label profiles: what a maker's labels look like and what their parts mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from walkdown.core.check_digit import Rule
from walkdown.core.device import Kind
from walkdown.core.label_pattern import PatternRefused, bounded_pattern
from walkdown.core.sign_check import Counts

MOST_CHARACTERS = 32_000
MOST_ROWS = 100
MOST_WORDS = 300
MOST_LOCK = 1440
# What the named groups of a pattern may be called.
PARTS = frozenset({"serial", "model", "kind", "check", "date", "batch", "place", "revision"})


class ProfileBroken(ValueError):
    """A profile's file cannot be used; the text says where."""


class Decides(StrEnum):
    """How much it means that a serial fits a pattern.

    CHECKED: the maker is known only where the check digit holds too. NEVER: others' serials look the
    same, so it counts only where something else names the maker, and gives its warning otherwise.
    """

    ALWAYS = "always"
    CHECKED = "checked"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole of a text; group `serial` is always in it, where a check digit stands behind it `check`.

    Of a label the text is tried in upper case and without spaces, of a link as it stands.
    """

    pattern: re.Pattern[str]
    check: Rule = Rule.NONE
    decides: Decides = Decides.ALWAYS
    model: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model, by its name, by its GTINs (14 digits), or by how its serials begin.

    `password_most`: characters of a Wi-Fi password that it takes, 0 for all that WPA allows;
    `password_not`: signs that must not be in it. `locks_after`: so many wrong passwords of its own
    in a row, and it takes none for `locks_min` minutes; 0 where nobody says so. `counts`: what this
    meter counts above zero, of what it says of power; UNKNOWN where nobody says so.
    """

    name: str
    kind: Kind
    gtins: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    warning: str = ""
    password_most: int = 0
    password_not: str = ""
    locks_after: int = 0
    locks_min: int = 0
    counts: Counts = Counts.UNKNOWN


@dataclass(frozen=True, slots=True)
class Profile:
    """One maker's labels. `maker` is "" for what holds of all makers.

    `links` are for path and query of addresses at `hosts`, `parts` says what the parts of a label mean,
    `default_secrets` are proofs that are no secret because many devices have them.
    """

    maker: str
    foreign: bool = False
    hosts: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    labels: tuple[Pattern, ...] = ()
    links: tuple[Pattern, ...] = ()
    cartons: tuple[re.Pattern[str], ...] = ()
    models: tuple[Model, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    default_secrets: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles that are known."""

    all: tuple[Profile, ...] = ()


NO_PROFILES = Profiles()


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    pass


class _Pattern(_Strict):
    pattern: str
    check: Rule = Rule.NONE
    decides: Decides = Decides.ALWAYS
    model: str = ""
    warning: str = ""


class _Model(_Strict):
    name: str
    kind: Kind
    gtins: list[str] = []
    starts: list[str] = []
    warning: str = ""
    password_most: int = 0
    password_not: str = ""
    locks_after: int = 0
    locks_min: int = 0
    counts: Counts = Counts.UNKNOWN


class _File(_Strict):
    maker: str
    foreign: bool = False
    hosts: list[str] = []
    gtins: list[str] = []
    cartons: list[str] = []
    default_secrets: list[str] = []
    warning: str = ""
    parts: dict[str, str] = {}
    label: list[_Pattern] = []
    link: list[_Pattern] = []
    model: list[_Model] = []


def profile_of(toml: str) -> Profile:
    """The profile that a TOML text describes. Raises ProfileBroken, for unknown words too."""
    if len(toml) > MOST_CHARACTERS:
        raise ProfileBroken(f"it is longer than {MOST_CHARACTERS} characters")
    try:
        file = msgspec.convert(tomllib.loads(toml), _File)
    except (ValueError, RecursionError) as e:
        raise ProfileBroken(str(e)[:200]) from None
    _bound(file)
    return Profile(
        file.maker,
        file.foreign,
        tuple(h.lower() for h in file.hosts),
        tuple(file.gtins),
        tuple(_pattern(row) for row in file.label),
        tuple(_pattern(row) for row in file.link),
        tuple(_regex(text, ()) for text in file.cartons),
        tuple(
            Model(
                *(m.name, m.kind, tuple(m.gtins), tuple(m.starts)),
                *(m.warning, m.password_most, m.password_not),
                *(m.locks_after, m.locks_min, m.counts),
            )
            for m in file.model
        ),
        tuple(file.parts.items()),
        tuple(file.default_secrets),
        file.warning,
    )


def _pattern(row: _Pattern) -> Pattern:
    regex = _regex(row.pattern, PARTS)
    if "serial" not in regex.groupindex:
        raise ProfileBroken("a pattern without a serial")
    if row.decides is Decides.CHECKED and row.check is Rule.NONE:
        raise ProfileBroken("a pattern that waits for a check digit and has no rule for it")
    return Pattern(regex, row.check, row.decides, row.model, row.warning)


def _regex(text: str, names: frozenset[str] | tuple[()]) -> re.Pattern[str]:
    try:
        return bounded_pattern(text, names)
    except PatternRefused as e:
        raise ProfileBroken(f"a pattern: {e}") from None


def _bound(file: _File) -> None:
    rows = [file.hosts, file.gtins, file.cartons, file.default_secrets, list(file.parts)]
    rows += [row for m in file.model for row in (m.gtins, m.starts)]
    if max(*map(len, rows), len(file.label), len(file.link), len(file.model)) > MOST_ROWS:
        raise ProfileBroken(f"it has more than {MOST_ROWS} of one kind")
    texts = [file.maker, file.warning, *file.hosts, *file.parts, *file.parts.values()]
    texts += [text for row in (*file.label, *file.link) for text in (row.model, row.warning)]
    texts += [text for m in file.model for text in (m.name, m.warning, m.password_not, *m.starts)]
    if any(len(text) > MOST_WORDS or not text.isprintable() for text in texts):
        raise ProfileBroken(f"a text is longer than {MOST_WORDS} characters or cannot be shown")
    if any(m.password_most and not 8 <= m.password_most <= 64 for m in file.model):
        raise ProfileBroken("a Wi-Fi password has 8 to 64 characters")
    if not all(0 <= n <= MOST_LOCK for m in file.model for n in (m.locks_after, m.locks_min)):
        raise ProfileBroken(f"a lock is of 0 to {MOST_LOCK} tries and minutes")
    gtins = [*file.gtins, *(gtin for m in file.model for gtin in m.gtins)]
    if not all(len(g) == 14 and g.isascii() and g.isdigit() for g in gtins):
        raise ProfileBroken("a GTIN has 14 digits")
