"""`walkdown ledger verify` and `walkdown ledger export`: the ledger checked and taken along, no window."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from walkdown import __version__
from walkdown.consent.bundle import bundle_lines
from walkdown.consent.consent_record import (
    NOT_STATED,
    BrokenRecord,
    ConsentRecord,
    Parties,
    Party,
)
from walkdown.consent.decisions import records_of
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.export_csv import to_csv
from walkdown.consent.export_jsonld import to_jsonld
from walkdown.consent.export_kantara import to_kantara
from walkdown.consent.keys import Keys
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerUnwritable
from walkdown.consent.purpose_facts import RegistryBroken
from walkdown.consent.registry import parse_registry
from walkdown.consent.registry_lock import parse_lock
from walkdown.consent.shown_words import ShownWords, shown_words
from walkdown.consent.wording import LANGS
from walkdown.core.shown import shown
from walkdown.storage.ledger_source import (
    Kind,
    NotReadable,
    NotSound,
    Signed,
    Source,
    file_source,
    is_own,
    own_ledger,
    source_of,
)
from walkdown.storage.new_file import write_new
from walkdown.storage.places import data_folder, resources_dir

OK, NOT_VERIFIED, UNREADABLE, UNSIGNED = 0, 1, 2, 3
_MOST_LINE: Final = 400
_PLATFORMS: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_SIGNED: Final = {
    Signed.KNOWN: "Its end is signed with the key {key}",
    Signed.NAMED: (
        "Its end is signed with the key that it names itself: {key}\n"
        "Compare it with the one on the Privacy page of the computer it comes from."
    ),
    Signed.UNCHECKED: "It is signed, and no key was given to check that with (--key).",
    Signed.NOT: "It is not signed: whoever could write it could also have written it anew.",
}


def ledger_command(args: argparse.Namespace, keys: Keys | None = None) -> int:
    """Do what was asked; the exit status. `keys`: where this ledger's key is, else the keychain.

    0 verified, or exported; 1 does not verify; 2 cannot be read or written; 3 verified but unsigned.
    """
    act = _export if args.action == "export" else _verify
    try:
        return act(args, keys or _keychain())
    except (NotSound, LedgerBroken) as error:
        return _say(NOT_VERIFIED, f"NOT VERIFIED: {_line(error)}.")
    except (NotReadable, LedgerUnwritable, RegistryBroken, BrokenRecord, ValueError) as error:
        return _say(UNREADABLE, f"Not possible: {_line(error)}.")


def _verify(args: argparse.Namespace, keys: Keys) -> int:
    with _opened(args, keys) as source:
        _say(OK, *_findings(source))
    if source.signed in (Signed.KNOWN, Signed.NAMED):
        return _say(OK, "VERIFIED.")
    return _say(UNSIGNED, "VERIFIED, BUT ITS SIGNATURE WAS NOT.")


def _findings(source: Source) -> Iterator[str]:
    head = source.head
    whose = f"{source.kind} of {shown(head.origin)}"
    if source.kind is Kind.RECEIPT:
        yield f"{whose}: one record, unchanged; one of the {head.size} that the ledger had then."
    else:
        yield f"{whose}: {head.size} records, unchanged and complete."
    if source.pruned:
        yield f"Of {source.pruned} of them only the hash is kept."
    yield _SIGNED[source.signed].format(key=head.public_key)


def _export(args: argparse.Namespace, keys: Keys) -> int:
    out = Path(args.out) if args.out else None
    if out is not None and os.path.lexists(out):
        return _say(UNREADABLE, f"{_line(out)} is there already; nothing was written.")
    with _opened(args, keys, args.format) as source:
        chunks = _chunks(args, source)
        try:
            _put(out, chunks)
        except FileExistsError:
            return _say(UNREADABLE, f"{_line(out)} is there already; nothing was written.")
        except OSError as error:
            return _say(UNREADABLE, f"It could not be written: {error.strerror or 'no room'}.")
    return OK if out is None else _say(OK, f"Written to {_line(out)}.")


@contextmanager
def _opened(args: argparse.Namespace, keys: Keys, form: str = "") -> Iterator[Source]:
    """The file that was named, or this computer's ledger, where an export is written down first."""
    key = _key(args.key)
    folder = data_folder(os.environ, sys.platform)
    if args.file and not is_own(Path(args.file), folder):
        with file_source(Path(args.file), key) as source:
            yield source
        return
    with own_ledger(folder, _now_ms, keys) as ledger:
        if form:
            ledger.append(_exported(form, ledger.size))
        yield source_of(ledger)


def _exported(form: str, size: int) -> Entry:
    """What is taken out of the ledger stands in it; where that cannot be written, nothing goes out."""
    return Entry(
        Happened.EXPORTED,
        _now_ms(),
        by="installer",
        method="command:ledger export",
        counts=f"{size} entries",
        detail=form,
        app=__version__,
    )


def _chunks(args: argparse.Namespace, source: Source) -> Iterable[bytes]:
    if args.format == "bundle":
        if source.kind in (Kind.RECEIPT, Kind.BUNDLE):
            raise NotReadable("a bundle is made of a whole ledger")
        return bundle_lines(source.head, source.entries())
    records = _records(args, source)
    if args.format == "csv":
        return [to_csv(records)]
    if args.format == "kantara":
        return [to_kantara(records, source.head.public_key)]
    return [to_jsonld(records, uuid.uuid4().hex, _now_ms())]


def _records(args: argparse.Namespace, source: Source) -> Iterator[ConsentRecord]:
    own = source.kind is Kind.OWN
    parties = Parties(
        controller=Party.stated(args.controller, args.address, args.contact),
        jurisdiction=args.jurisdiction or NOT_STATED,
        law=args.law or NOT_STATED,
        # Of another computer's ledger nobody here knows what it ran on.
        platform=_PLATFORMS.get(sys.platform, sys.platform) if own else NOT_STATED,
        ledger=source.head.origin,
    )
    return records_of(source.entries(), _words(resources_dir()), parties)


def _words(resources: Path) -> ShownWords:
    toml = (resources / "purposes.toml").read_text("utf-8")
    texts = [text for lang in LANGS for text in parse_registry(toml, lang).prompts]
    return shown_words(texts, parse_lock((resources / "purposes.lock").read_text("utf-8")))


def _put(out: Path | None, chunks: Iterable[bytes]) -> None:
    if out is not None:
        write_new(out, chunks)
        return
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _key(text: str) -> bytes | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text, re.ASCII):
        raise NotReadable("the key is not 64 hexadecimal digits")
    return bytes.fromhex(text)


def _keychain() -> Keys:
    from walkdown.storage.keychain import Keychain

    return Keychain()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _line(what: object) -> str:
    """A name or a reason on one line, whatever is in it."""
    return shown(str(what), _MOST_LINE)


def _say(status: int, *words: str) -> int:
    """To the person; a letter that the terminal does not have must not end the command."""
    stream = sys.stdout if status in (OK, UNSIGNED) else sys.stderr
    letters = stream.encoding or "utf-8"
    for line in words:
        print(line.encode(letters, "backslashreplace").decode(letters), file=stream)
    return status
