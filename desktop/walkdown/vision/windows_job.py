"""Windows' job objects: a bound on a process's memory, and an end for it when its starter ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
    from typing import Final

    _EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
    _ONE_PROCESS, _PROCESS_MEMORY = 0x8, 0x100
    _DIE_QUIETLY, _END_WITH_HANDLE = 0x400, 0x2000
    _SET_QUOTA_AND_TERMINATE: Final = 0x0100 | 0x0001

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("Basic", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def confine_self(room: int) -> None:
        """This process gets `room` bytes in all, and no child of its own. Raises OSError.

        The handle is kept until the process ends: the limits are gone with the last one.
        """
        job = _job(_PROCESS_MEMORY | _ONE_PROCESS | _DIE_QUIETLY, room)
        _put(job, _kernel().GetCurrentProcess())

    def end_with_us(pid: int) -> int:
        """The process ends when this one does; the handle to give to `let_go`. Raises OSError."""
        kernel = _kernel()
        job = _job(_END_WITH_HANDLE | _DIE_QUIETLY, 0)
        process = kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid)
        try:
            _put(job, process)
        finally:
            kernel.CloseHandle(process)
        return job

    def let_go(job: int) -> None:
        """Close the handle; what is still in the job ends."""
        _kernel().CloseHandle(job)

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (
            *(wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD),
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        return kernel

    def _job(flags: int, room: int) -> int:
        kernel = _kernel()
        job = kernel.CreateJobObjectW(None, None)
        limits = _Extended()
        limits.Basic.LimitFlags = flags
        limits.Basic.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = room
        size = ctypes.sizeof(limits)
        set_ = kernel.SetInformationJobObject
        if not job or not set_(job, _EXTENDED_LIMITS, ctypes.byref(limits), size):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(job)

    def _put(job: int, process: int) -> None:
        if not _kernel().AssignProcessToJobObject(job, process):
            raise ctypes.WinError(ctypes.get_last_error())
