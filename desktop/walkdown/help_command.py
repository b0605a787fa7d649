"""`walkdown help messages`: what each message means, by its id or all of them, and as a page to keep."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import groupby
from typing import TextIO

from walkdown.ui.message_list import GROUPS, Entry, entries, fits

OK, NOT_FOUND = 0, 1
_HEAD = """\
# All messages

Every trouble that Walkdown tells has an id, which can be said over the phone. *Help* (F1) has the same list and
finds an id in it; `walkdown help messages WIFI-03` prints one. An id never comes to mean anything else.

This page is printed by `walkdown help messages --markdown`."""


def help_command(args: argparse.Namespace) -> int:
    """Print the messages that fit; the exit status. 0 there are some, 1 none fits."""
    query = " ".join(args.query)
    found = [entry for entry in entries() if fits(query, entry)]
    if not found:
        _print(f"No message fits {query!r}.", sys.stderr)
        return NOT_FOUND
    if args.markdown and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # a page is the same everywhere
    _print("\n\n".join(_page(found) if args.markdown else map(_plain, found)), sys.stdout)
    return OK


def _print(words: str, stream: TextIO) -> None:
    """What the terminal has no letter for is spelled."""
    letters = stream.encoding or "utf-8"
    print(words.encode(letters, "backslashreplace").decode(letters), file=stream)


def _plain(entry: Entry) -> str:
    said = entry.said
    return "\n".join(
        (
            f"{entry.code}  {said.title}",
            f"  What happened: {said.happened}",
            f"  What to do: {said.todo}",
            f"  {said.never}",
        )
    )


def _page(found: Iterable[Entry]) -> Iterator[str]:
    yield _HEAD
    for letters, group in groupby(found, lambda entry: entry.letters):
        yield f"## {GROUPS[letters]}"
        yield from map(_section, group)


def _section(entry: Entry) -> str:
    """A heading to link to, and a list of three."""
    said = entry.said
    return "\n".join(
        (
            f"### {entry.code}",
            "",
            f"**{said.title}**",
            "",
            f"- What happened: {said.happened}",
            f"- What to do: {said.todo}",
            f"- {said.never}",
        )
    )
