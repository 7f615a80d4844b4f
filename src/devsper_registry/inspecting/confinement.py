"""Confinement: a process gives up all that reading an archive does not need, for good.

On Linux a filter of system calls (seccomp) leaves it what it has open and its own memory: no
files, no network, no programs, no other processes. It needs no privilege and works in
containers. Elsewhere there are the limits alone.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterator

from devsper_registry.inspecting.system_calls import TABLES, Table

# Open at once: the archive, the way back, and nothing for the rest.
_MOST_FILES = 16

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, JEQ|K, JSET|K, RET|K
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000


class NotConfined(Exception):
    """The kernel refused what confines a process; the message says what."""


def missing() -> str | None:
    """What this machine cannot do to confine an examination, as a sentence; None if nothing."""
    if sys.platform != "linux":
        return "Examinations have no filter of system calls: only Linux has one."
    if platform.machine() not in TABLES:
        return f"Examinations have no filter of system calls for {platform.machine()}."
    return None


def die_with_parent() -> None:
    """Let the kernel end this process when the one that forked it has gone (Linux)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit(*, memory: int) -> None:
    """Allow so many bytes of address space beyond those in use, few files, and no process."""
    limits = {resource.RLIMIT_NOFILE: _MOST_FILES}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = _address_space() + memory
    if missing() is not None:
        limits[resource.RLIMIT_NPROC] = 0
    for what, value in limits.items():
        resource.setrlimit(what, (value, value))


def confine() -> None:
    """Filter this process's system calls from here on; raise `NotConfined` where that fails.

    Where `missing()` says that there is no filter, there is none.
    """
    if missing() is not None:
        return
    program = b"".join(_program(TABLES[platform.machine()]))
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, and where.
    described = struct.pack("HL", len(program) // 8, ctypes.addressof(code))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(described))


def _program(table: Table) -> Iterator[bytes]:
    yield _step(_LOAD, _ARCHITECTURE)
    yield from _unless_equal(table.architecture, _KILL)
    yield _step(_LOAD, _NUMBER)
    # x86_64 has a second set of numbers for the same calls.
    yield from _when(_SET, _X32, _KILL)
    for number in table.allowed:
        yield from _when(_EQUAL, number, _ALLOW)
    for number in table.betraying:
        yield from _when(_EQUAL, number, _KILL)
    # The C library falls back to clone, whose flags can be looked at: threads, but no processes.
    yield from _when(_EQUAL, table.clone3, _ERRNO | _ENOSYS)
    yield _step(_EQUAL, table.clone, if_true=0, if_false=4)
    yield _step(_LOAD, _FIRST_ARGUMENT)
    yield _step(_SET, _CLONE_THREAD, if_true=0, if_false=1)
    yield _step(_RETURN, _ALLOW)
    yield _step(_RETURN, _KILL)
    yield _step(_RETURN, _ERRNO | _EPERM)


def _when(test: int, value: int, then: int) -> Iterator[bytes]:
    yield _step(test, value, if_true=0, if_false=1)
    yield _step(_RETURN, then)


def _unless_equal(value: int, then: int) -> Iterator[bytes]:
    yield _step(_EQUAL, value, if_true=1, if_false=0)
    yield _step(_RETURN, then)


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _prctl(option: int, *arguments: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    values = [a if isinstance(a, ctypes.Array) else ctypes.c_ulong(int(str(a))) for a in arguments]
    if library.prctl(option, *values, *(ctypes.c_ulong(0),) * (4 - len(values))) != 0:
        raise NotConfined(f"prctl {option}: {os.strerror(ctypes.get_errno())}")


def _address_space() -> int:
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - after a fork, as little as can be
        pages = int(statm.read().split()[0])
    return pages * resource.getpagesize()
