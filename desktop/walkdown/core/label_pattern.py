"""Patterns of label profiles: a small part of regular expressions that cannot take long on any text."""

from __future__ import annotations

import re
from collections.abc import Collection

MOST_LENGTH = 200
# The ways in which a text can be tried on one pattern, at worst.
MOST_TRIES = 4_000
MOST_TIMES = 64

_TOKEN = re.compile(
    r"""(?P<open>\(\?:|\(\?P<(?P<name>[a-z]{1,16})>)
    |(?P<close>\))
    |(?P<set>\[\^?(?:[^\]\[\\^]|\\[-\]\[^\\])+\])
    |(?P<escape>\\[-d./?+:*$^|(){}\[\]\\])
    |(?P<times>\{(?P<least>[0-9]{1,2})(?:,(?P<most>[0-9]{1,2}))?\}|\?)
    |(?P<or>\|)
    |(?P<plain>[A-Za-z0-9 :;/_=&%\#@,\-<>!~'"])""",
    re.VERBOSE,
)


class PatternRefused(ValueError):
    """The pattern is not of the kind that profiles may have; the text says why."""


def bounded_pattern(text: str, names: Collection[str]) -> re.Pattern[str]:
    """The pattern, compiled; its named groups are out of `names`. Raises PatternRefused.

    There is no `.`, `*`, `+`, look-around or back-reference, a group is not repeated (but may be left out),
    and all choices together make no more than 4,000 tries: what is read with it is hostile.
    """
    if not 0 < len(text) <= MOST_LENGTH:
        raise PatternRefused(f"it is empty or longer than {MOST_LENGTH}")
    _check(text, names)
    try:
        return re.compile(text, re.ASCII)
    except (re.error, OverflowError):
        raise PatternRefused("it is no regular expression") from None


def _check(text: str, names: Collection[str]) -> None:
    tries, at, before = 1, 0, ""
    choices = [1]  # the alternatives of each open group; each is a factor of `tries`
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise PatternRefused(f"what stands at {at} is not used in profiles")
        kind, at = str(token.lastgroup), token.end()
        if token["name"] and token["name"] not in names:
            raise PatternRefused(f"it has no use for a part named {token['name']}")
        if kind == "times":
            tries *= _times(token, before)
        elif kind == "or":
            choices[-1] += 1
            tries = tries // (choices[-1] - 1) * choices[-1]
        else:
            _nest(kind, choices)
        if tries > MOST_TRIES:
            raise PatternRefused("it would take too long on some texts")
        before = kind


def _nest(kind: str, choices: list[int]) -> None:
    if kind == "open":
        choices.append(1)
    elif kind == "close":
        choices.pop()
        if not choices:
            raise PatternRefused("it closes a group that is not open")


def _times(token: re.Match[str], before: str) -> int:
    """How many ways there are to repeat what stands before."""
    if before in ("", "open", "or", "times"):
        raise PatternRefused("it repeats what cannot be repeated")
    if token["times"] == "?":
        return 2
    if before == "close":
        raise PatternRefused("it repeats a group")
    least = int(token["least"])
    most = int(token["most"] or least)
    if not least <= most <= MOST_TIMES:
        raise PatternRefused(f"it repeats more than {MOST_TIMES} times")
    return most - least + 1
