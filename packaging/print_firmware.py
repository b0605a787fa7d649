"""Writes the firmware files that practice sites come with: the same bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from walkdown.practice.firmware_print import print_image

FOLDER: Final = Path(__file__).parents[1] / "resources" / "practice" / "firmware"


@dataclass(frozen=True, slots=True)
class Firmware:
    """One file: the product it is for, its version, its size in bytes."""

    product: str
    version: str
    size: int

    @property
    def name(self) -> str:
        """E.g. "gw-1-3.5.0.bin"."""
        return f"{self.product.lower()}-{self.version}.bin"

    def content(self) -> bytes:
        """The whole file."""
        return print_image(self.version, self.size, product=self.product)


SHIPPED: Final = (Firmware("GW-1", "3.5.0", 48 * 1024),)


def main() -> None:
    """Write all of them into the practice resources."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for firmware in SHIPPED:
        (FOLDER / firmware.name).write_bytes(firmware.content())


if __name__ == "__main__":
    main()
