"""The receipts of a pack: one file for each decision about permissions, and what checks them."""

from __future__ import annotations

import hashlib
from typing import Final

from walkdown.app.ports import Receipts
from walkdown.handover.words import PRACTICE_BANNER

VERIFIER: Final = "walkdown_verify.py"
_HOW: Final = """\
How to check the receipts
=========================

Each file receipt-*.tlog-proof is one decision about a permission at your site: what was asked, what was
answered, by whom and when. It carries the proof that this decision stands in the record of the
installer's computer, and what the whole record came to at that moment. Keep the files: a record that
was changed later does not fit them any more.

You need no Walkdown for it, only Python 3.11 or newer (and its package "cryptography" for the signature):

    python3 {verifier} {example}{key}

The program has fewer than 300 lines and can be read. Its SHA-256 is
{sum}
{signed}
"""
_SIGNED: Final = """
The record is signed. Its key, which you should compare with the one the installer shows you
under Privacy, is
{key}
"""
_UNSIGNED: Final = """
This record is not signed: the installer's computer has no key store. The proofs hold without it,
but they do not say whose computer it was.
"""


def papers_of(receipts: Receipts, verifier: bytes, prefix: str = "") -> dict[str, bytes]:
    """File names and contents; empty where nothing was decided about the site.

    `prefix` is what the pack puts before every name, for a practice site.
    """
    if not receipts.each:
        return {}
    files = {f"receipt-{name}.tlog-proof": data for name, data in receipts.each}
    key = receipts.key.hex()
    how = _HOW.format(
        verifier=prefix + VERIFIER,
        example=prefix + min(files),
        key=f" --key {key}" if key else "",
        sum=hashlib.sha256(verifier).hexdigest(),
        signed=_SIGNED.format(key=key) if key else _UNSIGNED,
    )
    banner = f"{PRACTICE_BANNER}\n\n" if prefix else ""
    return {**files, VERIFIER: verifier, "how-to-check.txt": (banner + how).encode()}
