"""The site: the facts the owner and the grid company will read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from walkdown.core.device import Kind


class SiteType(StrEnum):
    """What kind of place it is."""

    HOME = "home"
    BUSINESS = "business"
    FARMING = "farming"
    CHARGING = "charging"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Expected:
    """How many devices of a kind the plan names."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Site:
    """Everything on the Site page; nothing is required to go on. `photo` names a picture by its SHA-256.

    `provider` is the firm, `installer` the person who scans for it.
    """

    name: str = ""
    job_number: str = ""
    type: SiteType = SiteType.HOME
    address: str = ""
    time_zone: str = ""
    installed_on: date | None = None
    provider: str = ""
    owner_name: str = ""
    owner_email: str = ""
    owner_phone: str = ""
    expected: tuple[Expected, ...] = ()
    photo: str = ""
    installer: str = ""

    @property
    def expected_total(self) -> int:
        """How many devices the plan names in all."""
        return sum(e.count for e in self.expected)


# No sign that means something in a mailto: link or in a list of addresses.
_WORD = r"[^@\s.?&%#<>()\[\],:;\"\\]"
_EMAIL = re.compile(rf"{_WORD}+(?:\.{_WORD}+)*@(?:{_WORD}+\.)+{_WORD}{{2,}}")


def email_looks_whole(text: str) -> bool:
    """Whether an e-mail address has its parts; empty counts as whole, it is optional."""
    bare = text.strip()
    return not bare or (len(bare) <= 254 and bare.isprintable() and bool(_EMAIL.fullmatch(bare)))


def missing_facts(site: Site) -> tuple[str, ...]:
    """The facts of the report that are still empty, by field name."""
    wanted = ("name", "address", "time_zone", "installed_on", "provider", "owner_email", "expected")
    return tuple(field for field in wanted if not getattr(site, field))
