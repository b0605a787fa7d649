"""What a code says, as a hand scanner would send it: GS1 codes with the sign of their symbology."""

from __future__ import annotations

from walkdown.core.picture import CodeRead

# GS1 DataMatrix, GS1 QR, GS1-128 and GS1 DataBar (ISO/IEC 15424): there FNC1 has a meaning. EAN, UPC
# and ITF are numbers of articles, which without their sign look like serials.
_GS1 = frozenset({"]d2", "]Q3", "]C1", "]e0", "]E0", "]E3", "]E4", "]I0", "]I1"})


def code_text(code: CodeRead) -> str:
    """The text for `read_label`."""
    return code.aim + code.text if code.aim in _GS1 else code.text
