"""A value that must not leak: it cannot be printed, formatted, compared, pickled or kept by accident."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, final


@final
class Secret:
    """Text that only `reveal()` shows, and that `forget()` wipes.

    Python may keep copies of strings it made on the way here; what this type promises is that
    nothing of ours writes the value anywhere and that our own copy is overwritten.
    """

    __slots__ = ("_value",)

    def __init__(self, text: str) -> None:
        self._value = bytearray(text.encode("utf-8"))

    @contextmanager
    def reveal(self) -> Iterator[str]:
        """Give the text for the length of a `with` block; empty once forgotten."""
        yield self._value.decode("utf-8")

    def forget(self) -> None:
        """Overwrite the value; what is left is an empty secret."""
        for i in range(len(self._value)):
            self._value[i] = 0
        self._value.clear()

    @property
    def empty(self) -> bool:
        """Whether nothing is held (never given, or forgotten)."""
        return not self._value

    def __len__(self) -> int:
        """Length in UTF-8 bytes, the measure that devices use."""
        return len(self._value)

    def __repr__(self) -> str:
        return "Secret(••••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are not compared")

    def __hash__(self) -> NoReturn:
        raise TypeError("secrets are not keys")

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")
