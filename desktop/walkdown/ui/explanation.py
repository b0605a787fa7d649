"""What is said of one error code: what happened, what to do, what not to do, and the next click."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Five texts, in which {device} and {network} stand for what the trouble names.

    `title` is the fact in one line. `happened`: how it comes about and what state things are in.
    `todo`: the act that usually helps. `never`: what makes it worse; begins with "Do not".
    `act`: the next click's caption; empty where no click helps.
    """

    title: str
    happened: str
    todo: str
    never: str
    act: str = ""
