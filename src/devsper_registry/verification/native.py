"""Native code, by its first bytes: what it is, and for which processors."""

import struct
from dataclasses import dataclass
from typing import Literal

Format = Literal["ELF", "Mach-O", "PE", "WebAssembly"]

_ELF_MACHINES = {
    3: "i686",
    8: "mips",
    20: "ppc",
    21: "ppc64",
    22: "s390x",
    40: "arm",
    62: "x86_64",
    183: "aarch64",
    243: "riscv64",
    258: "loongarch64",
}
_PE_MACHINES = {0x14C: "x86", 0x8664: "amd64", 0xAA64: "arm64", 0x1C0: "arm32", 0x1C4: "arm32"}
_MACHO_CPUS = {7: "i386", 0x01000007: "x86_64", 12: "arm", 0x0100000C: "arm64", 18: "ppc"}
_MACHO_MAGIC = {
    b"\xfe\xed\xfa\xce": ">",
    b"\xfe\xed\xfa\xcf": ">",
    b"\xce\xfa\xed\xfe": "<",
    b"\xcf\xfa\xed\xfe": "<",
}
# A fat binary has a few parts; Java's class files begin alike, with a version of 45 or more.
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Binary:
    """What the beginning of a file says it is; `machines` is empty where it does not say."""

    format: Format
    machines: tuple[str, ...]


def binary_of(head: bytes) -> Binary | None:
    """Return what native code the bytes begin, or None."""
    if head.startswith(b"\x7fELF"):
        return Binary("ELF", _elf(head))
    if head.startswith(b"MZ"):
        return _pe(head)
    if head[:4] in _MACHO_MAGIC:
        return Binary("Mach-O", _macho(head))
    if head.startswith((b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")):
        return _fat(head)
    if head.startswith(b"\0asm\x01\0\0\0"):
        return Binary("WebAssembly", ("wasm32",))
    return None


def _elf(head: bytes) -> tuple[str, ...]:
    if len(head) < 20:
        return ()
    order = ">" if head[5] == 2 else "<"
    (machine,) = struct.unpack_from(f"{order}H", head, 18)
    if machine == 21 and order == "<":
        return ("ppc64le",)
    return (_ELF_MACHINES.get(machine, f"machine {machine}"),)


def _pe(head: bytes) -> Binary | None:
    # The old header says where the new one lies; a text that begins with "MZ" has none.
    if len(head) < 64:
        return None
    (at,) = struct.unpack_from("<I", head, 60)
    if at + 6 > len(head):
        return Binary("PE", ()) if at < 0x10000 and at % 4 == 0 and at else None
    if head[at : at + 4] != b"PE\0\0":
        return None
    (machine,) = struct.unpack_from("<H", head, at + 4)
    return Binary("PE", (_PE_MACHINES.get(machine, f"machine {machine:#x}"),))


def _macho(head: bytes) -> tuple[str, ...]:
    if len(head) < 8:
        return ()
    (cpu,) = struct.unpack_from(f"{_MACHO_MAGIC[head[:4]]}I", head, 4)
    return (_MACHO_CPUS.get(cpu, f"cpu {cpu:#x}"),)


def _fat(head: bytes) -> Binary | None:
    if len(head) < 8:
        return None
    (count,) = struct.unpack_from(">I", head, 4)
    step = 32 if head[3] == 0xBF else 20
    if not 0 < count <= _MOST_PARTS or len(head) < 8 + count * step:
        return None
    cpus = [struct.unpack_from(">I", head, 8 + part * step)[0] for part in range(count)]
    return Binary("Mach-O", tuple(_MACHO_CPUS.get(cpu, f"cpu {cpu:#x}") for cpu in cpus))
