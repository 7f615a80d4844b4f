"""Native code and how a file is packed."""

import io
import struct
import zipfile

import pytest

from devsper_registry.verification import native
from devsper_registry.verification.checks import native_code, packing
from devsper_registry.verification.native import Binary
from tests import build
from tests.unit.verification.opening import codes, found, opened


def elf(machine: int = 62, order: str = "<") -> bytes:
    return (
        b"\x7fELF\x02"
        + (b"\1" if order == "<" else b"\2")
        + bytes(12)
        + struct.pack(f"{order}H", machine)
    )


def pe(machine: int = 0x8664) -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)


def macho(cpu: int = 0x0100000C) -> bytes:
    return b"\xcf\xfa\xed\xfe" + struct.pack("<I", cpu)


def fat(*cpus: int) -> bytes:
    parts = b"".join(struct.pack(">I", cpu) + bytes(16) for cpu in cpus)
    return b"\xca\xfe\xba\xbe" + struct.pack(">I", len(cpus)) + parts


@pytest.mark.parametrize(
    ("head", "binary"),
    [
        (elf(), Binary("ELF", ("x86_64",))),
        (elf(183), Binary("ELF", ("aarch64",))),
        (elf(21), Binary("ELF", ("ppc64le",))),
        (elf(22, ">"), Binary("ELF", ("s390x",))),
        (elf(999), Binary("ELF", ("machine 999",))),
        (b"\x7fELF", Binary("ELF", ())),
        (pe(), Binary("PE", ("amd64",))),
        (pe(0xAA64), Binary("PE", ("arm64",))),
        (b"MZ is how this text begins", None),
        (b"MZ" + b"a text of more than sixty-four letters, which is no program at all", None),
        (macho(), Binary("Mach-O", ("arm64",))),
        (fat(0x01000007, 0x0100000C), Binary("Mach-O", ("x86_64", "arm64"))),
        # A class of Java.
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(1000), None),
        (b"\0asm\1\0\0\0", Binary("WebAssembly", ("wasm32",))),
        (b"#!/bin/sh\n", None),
        (b"", None),
    ],
)
def test_native_code_is_known_by_its_first_bytes(head: bytes, binary: Binary | None) -> None:
    assert native.binary_of(head) == binary


LINUX = "cp312-cp312-manylinux_2_28_x86_64"


@pytest.mark.parametrize(
    ("files", "tag", "expected"),
    [
        ({"demo/a.py": b""}, "py3-none-any", []),
        ({"demo/a.so": elf()}, LINUX, ["contains"]),
        ({"demo/a.so": elf()}, "py3-none-any", ["contradicts-tags", "contains"]),
        ({"demo/a.so": elf()}, "cp312-cp312-win_amd64", ["contradicts-tags", "contains"]),
        ({"demo/a.pyd": pe()}, "cp312-cp312-win_amd64", ["contains"]),
        ({"demo/gui.exe": pe()}, "py3-none-any", ["program", "contains"]),
        ({"demo/a.so": macho()}, LINUX, ["contradicts-tags", "contains"]),
        ({"demo/a.png": elf()}, LINUX, ["disguised", "contains"]),
        ({"demo/a.py": pe()}, "py3-none-any", ["disguised", "contains"]),
    ],
)
def test_native_code(files: dict[str, bytes], tag: str, expected: list[str]) -> None:
    assert codes(native_code, files, tag=tag) == expected


def test_all_native_code_is_summed_up() -> None:
    files = {"demo/a.so": elf(), "demo/b.so": elf(), "demo/c.so": elf(183)}
    (finding,) = found(native_code, files, tag=LINUX)
    assert finding.sentence == (
        "The file holds native code, which is not looked into:"
        " 1 × ELF for aarch64, 2 × ELF for x86_64."
    )


def a_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "b")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"demo/a.py": b""}, []),
        ({"demo/a.zip": a_zip()}, ["nested-archive"]),
        ({"demo/a.bin": b"\x1f\x8b\x08" + bytes(9)}, ["nested-archive"]),
        ({"demo/a.tar": bytes(257) + b"ustar" + bytes(200)}, ["nested-archive"]),
        ({"demo/a.png": a_zip()}, ["disguised-archive"]),
        ({"demo/BZh.txt": b"BZh is how this text begins"}, []),
        ({"demo/.git/config": b"", "demo/.git/HEAD": b""}, ["repository"]),
        ({"demo/.DS_Store": b"", "demo/a.py~": b"", "demo/.idea/a.xml": b""}, ["leftover"]),
        ({"demo/a.py": b"", "demo/__pycache__/a.cpython-312.pyc": b""}, ["bytecode"]),
        ({"demo/__pycache__/a.cpython-312.pyc": b""}, ["bytecode-without-source"]),
        ({"demo/a.py": b"", "demo/a.pyc": b""}, ["bytecode"]),
        ({"demo/a.pyc": b""}, ["bytecode-without-source"]),
        ({"/".join("abcdefghijklmnopqrstuvwxyzab") + "/x.py": b""}, ["deep"]),
        ({"demo-1.0.data/data/lib/python3.12/json/__init__.py": b""}, ["outside-site-packages"]),
        ({"demo-1.0.data/data/etc/profile.d/x.sh": b""}, ["system-place"]),
        ({"demo-1.0.data/data/etc/jupyter/x.json": b"{}"}, []),
        ({"demo-1.0.data/data/lib/python3.12/site-packages/x.py": b""}, []),
    ],
)
def test_packing(files: dict[str, bytes], expected: list[str]) -> None:
    assert codes(packing, files) == expected


def test_an_sdist_is_looked_at_in_the_same_way() -> None:
    archive = opened(build.sdist(files={"src/demo/a.so": elf(), "src/demo/.git/HEAD": b"x"}))
    assert [f.path for f in packing.findings(archive)] == ["demo-1.0/src/demo/.git/HEAD"]
    assert [member.place for member in archive.members if native.binary_of(member.head)] == [
        "demo/a.so"
    ]
