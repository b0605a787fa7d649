"""`python -m tests.benchmarks`: measures, prints one table, and writes JSON lines where asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.benchmarks.table import Figure, json_line, table

# By name only: a benchmark brings Qt, bleak or bumble, and is loaded when it is run.
BENCHMARKS = {
    "startup_ratio": "startup",
    "discover_s": "discover",
    "att_requests_per_device": "att",
    "visit_requests": "devices:measure_requests",
    "visit_octets": "devices:measure_octets",
    "visit_s_over_bound": "devices:measure_seconds",
    "ui_gap_ms_p99": "ui_gap",
    "decision_to_disk_ms_p95": "ledger_decision",
    "verify_hashes_s": "ledger_verify",
    "verify_full_s": "ledger_verify:measure_full",
    "proof_ms": "ledger_proof",
    "proof_bytes": "ledger_proof:measure_bytes",
    "stop_camera_ms_p95": "stopping:measure_camera",
    "stop_scan_ms_p95": "stopping:measure_scan",
    "stop_location_ms_p95": "stopping:measure_location",
    "stop_ble_ms_p95": "stopping:measure_ble",
    "site_open_ms": "site_file",
    "site_save_ms_p95": "site_file:measure_save",
    "crew_40_s": "crew",
    "crew_200_s": "crew:measure_many",
    "firmware_247_s": "firmware",
    "firmware_23_s": "firmware:measure_small",
}
# Tables of their own, of many rows each; run only where they are asked for, because they take minutes.
REPORTS = {
    "labels": (
        "label_pictures:label_report",
        "label_video:label_video_report",
        "label_video:label_sheet_report",
        "label_texts:label_text_report",
    ),
    "storm": ("storm:storm_report",),
    "faults": ("faults:faults_report",),
    "kills": ("kills:kills_report",),
    "site_kills": ("site_kills:site_kills_report",),
    "screens": ("screens:screens_report",),
    "map": ("roof_map:roof_map_report",),
}


def benchmark(name: str) -> Callable[[], Figure]:
    """The function that measures this figure."""
    stem, _, function = BENCHMARKS[name].partition(":")
    module = import_module(f"tests.benchmarks.{stem}")
    measure: Callable[[], Figure] = getattr(module, function or "measure")
    return measure


def main(argv: list[str] | None = None) -> int:
    """Measure; gives 0 whatever the figures are, so that a busy machine breaks no build."""
    args = _arguments().parse_args(argv)
    wanted = args.only or tuple(BENCHMARKS)
    figures: list[Figure] = []
    for name in (n for n in wanted if n in BENCHMARKS):
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures.append(benchmark(name)())
    if figures:
        print(table(figures))
    for figure in figures:
        print(f"\n{figure.name}: {figure.note}")
    for name in (n for n in wanted if n in REPORTS):
        _print_reports(name, args.images)
    if args.json:
        args.json.write_text("".join(f"{json_line(f)}\n" for f in figures), encoding="utf-8")
    return 0


def _print_reports(name: str, images: Path | None) -> None:
    for place in REPORTS[name]:
        print(f"measuring {place} ...", file=sys.stderr, flush=True)
        stem, _, function = place.partition(":")
        report: Callable[[Path | None], str] = getattr(
            import_module(f"tests.benchmarks.{stem}"), function
        )
        print(f"\n{report(images)}", flush=True)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--only", action="append", choices=(*BENCHMARKS, *REPORTS), metavar="NAME")
    parser.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        help="photographs of codes with their texts, for labels",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one JSON object a line")
    return parser


if __name__ == "__main__":
    sys.exit(main())
