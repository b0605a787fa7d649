"""Lock the words of the prompts and of the policy as they are now: new versions only, old lines stay."""

from __future__ import annotations

import sys
from pathlib import Path

from walkdown.consent.former_words import former, history_lines, parse_history
from walkdown.consent.policy import parse_policy
from walkdown.consent.purpose_facts import RegistryBroken
from walkdown.consent.registry import parse_registry
from walkdown.consent.registry_lock import extended, lock_lines, parse_lock, present
from walkdown.consent.wording import LANGS


def lock_words(resources: Path) -> int:
    """Extend lock and history; the number of lines added. Raises RegistryBroken, and writes nothing."""
    lock_file, history_file = resources / "purposes.lock", resources / "policy" / "history.toml"
    purposes = (resources / "purposes.toml").read_text("utf-8")
    policy = (resources / "policy" / "policy.toml").read_text("utf-8")
    registries = [parse_registry(purposes, lang) for lang in LANGS]
    now = present(registries, [parse_policy(policy, registry) for registry in registries])
    old = parse_lock(lock_file.read_text("utf-8"))
    new = extended(old, now)
    known = parse_history(history_file.read_text("utf-8")).wordings
    prints = {one.fingerprint for one in known}
    shown = [former(text) for registry in registries for text in registry.prompts]
    added = [one for one in shown if one.fingerprint not in prints]
    history_file.write_text(history_lines([*known, *added]), "utf-8", newline="\n")
    lock_file.write_text(lock_lines(new), "utf-8", newline="\n")
    return len(new) - len(old)


def main() -> int:
    """0 when everything is locked, 1 with a sentence where a locked version says something else."""
    try:
        added = lock_words(Path(__file__).resolve().parent.parent / "resources")
    except RegistryBroken as why:
        print(f"Not locked: {why}", file=sys.stderr)
        return 1
    print(f"{added} lines added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
