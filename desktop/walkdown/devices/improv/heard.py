"""What an Improv device has said: its state now, and what it answered since the last command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from walkdown.devices.improv.protocol import (
    Command,
    Error,
    ProtocolError,
    Reassembly,
    Result,
    State,
    parse_error,
    parse_result,
    parse_state,
)


class Heard:
    """Fed by notifications in any order and number; keeps one of each kind, so it cannot grow."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.error = Error.NONE
        self.result: Result | None = None
        self.broken: ProtocolError | None = None
        self.newest = 0  # octets of the last notified part of a result
        self._asked: Command | None = None
        self._acknowledged = False
        self._provisioned = False
        self._begun = b""
        self._parts = Reassembly()

    def ask(self, command: Command) -> None:
        """A command goes out: what was said before it is no answer to it."""
        self.error = Error.NONE
        self.result = None
        self.broken = None
        self._asked = command
        self._acknowledged = self._provisioned = False
        self._begun = b""
        self._parts.reset()

    # --- notifications --------------------------------------------------------------------------

    def on_state(self, value: bytes) -> None:
        """The state characteristic was notified or read."""
        try:
            self.state = parse_state(value)
        except ProtocolError as error:
            self.broken = error
            return
        self._acknowledged |= self.state in (State.PROVISIONING, State.PROVISIONED)
        if self._asked is Command.WIFI_SETTINGS:
            self._provisioned |= self.state is State.PROVISIONED

    def on_error(self, value: bytes) -> None:
        """The error characteristic was notified. No error is the answer to a well-formed command."""
        try:
            error = parse_error(value)
        except ProtocolError as broken:
            self.broken = broken
            return
        self._acknowledged |= error is Error.NONE
        self.error = error or self.error

    def on_result(self, part: bytes) -> None:
        """A result or a part of one was notified."""
        if not self._parts.waiting:
            self._begun = part[:1]
        self.newest = len(part)
        self._take(lambda: self._parts.feed(part))

    def on_whole_result(self, frame: bytes) -> None:
        """The result characteristic was read, because its notification was cut off."""
        self._parts.reset()
        self._take(lambda: parse_result(frame))

    def on_early_result(self, frame: bytes) -> None:
        """The result characteristic was read while more of it may still be notified.

        Taken only where it is whole and goes on from what came; else it is as if it was not read.
        """
        if not self._parts.begins(frame):
            return
        with suppress(ProtocolError):
            self.result = parse_result(frame)
            self._parts.reset()

    # --- what it means ---------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """A result for the last command has begun; the rest may come, or must be read."""
        return self._parts.waiting and self._begun == bytes((self._asked or 0,))

    @property
    def took(self) -> bool:
        """The device has taken the last command on (protocols.md 2.3, 2.5)."""
        return self._acknowledged or self.joined

    @property
    def joined(self) -> bool:
        """After command 01: state 04, or a result without an error, in either order (2.8)."""
        return self._provisioned or (self.error is Error.NONE and self.result is not None)

    @property
    def settled(self) -> bool:
        """Nothing more is due: it joined, or an answer of any kind is there."""
        return self._provisioned or self.answer() is not None

    def answer(self) -> Result | Error | ProtocolError | None:
        """The result for the last command, or what came in its place."""
        if self.result is not None:
            return self.result
        return self.error or self.broken

    def _take(self, parse: Callable[[], Result | None]) -> None:
        try:
            result = parse()
        except ProtocolError as error:
            self.broken = error
            return
        if result is not None and result.command == self._asked:
            self.result = result
