"""Which computer this is: the one place that looks at the platform's name."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from walkdown.consent.system.computer import Computer
from walkdown.consent.system.links import LINUX, MACOS, WINDOWS
from walkdown.consent.system.linux import LinuxReader
from walkdown.consent.system.macos import Asker, MacReader, bundle_plist
from walkdown.consent.system.windows import WindowsReader, registry

# Whether a question to macOS crosses into another process is its own affair: one answer serves a
# moment, and a revocation is still seen within it.
_KEEP_S = 1.0


def pick(platform: str, asker: Asker | None = None) -> Computer:
    """This computer's system. `platform`: as `sys.platform` says it; `asker`: on macOS only.

    Touches nothing but files and the registry. What is neither Windows nor macOS is read as Linux.
    """
    match platform:
        case "win32":
            winreg = importlib.import_module("winreg")
            return Computer(WINDOWS, WindowsReader(registry(winreg), sys.executable))
        case "darwin":
            reader = MacReader(bundle_plist(Path(sys.executable)), asker)
            return Computer(MACOS, reader, keep_s=_KEEP_S)
    return Computer(LINUX, LinuxReader(Path("/"), os.environ))
