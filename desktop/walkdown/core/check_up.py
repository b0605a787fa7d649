"""The check-up of this computer: from what is known of it to lines that say what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST_FREE: Final = 500_000_000  # octets: a site with its pictures and a week of copies
SHORT_FREE: Final = 50_000_000


class Health(StrEnum):
    """How it stands with one thing."""

    WELL = "ok"
    NOTE = "note"
    BAD = "bad"


class LedgerSays(StrEnum):
    """What became of looking at the ledger."""

    NONE = "none"
    VERIFIED = "verified"
    UNSIGNED = "unsigned"
    IN_USE = "in use"
    MISSING = "missing"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


class Cameras(StrEnum):
    """What the system's list of devices says; no camera is opened for it."""

    SOME = "some"
    NONE = "none"
    CLOSED = "closed"  # there are some, which this account may not open
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ComputerFacts:
    """What was found. Nothing in it names a person, a site, a device or a folder.

    `versions` and `system` as they name themselves; `free` octets beside the sites, None where it
    cannot be seen; `adapters` Bluetooth adapters in the system's list, None where it has no list that
    is read without asking; `permissions` those the system or its administrator forbids; `log` octets.
    """

    program: str
    versions: tuple[tuple[str, str], ...]
    system: str
    writable: bool
    free: int | None
    sites: int
    keychain: bool
    keys_in_files: bool
    ledger: LedgerSays
    records: int
    adapters: int | None
    cameras: Cameras
    permissions: tuple[str, ...]
    screen: str
    log: int


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: `fix` says what to do, empty where nothing is to be done."""

    name: str
    health: Health
    said: str
    fix: str = ""


def check_up(facts: ComputerFacts) -> tuple[Line, ...]:
    """All lines, in the order of what a visit needs first."""
    return (
        _program(facts),
        *_folder(facts),
        _keychain(facts),
        _ledger(facts),
        _bluetooth(facts),
        _cameras(facts),
        _permissions(facts),
        _screen(facts),
    )


def worst(lines: tuple[Line, ...]) -> Health:
    """Of all lines."""
    healths = {line.health for line in lines}
    return next((h for h in (Health.BAD, Health.NOTE) if h in healths), Health.WELL)


def as_text(lines: tuple[Line, ...]) -> str:
    """To be printed, copied and mailed."""
    return "\n".join(_texts(lines))


def _texts(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield f"{line.health.value:<5} {line.name}: {line.said}"
        if line.fix:
            yield f"      {line.fix}"


def _program(facts: ComputerFacts) -> Line:
    parts = ", ".join(f"{name} {version}" for name, version in facts.versions)
    return Line("Program", Health.WELL, f"Walkdown {facts.program} on {facts.system}; {parts}")


def _folder(facts: ComputerFacts) -> Iterator[Line]:
    if not facts.writable:
        fix = "Let this account write there, or name another folder with WALKDOWN_HOME."
        yield Line("Sites", Health.BAD, "The folder of the sites cannot be written", fix)
        return
    kept = "1 site is kept here" if facts.sites == 1 else f"{facts.sites} sites are kept here"
    log = f"the log has {_size(facts.log)}"
    yield Line("Sites", Health.WELL, f"{kept}; {log}")
    yield _room(facts.free)


def _room(free: int | None) -> Line:
    if free is None:
        return Line("Room", Health.NOTE, "How much room is left cannot be seen")
    said = f"{_size(free)} free"
    if free >= LEAST_FREE:
        return Line("Room", Health.WELL, said)
    fix = "Make room before the next visit: a change that cannot be kept is not taken."
    return Line("Room", Health.BAD if free < SHORT_FREE else Health.NOTE, said, fix)


def _keychain(facts: ComputerFacts) -> Line:
    if facts.keychain and not facts.keys_in_files:
        return Line(
            "Keychain", Health.WELL, "The keys of the sites are in this computer's keychain"
        )
    if facts.keychain:
        said = "There is a keychain, and some sites' keys still lie in files"
        fix = "Unlock the keychain and open each site once: its key moves."
        return Line("Keychain", Health.NOTE, said, fix)
    said = "No keychain answers: sites' keys lie in files"
    fix = "Set up the system's keychain (GNOME Keyring, KWallet), and encrypt the disk until then."
    return Line("Keychain", Health.NOTE, said, fix)


def _ledger(facts: ComputerFacts) -> Line:
    records = "1 record" if facts.records == 1 else f"{facts.records} records"
    match facts.ledger:
        case LedgerSays.NONE:
            return Line("Ledger", Health.WELL, "Nothing was asked on this computer yet")
        case LedgerSays.VERIFIED:
            return Line("Ledger", Health.WELL, f"{records}, unchanged, complete and signed")
        case LedgerSays.UNSIGNED:
            fix = "Without a keychain it cannot be signed; see Keychain."
            return Line("Ledger", Health.NOTE, f"{records}, unchanged, not signed", fix)
        case LedgerSays.IN_USE:
            fix = "Close the window to check it here, or see Privacy."
            return Line("Ledger", Health.NOTE, "Walkdown is open and writes it", fix)
        case LedgerSays.MISSING:
            fix = "Put it back where it was, from a backup; until then nothing can be permitted."
            return Line("Ledger", Health.BAD, "There was one, and its file is gone", fix)
        case LedgerSays.BROKEN:
            fix = (
                "Keep the file as it is, and see Privacy: it says from where on it does not verify."
            )
            return Line("Ledger", Health.BAD, "It does not verify", fix)
        case LedgerSays.UNREADABLE:
            fix = "Let this account read and write its folder."
            return Line("Ledger", Health.BAD, "It cannot be read", fix)


def _bluetooth(facts: ComputerFacts) -> Line:
    if facts.adapters is None:
        said = "This system has no list of adapters that is read without asking"
        return Line("Bluetooth", Health.NOTE, said, "Press Check Bluetooth, in Nearby.")
    if not facts.adapters:
        fix = "Plug one in, or let the virtual machine have it; then press Check Bluetooth, in Nearby."
        return Line("Bluetooth", Health.BAD, "No adapter", fix)
    count = "1 adapter" if facts.adapters == 1 else f"{facts.adapters} adapters"
    said = f"{count}; whether it is on and permitted, Check Bluetooth says, in Nearby"
    return Line("Bluetooth", Health.WELL, said)


def _cameras(facts: ComputerFacts) -> Line:
    match facts.cameras:
        case Cameras.SOME:
            return Line("Camera", Health.WELL, "There is one; it was not opened")
        case Cameras.NONE:
            fix = "Labels can be typed, pasted, or read by a hand scanner or from pictures."
            return Line("Camera", Health.NOTE, "None", fix)
        case Cameras.CLOSED:
            fix = "Add this account to the group that may (often: video), and log in again."
            return Line("Camera", Health.BAD, "This account may not open it", fix)
        case Cameras.UNKNOWN:
            fix = "Labels says it when its camera is switched on."
            return Line("Camera", Health.NOTE, "Not to be seen without asking", fix)


def _permissions(facts: ComputerFacts) -> Line:
    if not facts.permissions:
        return Line("Permissions", Health.WELL, "The system forbids none of the nine")
    said = f"The system forbids: {', '.join(facts.permissions)}"
    fix = "Privacy, in Walkdown, has a way to the system's own page for each."
    return Line("Permissions", Health.BAD, said, fix)


def _screen(facts: ComputerFacts) -> Line:
    if facts.screen:
        return Line("Screen", Health.WELL, facts.screen)
    fix = "Start it from a desktop; the tour and the commands need none."
    return Line("Screen", Health.NOTE, "No desktop: a window cannot be shown", fix)


def _size(octets: int) -> str:
    if octets >= 1_000_000_000:
        return f"{octets / 1_000_000_000:.1f} GB"
    if octets >= 1_000_000:
        return f"{octets / 1_000_000:.0f} MB"
    return f"{octets / 1_000:.0f} kB"
