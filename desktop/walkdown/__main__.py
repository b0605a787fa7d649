"""Composition root: reads the command line, picks the parts, joins them, starts. No logic."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from walkdown import __version__

if TYPE_CHECKING:
    from walkdown.app.engine import Engine, Parts
    from walkdown.app.messages import Message
    from walkdown.app.ports import FrameSource

HOME_SCENARIO = "home"


def main(argv: list[str] | None = None) -> int:
    """Entry point; gives the process's exit status."""
    args = _arguments().parse_args(argv)
    if args.command == "tour":
        return _tour(Path(args.out), args.scenario)
    return _window(args.practice)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="walkdown", description="Commission the energy devices of a site."
    )
    parser.add_argument("--version", action="version", version=f"Walkdown {__version__}")
    parser.add_argument(
        "--practice",
        nargs="?",
        const=HOME_SCENARIO,
        metavar="SCENARIO",
        help="open the practice site: no radio, no camera, no real devices",
    )
    commands = parser.add_subparsers(dest="command")
    tour = commands.add_parser("tour", help="walk a practice site by itself and keep pictures")
    tour.add_argument("--out", required=True, metavar="DIR", help="folder for pictures and pack")
    tour.add_argument("--scenario", default=HOME_SCENARIO, help="practice site to walk")
    return parser


def _window(practice: str | None) -> int:
    from walkdown.storage.places import data_folder
    from walkdown.ui.application import run_window

    if practice is not None and (unknown := _unknown_scenario(practice)):
        print(unknown, file=sys.stderr)
        return 2
    folder = data_folder(os.environ, sys.platform)
    return run_window(build(folder), folder, practice or "")


def _unknown_scenario(name: str) -> str:
    """What to say of a practice site that is not there; empty where it is."""
    from walkdown.practice.scenario_file import scenario_names
    from walkdown.storage.places import resources_dir

    names = scenario_names(resources_dir() / "practice")
    return "" if name in names else f"No practice site {name!r}. There are: {', '.join(names)}."


def _tour(out: Path, scenario: str) -> int:
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from walkdown.ui.tour import run_tour

    if unknown := _unknown_scenario(scenario):
        print(unknown, file=sys.stderr)
        return 2
    # A tour is the same on every laptop: it starts from nothing and leaves the person's sites alone.
    with tempfile.TemporaryDirectory(prefix="walkdown-tour-") as home:
        return run_tour(build(Path(home)), Path(home), out, scenario)


def build(folder: Path) -> Callable[[Callable[[Message], None]], Engine]:
    """How the engine is made, once its loop runs: the real equipment and the practice yard's."""

    def make(publish: Callable[[Message], None]) -> Engine:
        from walkdown.app.engine import Engine

        return Engine(parts(folder), publish)

    return make


def parts(folder: Path) -> Parts:
    """All adapters over the person's folder. Nothing heavy is imported before it is used."""
    from walkdown.app.engine import Parts
    from walkdown.app.workbench import Equipment
    from walkdown.devices.radio import BleakRadio
    from walkdown.handover.pack import PackFolder
    from walkdown.lan.http_probe import HttpLan
    from walkdown.practice.yard import PracticeYard
    from walkdown.storage.clock import LaptopClock
    from walkdown.storage.consent_files import gate_opener
    from walkdown.storage.places import resources_dir
    from walkdown.storage.site_files import SiteFiles
    from walkdown.ui.report_pdf import render_pdf
    from walkdown.vision.camera_worker import CameraWorker
    from walkdown.vision.picture_file import PictureFiles

    def laptop_camera() -> FrameSource:
        from walkdown.vision.laptop_camera import LaptopCamera

        return LaptopCamera()

    def practice_camera() -> FrameSource:
        from walkdown.practice.camera import PracticeCamera

        return PracticeCamera(yard.in_front_picture)

    yard = PracticeYard(resources_dir() / "practice")
    pictures = PictureFiles()
    return Parts(
        jobs=SiteFiles(folder / "sites"),
        clock=LaptopClock(),
        writer=PackFolder(render_pdf),
        real=Equipment(BleakRadio(), CameraWorker(laptop_camera), HttpLan(), pictures),
        practice=Equipment(
            BleakRadio(yard.air),
            CameraWorker(practice_camera),
            HttpLan(loopback=True),
            pictures,
            yard,
        ),
        open_gate=gate_opener(folder, resources_dir()),
    )


if __name__ == "__main__":
    sys.exit(main())
