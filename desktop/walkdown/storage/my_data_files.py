"""What is kept about a person, written into two new files: one to be read, one for programs."""

from __future__ import annotations

import errno
from pathlib import Path, PurePath

from walkdown.app.ports import Copied
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.storage.new_file import write_new


class MyDataFiles:
    """Implements the `MyDataCopies` port."""

    def write(self, lease: Lease, path: PurePath, copied: Copied) -> tuple[str, str]:
        """The text at `path`, the JSON beside it; gives both names. See the port."""
        lease.check(Purpose.FILE_EXPORT)
        text, data = Path(path).with_suffix(".txt"), Path(path).with_suffix(".json")
        try:
            write_new(data, [copied.data])
            try:
                write_new(text, [copied.text])
            except BaseException:
                data.unlink(missing_ok=True)
                raise
        except OSError as error:
            detail = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise Setback(Code.CANNOT_WRITE, detail=detail) from error
        return text.name, data.name
