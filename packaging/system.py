"""What Qt needs from a Linux system and a Python wheel cannot bring: shared libraries and a font.

Only Debian and its relatives are installed for; elsewhere the missing names are said and the program
is started all the same, because a library may live where the loader of this Python does not look.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# Shared object -> Debian package, read off the wheels with `readelf -d`.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_PACKAGE = "fonts-dejavu-core"


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown: always on a desktop system, on Linux only where one is named."""
    if not platform.startswith("linux"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def loadable(soname: str) -> bool:
    """Whether the dynamic loader finds this shared object."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether any outline font is installed; without one Qt draws no letter."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders if folder.is_dir())


def missing_packages(
    environ: Mapping[str, str],
    loads: Callable[[str], bool] = loadable,
    font: Callable[[], bool] = has_font,
) -> list[str]:
    """Return the Debian packages, each once and sorted, that Qt still needs for this run."""
    wanted = dict(QT_LIBRARIES)
    if environ.get("DISPLAY"):
        wanted.update(X11_LIBRARIES)
    if environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_LIBRARIES)
    packages = {package for soname, package in wanted.items() if not loads(soname)}
    if not font():
        packages.add(FONT_PACKAGE)
    return sorted(packages)


def apt_line(packages: list[str]) -> str:
    """Return the line a person without root types to install the packages."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def apt_install(packages: list[str]) -> bool:
    """Install the packages as root and say whether that worked; apt's own errors stay visible."""
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    steps = (["update"], ["install", "--yes", "--no-install-recommends", *packages])
    for step in steps:
        done = subprocess.run(  # noqa: S603 - fixed program, package names from the tables above
            [shutil.which("apt-get") or "apt-get", "-qq", *step],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode == 0


def provide(packages: list[str], reason: str) -> None:
    """Install the packages, or end the program with the exact line that does."""
    if os.geteuid() == 0:
        print(f"Installing {reason}: {' '.join(packages)}", flush=True)
        if apt_install(packages):
            return
    sys.exit(f"Walkdown needs {reason}. Run this line, then start again:\n  {apt_line(packages)}")


def provide_qt() -> None:
    """See that the libraries and the font Qt needs are there (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    packages = missing_packages(os.environ)
    if packages and shutil.which("apt-get"):
        provide(packages, "the system libraries Qt uses")
    elif packages:
        print(f"Qt may not start: this system seems to lack {', '.join(packages)}.", flush=True)


def provide_venv() -> None:
    """See that this Python can make virtual environments; Debian packs that part separately."""
    if importlib.util.find_spec("ensurepip"):
        return
    if not shutil.which("apt-get"):
        sys.exit("This Python has no ensurepip: install it with Python's venv package.")
    major, minor = sys.version_info[:2]
    provide([f"python{major}.{minor}-venv"], "Python's venv module")
