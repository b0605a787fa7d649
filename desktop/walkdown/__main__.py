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
    from walkdown.app.adapter_choice import ChosenAdapter
    from walkdown.app.engine import Engine, Parts
    from walkdown.app.messages import Message
    from walkdown.app.ports import FrameSource, LaptopWifi, Notifier, Positioner, Settings
    from walkdown.consent.keys import Keys
    from walkdown.consent.lease import Lease
    from walkdown.consent.system.macos import Asker

HOME_SCENARIO = "home"
PRACTICE_LINKS = 8


def main(argv: list[str] | None = None) -> int:
    """Entry point; gives the process's exit status."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["reading-child"]:  # this program again, which started itself only to decode
        from walkdown.vision.reading_child import main as reading_child

        return reading_child(int(words[1]))
    args = _arguments().parse_args(words)
    if args.command == "tour":
        return _tour(Path(args.out), args.scenario)
    if args.command == "ledger":
        from walkdown.ledger_command import ledger_command

        return ledger_command(args)
    if args.command == "practice":
        from walkdown.practice_command import practice_command

        return practice_command(args)
    if args.command == "labels":
        from walkdown.labels_command import labels_command

        return labels_command(args)
    if args.command == "help":
        from walkdown.help_command import help_command

        return help_command(args)
    if args.command == "doctor":
        from walkdown.doctor_command import doctor_command

        return doctor_command()
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
    _ledger_arguments(commands.add_parser("ledger", help="check or export the consent ledger"))
    _practice_arguments(commands.add_parser("practice", help="the practice air for other programs"))
    _labels_arguments(commands.add_parser("labels", help="read the labels in picture files"))
    _help_arguments(commands.add_parser("help", help="what each message means"))
    commands.add_parser("doctor", help="how this computer is fit for a visit")
    return parser


def _help_arguments(about: argparse.ArgumentParser) -> None:
    actions = about.add_subparsers(dest="action", required=True)
    messages = actions.add_parser("messages", help="what happened, what to do, what not to do")
    messages.add_argument("query", nargs="*", metavar="ID", help="an id, or words; else all")
    messages.add_argument("--markdown", action="store_true", help="as a page, such as the README's")


def _labels_arguments(labels: argparse.ArgumentParser) -> None:
    actions = labels.add_subparsers(dest="action", required=True)
    read = actions.add_parser("read", help="the codes in pictures, without a window")
    read.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG, WebP, HEIC and others")
    read.add_argument("--json", action="store_true", help="one JSON object for each picture")


def _practice_arguments(practice: argparse.ArgumentParser) -> None:
    actions = practice.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="the practice sites")
    labels = actions.add_parser("labels", help="print the practice labels, for a real camera")
    labels.add_argument("--pdf", required=True, metavar="FILE", help="a new file, of A4 pages")
    labels.add_argument("--force", action="store_true", help="replace the file if it is there")
    labels.add_argument(
        "scenario", nargs="?", default=HOME_SCENARIO, help="its name, or a .toml file"
    )
    serve = actions.add_parser("serve", help="let another program meet the practice devices")
    serve.add_argument(
        "--hci",
        required=True,
        metavar="tcp-server:127.0.0.1:PORT",
        help="where the virtual controller listens; port 0 is any that is free",
    )
    serve.add_argument(
        "--press", action="store_true", help="press the devices' buttons, time and again"
    )
    serve.add_argument(
        "scenario", nargs="?", default=HOME_SCENARIO, help="its name, or a .toml file"
    )


def _ledger_arguments(ledger: argparse.ArgumentParser) -> None:
    actions = ledger.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="is every record there and unchanged?")
    export = actions.add_parser("export", help="consent records in a form for others")
    for action in (verify, export):
        action.add_argument(
            "file", nargs="?", default="", metavar="FILE", help="a copy, a bundle or a receipt"
        )
        action.add_argument("--key", default="", metavar="HEX", help="the ledger's public key")
    formats = ("jsonld", "kantara", "csv", "bundle")
    export.add_argument("--format", required=True, choices=formats)
    export.add_argument("--out", default="", metavar="FILE", help="a new file; else written out")
    for party in ("controller", "address", "contact", "jurisdiction", "law"):
        export.add_argument(f"--{party}", default="", help="for the records; else not stated")


def _window(practice: str | None) -> int:
    from walkdown.storage.places import data_folder
    from walkdown.ui.application import run_window

    if practice is not None and (unknown := _unknown_scenario(practice)):
        print(unknown, file=sys.stderr)
        return 2
    folder = data_folder(os.environ, sys.platform)
    return run_window(build(folder, asker=_asker()), folder, practice or "")


def _asker() -> Asker | None:
    """What lets the system ask the person; only macOS has such a step, and wants the window's thread."""
    if sys.platform != "darwin":
        return None
    from walkdown.ui.application import application
    from walkdown.ui.os_permissions import os_permissions

    return os_permissions(sys.platform, application())


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
    from walkdown.consent.keys import HeldKeys
    from walkdown.practice.former_policy import accept_former_policy
    from walkdown.storage.ledger_source import LEDGER
    from walkdown.storage.places import resources_dir
    from walkdown.ui.tour import run_tour

    if unknown := _unknown_scenario(scenario):
        print(unknown, file=sys.stderr)
        return 2
    # A tour is the same on every laptop: it starts from nothing and leaves the person's sites alone.
    with (
        tempfile.TemporaryDirectory(prefix="walkdown-tour-") as home,
        tempfile.TemporaryDirectory(prefix="walkdown-tour-") as later,
    ):
        keys = HeldKeys()
        history = resources_dir() / "policy" / "history.toml"
        accept_former_policy(Path(later, LEDGER), history, keys)
        then = build(Path(later), keys)
        return run_tour(build(Path(home), keys), Path(home), out, scenario, then)


def build(
    folder: Path, keys: Keys | None = None, asker: Asker | None = None
) -> Callable[[Callable[[Message], None]], Engine]:
    """How the engine is made, once its loop runs: the real equipment and the practice yard's.

    Without `keys` the ledger's key is in the computer's own keychain.
    """

    def make(publish: Callable[[Message], None]) -> Engine:
        from walkdown.app.engine import Engine

        return Engine(parts(folder, keys, asker), publish)

    return make


def parts(folder: Path, keys: Keys | None, asker: Asker | None) -> Parts:
    """All adapters over the person's folder. Nothing heavy is imported before it is used."""
    from walkdown.app.adapter_choice import ChosenAdapter
    from walkdown.app.engine import Parts
    from walkdown.app.workbench import Equipment
    from walkdown.consent.system.pick import pick
    from walkdown.consent.system.practice import PracticeSystem
    from walkdown.core.my_data import inventory_of
    from walkdown.devices.radio import BleakRadio
    from walkdown.handover.pack import PackFolder
    from walkdown.lan.http_probe import HttpLan
    from walkdown.practice.position import PracticePositioner
    from walkdown.practice.yard import PracticeYard
    from walkdown.storage.clock import LaptopClock
    from walkdown.storage.consent_files import gate_opener
    from walkdown.storage.firmware_file import FirmwareReader
    from walkdown.storage.key_stores import KeyStores
    from walkdown.storage.keychain import Keychain
    from walkdown.storage.label_profiles import load_profiles
    from walkdown.storage.ledger_copies import OwnCopies
    from walkdown.storage.list_file import ListReader
    from walkdown.storage.my_data_files import MyDataFiles
    from walkdown.storage.places import resources_dir
    from walkdown.storage.settings import SettingsFile
    from walkdown.storage.site_carries import SiteCarries
    from walkdown.storage.site_files import KEYS, SiteFiles
    from walkdown.storage.site_keys import SERVICE, SiteKeys
    from walkdown.storage.table_file import TableWriter
    from walkdown.storage.this_computer import ThisComputer
    from walkdown.ui.doors import DesktopDoors
    from walkdown.ui.report_pdf import render_pdf
    from walkdown.vision.camera_worker import CameraWorker
    from walkdown.vision.cameras import LaptopCameras
    from walkdown.vision.picture_file import PictureFiles
    from walkdown.vision.site_photo import PhotoFiles

    def laptop_camera(lease: Lease) -> FrameSource:
        from walkdown.vision.chosen_camera import ChosenCamera

        return ChosenCamera(lease, cameras)

    def practice_camera(lease: Lease) -> FrameSource:
        from walkdown.vision.chosen_camera import ChosenCamera

        return ChosenCamera(lease, yard.cameras)

    cameras = LaptopCameras()
    copies = OwnCopies(resources_dir())
    verifier = resources_dir() / "verify" / "walkdown_verify.py"
    yard = PracticeYard(resources_dir() / "practice", tells_names=True)
    pictures = PictureFiles()
    settings = SettingsFile(folder)
    adapters, practice_adapters = _adapters(settings), ChosenAdapter(yard.adapters)
    # The keys of a tour that holds its own stay in its folder, and out of the person's keychain.
    stores = KeyStores(SERVICE) if keys is None else None
    sites = SiteFiles(folder / "sites", SiteKeys(folder / "sites" / KEYS, stores))
    return Parts(
        jobs=sites,
        clock=LaptopClock(),
        writer=PackFolder(render_pdf, verifier),
        real=Equipment(
            BleakRadio(adapter=adapters.key if adapters else None),
            CameraWorker(laptop_camera),
            HttpLan(),
            pictures,
            system=pick(sys.platform, asker),
            positioner=_positioner(),
            adapters=adapters,
            wifi=_wifi(),
        ),
        practice=Equipment(
            BleakRadio(yard.air, links=PRACTICE_LINKS, adapter=practice_adapters.key),
            CameraWorker(practice_camera),
            HttpLan(loopback=True, there=yard.addresses),
            pictures,
            yard,
            PracticeSystem(),
            PracticePositioner(yard.place),
            practice_adapters,
            yard.wifi,
        ),
        open_gate=gate_opener(folder, resources_dir(), keys or Keychain(), opened=copies.take),
        copies=copies,
        notifier=_notifier(),
        doors=DesktopDoors(),
        photo_reader=PhotoFiles(),
        photos=sites,
        firmware_files=FirmwareReader(),
        list_files=ListReader(),
        settings=settings,
        profiles=load_profiles(resources_dir() / "labels"),
        computer=ThisComputer(folder, keys or Keychain(), stores, pick(sys.platform)),
        carries=SiteCarries(folder / "sites", sites),
        my_data_copies=MyDataFiles(),
        table_files=TableWriter(),
        inventory=inventory_of((resources_dir() / "data_inventory.toml").read_text("utf-8")),
    )


def _adapters(settings: Settings) -> ChosenAdapter | None:
    """BlueZ describes its adapters and lets one choose; Windows and macOS have one, and use it."""
    if sys.platform != "linux":
        return None
    from walkdown.app.adapter_choice import ChosenAdapter
    from walkdown.lan.bluez import BluezAdapters

    return ChosenAdapter(BluezAdapters(), settings)


def _wifi() -> LaptopWifi | None:
    """What the laptop's Wi-Fi sees, by the service of its own system; None on any other."""
    if sys.platform == "win32":
        from walkdown.lan.windows_wifi import WindowsWifi

        return WindowsWifi()
    if sys.platform == "darwin":
        from walkdown.lan.macos_wifi import MacWifi

        return MacWifi()
    if sys.platform == "linux":
        from walkdown.lan.network_manager import NetworkManagerWifi

        return NetworkManagerWifi()
    return None


def _positioner() -> Positioner | None:
    """The system's location service; this version knows the one of Linux only."""
    if sys.platform != "linux":
        return None
    from walkdown.lan.geoclue import GeoClue

    return GeoClue()


def _notifier() -> Notifier:
    """Where desktops have no tray to speak from, they have a notification server on their bus."""
    if sys.platform == "linux":
        from walkdown.lan.desktop_notes import DesktopNotes

        return DesktopNotes()
    from walkdown.ui.tray_notes import TrayNotes

    return TrayNotes()


if __name__ == "__main__":
    sys.exit(main())
