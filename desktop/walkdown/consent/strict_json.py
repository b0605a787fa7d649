"""JSON from outside, read strictly: bounded, no key twice, no fractions, nothing that is not text."""

from __future__ import annotations

import json
from typing import Any, Final

MOST_BYTES: Final = 256 * 1024 * 1024


class ExportBroken(Exception):
    """A file that is no export of ours: too large, ambiguous, of other types, or with more in it."""


def read_json(data: bytes, most: int = MOST_BYTES) -> Any:
    """The value of a JSON text of at most `most` bytes. Raises ExportBroken."""
    if len(data) > most:
        raise ExportBroken("larger than an export can be")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ExportBroken("not JSON") from error
    return value


def write_json(value: Any) -> bytes:
    """A JSON text for people and programs: indented, UTF-8, one newline at its end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def same(one: Any, other: Any) -> bool:
    """Whether both are one JSON value; true is not 1 here."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def found(value: Any, path: str) -> Any:
    """What stands at a path of keys and list places, e.g. "a/0/b". Raises ExportBroken."""
    for step in path.split("/"):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, TypeError, ValueError) as error:
            raise ExportBroken(f"nothing at {path}") from error
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ExportBroken("a key stands twice")
    return row


def _no_number(text: str) -> Any:
    raise ExportBroken("a number that no record has")
