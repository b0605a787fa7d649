"""The sections of the report in their order, each from its rows to blocks."""

from __future__ import annotations

from walkdown.app.report import CheckRow, DeviceRow, EvidenceRow, Fact, Report, Tick
from walkdown.ui.report_blocks import (
    Block,
    Cell,
    Column,
    facts,
    picture,
    section,
    table,
    text,
    verdict_box,
)
from walkdown.ui.report_ink import PAPER, Type
from walkdown.ui.site_picture import site_image

_NOTHING = "–"
_TICK_SHARE = 0.185
_PHOTO_HIGH = 1400


def blocks_of(report: Report) -> list[Block]:
    """Everything between the top margin and the footer."""
    return [
        text(report.title, Type.TITLE, after=50),
        text(report.site, Type.SITE, after=20),
        text(report.dated, Type.DATED, PAPER.ink2, after=190),
        *_photo(report),
        verdict_box(report.verdict, report.verdict_line, report.verdict_reason),
        *_promises(report),
        *_devices(report),
        *_listed("Site", report.facts),
        *_listed("Network and access", report.network),
        *_checks(report),
        *_evidence(report),
        *_permissions(report),
        *_notes(report),
    ]


def _photo(report: Report) -> list[Block]:
    image = site_image(report.photo)
    return [] if image is None else [picture(image, _PHOTO_HIGH, after=190)]


def _listed(title: str, rows: tuple[Fact, ...]) -> list[Block]:
    if not rows:
        return []
    return [*section(title), *facts([(row.name, row.value) for row in rows])]


def _promises(report: Report) -> list[Block]:
    if not report.promise:
        return []
    columns = (
        Column("Left open", 0.34),
        Column("Promised", 0.28),
        Column("Done by", 0.17),
        Column("Until", 0.21),
    )
    rows = [
        (
            Cell(row.about, sub=f"Written {row.written}", kind=Type.STRONG),
            *map(Cell, (row.what, row.who, row.until)),
        )
        for row in report.promise
    ]
    return [*section("Left with a promise"), *table(columns, rows)]


def _devices(report: Report) -> list[Block]:
    if not report.devices:
        return [*section("What was installed"), text("No device is on the list.", Type.BODY)]
    columns = (
        Column("Device", 0.36),
        Column("Serial", 0.23),
        Column("Firmware", 0.12),
        Column("Address", 0.17),
        Column("State", 0.12),
    )
    return [*section("What was installed"), *table(columns, [_device(d) for d in report.devices])]


def _device(row: DeviceRow) -> tuple[Cell, ...]:
    return (
        Cell(row.model, sub=row.place, kind=Type.STRONG, mark=row.kind.value),
        Cell(row.serial),
        Cell(row.firmware or _NOTHING),
        Cell(row.address or _NOTHING),
        Cell(row.state),
    )


def _checks(report: Report) -> list[Block]:
    columns = (Column("Check", 0.47), Column("Result", 0.13), Column("Seen by, at", 0.40))
    return [*section("Checks before leaving"), *table(columns, [_check(c) for c in report.checks])]


def _check(row: CheckRow) -> tuple[Cell, ...]:
    seen = f"{row.source}, {row.time}" if row.time else row.source
    return (
        Cell(row.title, sub=row.measured, kind=Type.STRONG, mark=row.verdict),
        Cell(row.word),
        Cell(seen),
    )


def _evidence(report: Report) -> list[Block]:
    rows = report.evidence
    if not rows:
        return []
    ticks = tuple(Column(tick.word, _TICK_SHARE) for tick in rows[0].ticks)
    columns = (Column("Device", 1 - _TICK_SHARE * len(ticks)), *ticks)
    return [*section("Evidence: four ticks for each device"), *table(columns, _proofs(rows))]


def _proofs(rows: tuple[EvidenceRow, ...]) -> list[tuple[Cell, ...]]:
    return [(_proven(row), *map(_tick, row.ticks)) for row in rows]


def _proven(row: EvidenceRow) -> Cell:
    sub = ". ".join(filter(None, (row.model, row.label, row.look, row.remark)))
    return Cell(row.serial, sub=sub, kind=Type.STRONG)


def _tick(tick: Tick) -> Cell:
    if not tick.earned:
        return Cell("Not yet", kind=Type.SMALL, mark=False)
    return Cell(tick.time, sub=tick.seen_by, kind=Type.SMALL, mark=True)


def _permissions(report: Report) -> list[Block]:
    title = section("Permissions: what Walkdown was allowed, and used")
    if not report.permissions:
        return [*title, text("No permission was asked for or used.", Type.BODY)]
    columns = (
        Column("Time", 0.2),
        Column("Permission", 0.17),
        Column("For", 0.23),
        Column("What", 0.22),
        Column("Result", 0.18),
    )
    rows = [
        tuple(map(Cell, (r.time, r.permission, r.purpose, r.what, r.result)))
        for r in report.permissions
    ]
    return [*title, *table(columns, rows)]


def _notes(report: Report) -> list[Block]:
    notes = [text(note, Type.BODY, PAPER.ink2, after=70) for note in report.notes]
    return [*section("Notes"), *notes]
