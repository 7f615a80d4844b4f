"""The system calls that a confined examination may make, by processor; and those that betray it."""

from dataclasses import dataclass

# What Python needs to compute, to read files that are open, to write to open pipes, and to end.
_ALLOWED = {
    # name: (x86_64, aarch64)
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "select": (23, None),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "dup": (32, 23),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "gettimeofday": (96, 169),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "times": (100, 153),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, None),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "tgkill": (234, 131),
    "set_robust_list": (273, 99),
    "ppoll": (271, 73),
    "pselect6": (270, 72),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
    "prlimit64": (302, 261),
}
# Nothing that reads an archive ever comes near these: whoever does has taken the process over.
_BETRAYING = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425),
}


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of one processor; `architecture` is AUDIT_ARCH_* of linux/audit.h."""

    architecture: int
    allowed: tuple[int, ...]
    betraying: tuple[int, ...]
    clone: int
    clone3: int = 435


def _table(column: int, *, architecture: int, clone: int) -> Table:
    def numbers(calls: dict[str, tuple[int, int | None]]) -> tuple[int, ...]:
        found = (pair[column] for pair in calls.values())
        return tuple(number for number in found if number is not None)

    return Table(architecture, numbers(_ALLOWED), numbers(_BETRAYING), clone)


TABLES = {
    "x86_64": _table(0, architecture=0xC000003E, clone=56),
    "aarch64": _table(1, architecture=0xC00000B7, clone=220),
}
