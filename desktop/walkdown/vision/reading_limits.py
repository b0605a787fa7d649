"""What the reading process gives up before it sees the first strange byte: memory, files, dumps.

Linux: the kernel holds all limits. Windows: a job object holds the memory. macOS has no limit of
memory that its kernel holds, so a thread of the process itself watches and ends it.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from walkdown.vision.windows_job import confine_self

    def confine(room: int) -> None:
        """From here on at most `room` bytes."""
        confine_self(room)

else:
    import os
    import resource
    import threading
    from pathlib import Path
    from typing import Final

    _STATM: Final = Path("/proc/self/statm")
    _LOOK_S: Final = 0.05

    def confine(room: int) -> None:
        """From here on at most `room` bytes more than now, no new file, no dump, no bytes written.

        All that is imported later needs files, so everything is imported before.
        """
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":
            most = _mapped() + room
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        else:
            watch_memory(_used() + room)
        # Files that are open stay so: the pipes. The Mac's kernel refuses a limit below them.
        least = 0 if sys.platform == "linux" else 16
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, least))

    def watch_memory(most: int) -> None:
        """End the process when it has more bytes; only as good as decoders let other threads run."""

        def look() -> None:
            wait = threading.Event()
            while _used() <= most:
                wait.wait(_LOOK_S)
            os._exit(3)

        threading.Thread(target=look, name="memory-watch", daemon=True).start()

    def _mapped() -> int:
        """Bytes of address space in use, which is what RLIMIT_AS counts."""
        return int(_STATM.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")

    def _used() -> int:
        """The most memory this process ever had, in bytes (the Mac counts in bytes, others in KiB)."""
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
