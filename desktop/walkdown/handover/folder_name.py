"""A folder name from a site's name that every file system takes, and that leads nowhere else."""

from __future__ import annotations

import unicodedata
from datetime import date

_MOST_BYTES = 120


def folder_name(site: str, day: date, *, practice: bool) -> str:
    """E.g. "14-Harbour-Lane-2026-11-22"; "PRACTICE-…" for a practice site.

    Only letters, digits, "-" and "_" are left, so there is no path, no dot and no device of
    Windows in it: a reserved word ("CON") is one only alone or before a dot.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", site))
    kept = "".join(c if c.isalnum() or c == "_" else "-" for c in text)
    words = "-".join(part for part in kept.split("-") if part)
    short = words.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip("-")
    return f"{'PRACTICE-' if practice else ''}{short or 'Site'}-{day.isoformat()}"
