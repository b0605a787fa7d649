"""Where a use can stand, what can happen to it, and what follows: the words of the machine."""

from __future__ import annotations

from enum import StrEnum


class Op(StrEnum):
    """Where one use stands. SHOWING, DECIDING, STARTING and ABORTING wait for the disk."""

    IDLE = "idle"
    SHOWING = "showing"
    ASK = "ask"
    DECIDING = "deciding"
    ASK_OS = "ask-os"
    STARTING = "starting"
    ABORTING = "aborting"
    RUN = "run"
    DRAIN = "drain"


class Event(StrEnum):
    """What can happen: to the person, to the system, to the program."""

    PRESS = "press"
    ASK_ME = "ask-me"
    ONCE = "once"
    SESSION = "session"
    SITE = "site"
    COMPUTER = "computer"
    REFUSE = "refuse"
    REFUSE_QUIET = "refuse-quiet"
    SILENCE = "silence"
    STOP = "stop"
    WITHDRAW = "withdraw"
    RESET = "reset"
    OS_YES = "os-yes"
    OS_NO = "os-no"
    OS_DISMISSED = "os-dismissed"
    SYSTEM_GRANTS = "system-grants"
    SYSTEM_DENIES = "system-denies"
    SYSTEM_RESTRICTS = "system-restricts"
    SYSTEM_FORGETS = "system-forgets"
    WRITTEN = "written"
    UNWRITABLE = "unwritable"
    FINISHED = "finished"
    RESTED = "rested"
    LATE = "late"
    RAN_OUT = "ran-out"
    SESSION_OVER = "session-over"
    SITE_CLOSED = "site-closed"
    POLICY = "policy"
    RESTART = "restart"


class Do(StrEnum):
    """What the gate does beside writing."""

    NOTHING = "nothing"
    SHOW = "show the prompt"
    TAKE_BACK = "take the prompt back"
    ASK_SYSTEM = "let the system ask"
    LEND = "make the lease"
    END = "end the lease"
    SAY_REFUSED = "say that it was refused"
    SAY_BLOCKED = "say that the system blocks it"
    SAY_SILENT = "say that nothing was answered"
    SAY_UNWRITABLE = "say that the ledger cannot be written"
