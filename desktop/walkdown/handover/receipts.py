"""The receipts of a pack: one file for each decision about permissions, and what checks them and the pack."""

from __future__ import annotations

import hashlib
from typing import Final

from walkdown.app.ports import Receipts
from walkdown.handover.words import PRACTICE_BANNER

VERIFIER: Final = "walkdown_verify.py"
_HOW: Final = """\
How to check this folder
========================

SHA256SUMS.txt lists every file with its SHA-256. {noted}

    python3 {verifier} .{key}

says whether every file is here and unchanged, and nothing is here that was not.
{receipts}
You need no Walkdown for it, only Python 3.11 or newer (and its package "cryptography" for the signature).
The program has fewer than 350 lines and can be read. Its SHA-256 is
{sum}
{signed}
"""
_RECEIPTS: Final = """
Each file receipt-*.tlog-proof is one decision about a permission at your site: what was asked, what was
answered, by whom and when. It carries the proof that this decision stands in the record of the
installer's computer, and what the whole record came to at that moment. Keep the files: a record that
was changed later does not fit them any more.

    python3 {verifier} {example}{key}
"""
_NOTED: Final = "SHA256SUMS.note signs that list."
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
    """File names and contents; empty where nothing was decided about the site, and nothing is signed.

    `prefix` is what the pack puts before every name, for a practice site.
    """
    if not receipts.each and receipts.seal is None:
        return {}
    files = {f"receipt-{name}.tlog-proof": data for name, data in receipts.each}
    key = receipts.key.hex()
    given = f" --key {key}" if key else ""
    proofs = (
        _RECEIPTS.format(verifier=prefix + VERIFIER, example=prefix + min(files), key=given)
        if files
        else ""
    )
    how = _HOW.format(
        verifier=prefix + VERIFIER,
        key=given,
        noted=_NOTED if key else "",
        receipts=proofs,
        sum=hashlib.sha256(verifier).hexdigest(),
        signed=_SIGNED.format(key=key) if key else _UNSIGNED,
    )
    banner = f"{PRACTICE_BANNER}\n\n" if prefix else ""
    return {**files, VERIFIER: verifier, "how-to-check.txt": (banner + how).encode()}
