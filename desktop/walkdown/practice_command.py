"""`walkdown practice serve`, `list` and `labels`: the practice sites for other programs and printers."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from walkdown.core.shown import shown
from walkdown.practice.labelled import NotPrintable
from walkdown.practice.scenario import Scenario, ScenarioBroken
from walkdown.practice.scenario_file import load_scenario, scenario_names, scenario_path
from walkdown.storage.new_file import write_new
from walkdown.storage.places import resources_dir

if TYPE_CHECKING:
    from walkdown.practice.serve_port import Spot

OK, NOT_POSSIBLE = 0, 2
_MOST_LINE = 400


def practice_command(args: argparse.Namespace) -> int:
    """Do what was asked; the exit status: 0 done, or ended by Ctrl+C; 2 not possible, and why."""
    act = {"serve": _serve, "labels": _labels}.get(args.action, _list)
    return act(args)


def _list(_args: argparse.Namespace) -> int:
    folder = resources_dir() / "practice"
    for name in scenario_names(folder):
        scenario = load_scenario(scenario_path(folder, name))
        _say(f"{name}: {scenario.title}, {len(scenario.devices)} devices")
    return OK


def _labels(args: argparse.Namespace) -> int:
    from walkdown.practice.label_pdf import labels_pdf  # brings Pillow and numpy

    file = Path(args.pdf)
    if file.exists() and not (args.force and file.is_file()):
        return _refused(f"{file} is there already; --force replaces a file")
    try:
        pdf = labels_pdf(_scenario(args.scenario))
        if args.force:
            file.unlink(missing_ok=True)
        write_new(file, [pdf])
    except (ScenarioBroken, NotPrintable) as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(f"{file} cannot be written: {error.strerror}")
    _say(f"Written: {_line(str(file))}. Print it at 100 %.")
    return OK


def _serve(args: argparse.Namespace) -> int:
    from walkdown.practice.serve_port import NotOffered, spot_of  # brings bumble

    # bumble and asyncio print what a stranger sent, passwords among it, where nobody else listens.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        spot = spot_of(args.hci)
        asyncio.run(_served(_scenario(args.scenario), spot, pressing=args.press))
    except (NotOffered, ScenarioBroken) as error:
        return _refused(str(error))
    return OK


def _refused(why: str) -> int:
    print(f"Not possible: {_line(why.rstrip('.'))}.", file=sys.stderr)
    return NOT_POSSIBLE


async def _served(scenario: Scenario, spot: Spot, *, pressing: bool) -> None:
    from walkdown.practice.serve import serve

    until = asyncio.Event()
    with _ends(asyncio.get_running_loop(), until):
        await serve(scenario, spot, _say, until, pressing=pressing)


@contextmanager
def _ends(loop: asyncio.AbstractEventLoop, until: asyncio.Event) -> Iterator[None]:
    """Ctrl+C and a polite kill end it in order, on every system."""

    def end(*_: object) -> None:
        loop.call_soon_threadsafe(until.set)

    former = {which: signal.signal(which, end) for which in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for which, handler in former.items():
            signal.signal(which, handler)


def _scenario(text: str) -> Scenario:
    """A practice site by its name, or a file of one's own."""
    folder = resources_dir() / "practice"
    if text.endswith(".toml"):
        return load_scenario(Path(text))
    if text not in (names := scenario_names(folder)):
        raise ScenarioBroken(f"no practice site {text!r}; there are {', '.join(names)}")
    return load_scenario(scenario_path(folder, text))


def _say(line: str) -> None:
    """To the person; whoever reads may have gone, and the terminal may lack a letter."""
    letters = sys.stdout.encoding or "utf-8"
    with suppress(OSError):
        print(line.encode(letters, "backslashreplace").decode(letters), flush=True)


def _line(text: str) -> str:
    return shown(text, _MOST_LINE)
