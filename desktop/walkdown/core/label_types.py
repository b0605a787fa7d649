"""What a scanned or typed text can turn out to be, as values that hold no more than they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from walkdown.core.device import Kind
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret


class Check(StrEnum):
    """What became of a serial's check digit, by the rule of its maker's profile."""

    NONE = "none"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Label:
    """A device's label; `model` is empty and `kind` None where only a serial was read.

    `proof` is what stands on labels for setting up (protocols.md 3.6); it is the caller's to wipe.
    `foreign`: its maker's profile says that Walkdown does not set such devices up. `warning` is a
    plain sentence for the person, e.g. of a secret that every such device has; "" for none.
    """

    serial: str
    model: str = ""
    kind: Kind | None = None
    proof: Proof | None = field(default=None, compare=False)
    maker: str = ""
    foreign: bool = False
    check: Check = Check.NONE
    warning: str = ""


@dataclass(frozen=True, slots=True)
class RouterCode:
    """A router's `WIFI:` code. The password stays a secret from the first moment.

    `other` is the second reading of a code whose `%41` may be meant as it stands or as "A".
    """

    ssid: str
    password: Secret
    security: str
    hidden: bool = False
    warning: str = ""
    other: RouterCode | None = None

    def forget(self) -> None:
        """Wipe the password, in both readings."""
        self.password.forget()
        if self.other is not None:
            self.other.forget()


@dataclass(frozen=True, slots=True)
class MatterCode:
    """A Matter code (protocols.md 7.1), for a Matter controller to use. Its passcode is not kept.

    `vendor` and `product` are None where a short manual code does not tell them. Of a manual code's
    `discriminator` only the upper four bits are known. `serial` is what a QR code may add; "" for none.
    A manual code is a candidate: about one in fifty 11-digit serials looks like one.
    """

    vendor: int | None
    product: int | None
    discriminator: int
    manual: bool
    serial: str = ""


@dataclass(frozen=True, slots=True)
class EasyConnect:
    """A code for Wi-Fi Easy Connect (`DPP:`), known and not used; `mac` is "" where it has none."""

    mac: str


class NotALabel(StrEnum):
    """Why a text is left out of the list."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    CARTON = "carton"
    UNKNOWN = "unknown"
    BROKEN_ROUTER_CODE = "broken-router-code"
    BROKEN_SET_UP_CODE = "broken-set-up-code"
    BROKEN_MATTER_CODE = "broken-matter-code"
    LINK = "link"
    TRADE_ITEM = "trade-item"


Reading = Label | RouterCode | MatterCode | EasyConnect | NotALabel
