"""A table into a new file that the person named."""

from __future__ import annotations

import errno
from pathlib import Path, PurePath

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.storage.new_file import write_new


class TableWriter:
    """Implements the `TableFiles` port."""

    def write(self, lease: Lease, path: PurePath, table: bytes) -> str:
        """Its name. Raises Setback(CANNOT_WRITE) where it is there already, or the folder refuses."""
        lease.check(Purpose.FILE_EXPORT)
        try:
            write_new(Path(path), [table])
        except OSError as error:
            detail = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise Setback(Code.CANNOT_WRITE, detail=detail) from error
        return path.name
