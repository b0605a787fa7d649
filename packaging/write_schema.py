"""Write the schema of the hand-over's data as its records are now: resources/schema."""

from __future__ import annotations

import sys
from pathlib import Path

from walkdown.handover.schema import FILE, schema_of_the_data


def main() -> int:
    """Gives 0; the file is written over, since its number says which records it is of."""
    folder = Path(__file__).resolve().parent.parent / "resources" / "schema"
    (folder / FILE).write_bytes(schema_of_the_data())
    return 0


if __name__ == "__main__":
    sys.exit(main())
