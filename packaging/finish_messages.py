"""Finishes what protoc made: names its classes in the open, where it would put them into `globals()`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_HIDDEN = "_globals = globals()"
_BEGIN = "# protoc's own module, with its names written out by packaging/finish_messages.py\n"


def finish(folder: Path) -> None:
    """Change `*_pb2.py` and its `.pyi` in place. ValueError where they are not fresh from protoc."""
    for stub in folder.glob("*_pb2.pyi"):
        text = stub.read_text("utf-8")
        names = re.findall(r"^class (\w+)\(_message\.Message\):", text, re.MULTILINE)
        stub.write_text(text.replace("_Mapping]", "_Mapping[str, object]]"), "utf-8")
        module = stub.with_suffix(".py")
        module.write_text(_finished(module.read_text("utf-8"), names), "utf-8")


def _finished(text: str, names: list[str]) -> str:
    if text.count(_HIDDEN) != 1:
        raise ValueError("this is not fresh from protoc")
    written_out = "".join(f"{name} = _globals['{name}']\n" for name in names)
    return _BEGIN + text.replace(_HIDDEN, "_globals = {}") + written_out


if __name__ == "__main__":
    finish(Path(sys.argv[1]))
