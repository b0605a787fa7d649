"""Pure facts and rules: dataclasses, enums and functions; no Qt, loop, files or clock."""
