"""Copies of the open ledger for others: consent records in three forms, or all of it as a bundle."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final

from walkdown import __version__
from walkdown.app.ports import ExportForm
from walkdown.consent.bundle import bundle_lines
from walkdown.consent.consent_record import NOT_STATED, ConsentRecord, Parties, Party
from walkdown.consent.decisions import records_of
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.export_csv import to_csv
from walkdown.consent.export_jsonld import to_jsonld
from walkdown.consent.export_kantara import to_kantara
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger, LedgerBroken, LedgerUnwritable, Standing
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import parse_registry
from walkdown.consent.registry_lock import parse_lock
from walkdown.consent.shown_words import ShownWords, shown_words
from walkdown.consent.wording import LANGS
from walkdown.core.trouble import Code, Setback
from walkdown.storage.clock import LaptopClock
from walkdown.storage.ledger_source import Source, source_of
from walkdown.storage.new_file import write_new

_PLATFORMS: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}


class OwnCopies:
    """Implements `LedgerCopies` over this computer's ledger once `take` was given it.

    Before that, or with a ledger that does not open, `standing` tells why nothing is copied.
    """

    def __init__(self, resources: Path) -> None:
        self._resources = resources
        self._ledger: Ledger | None = None
        self._sealed = Standing.UNWRITABLE

    def take(self, ledger: Ledger | None, sealed: Standing = Standing.UNWRITABLE) -> None:
        """The ledger that was opened, or how it stands where it could not be."""
        self._ledger, self._sealed = ledger, sealed

    @property
    def standing(self) -> Standing:
        """By the last time it was verified or written."""
        return self._sealed if self._ledger is None else self._ledger.standing

    def write(self, lease: Lease, form: ExportForm, path: PurePath) -> PurePath:
        """A new file, after the export stands in the ledger. Raises Setback."""
        lease.check(Purpose.FILE_EXPORT)
        if self._ledger is None:
            broken = self._sealed is Standing.BROKEN
            raise Setback(Code.LEDGER_BROKEN if broken else Code.LEDGER_UNWRITABLE)
        try:
            self._ledger.append(_exported(form, self._ledger.size))
            write_new(Path(path), _watched(lease, self._chunks(form, source_of(self._ledger))))
        except LedgerBroken as error:
            raise Setback(Code.LEDGER_BROKEN) from error
        except LedgerUnwritable as error:
            raise Setback(Code.LEDGER_UNWRITABLE) from error
        except OSError as error:
            raise Setback(Code.CANNOT_WRITE, detail=error.strerror or "") from error
        return path

    def _chunks(self, form: ExportForm, source: Source) -> Iterable[bytes]:
        if form is ExportForm.BUNDLE:
            return bundle_lines(source.head, source.entries())
        records = self._records(source)
        if form is ExportForm.CSV:
            return (to_csv(records),)
        if form is ExportForm.KANTARA:
            return (to_kantara(records, source.head.public_key),)
        return (to_jsonld(records, uuid.uuid4().hex, _now_ms()),)

    def _records(self, source: Source) -> Iterator[ConsentRecord]:
        parties = Parties(
            controller=Party.stated("", "", ""),
            jurisdiction=NOT_STATED,
            law=NOT_STATED,
            platform=_PLATFORMS.get(sys.platform, sys.platform),
            ledger=source.head.origin,
        )
        return records_of(source.entries(), self._words(), parties)

    def _words(self) -> ShownWords:
        toml = (self._resources / "purposes.toml").read_text("utf-8")
        texts = [text for lang in LANGS for text in parse_registry(toml, lang).prompts]
        lock = (self._resources / "purposes.lock").read_text("utf-8")
        return shown_words(texts, parse_lock(lock))


def _watched(lease: Lease, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Nothing is written on once the lease has ended; the unfinished file goes."""
    for chunk in chunks:
        lease.check(Purpose.FILE_EXPORT)
        yield chunk


def _exported(form: ExportForm, size: int) -> Entry:
    return Entry(
        Happened.EXPORTED,
        _now_ms(),
        by="installer",
        method="privacy.button:export",
        counts=f"{size} entries",
        detail=form,
        app=__version__,
    )


def _now_ms() -> int:
    return int(LaptopClock().now().timestamp() * 1000)
