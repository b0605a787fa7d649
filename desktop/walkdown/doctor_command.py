"""`walkdown doctor`: how this computer is fit for a visit, to read and to mail; no window, nothing is used."""

from __future__ import annotations

import os
import sys

from walkdown.consent.keys import Keys
from walkdown.consent.system.pick import pick
from walkdown.core.check_up import Health, as_text, check_up, worst
from walkdown.storage.key_stores import KeyStores
from walkdown.storage.keychain import Keychain
from walkdown.storage.places import data_folder
from walkdown.storage.site_keys import SERVICE
from walkdown.storage.this_computer import ThisComputer

FIT, NOT_FIT = 0, 1


def doctor_command(keys: Keys | None = None, stores: KeyStores | None = None) -> int:
    """Look and print; the exit status. 0 fit for a visit, 1 something stands in the way."""
    computer = ThisComputer(
        data_folder(os.environ, sys.platform),
        keys or Keychain(),
        stores or KeyStores(SERVICE),
        pick(sys.platform),
    )
    lines = check_up(computer.facts())
    print(as_text(lines))
    return NOT_FIT if worst(lines) is Health.BAD else FIT
