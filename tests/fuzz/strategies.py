"""Valid archives, mutated byte by byte and entry by entry."""

import gzip
import tarfile
from dataclasses import replace

from hypothesis import strategies as st

from tests import build
from tests.build import DEFLATED, MASK32, STORED, Built, Entry, Member
from tests.fuzz import unpacking

WHEEL = "demo-1.0-py3-none-any.whl"
SDIST = "demo-1.0.tar.gz"
INFO = "demo-1.0.dist-info"

# Pieces of names that some system or reader treats in a way of its own.
_PIECES = [
    "a",
    "B",
    "b",
    "é",
    "e\u0301",
    "ß",
    "ss",
    ".",
    "..",
    " ",
    "~1",
    "con",
    ":",
    "\\",
    "/",
    "-",
    "%2e",
    "\x85",
    "\u2028",
    "RECORD.jws",
]
names = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
contents = st.one_of(st.binary(max_size=40), st.just(b"x = 1\n" * 500))


@st.composite
def edited_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with a few changed, cut out, put in or repeated."""
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["set", "flip", "cut", "insert", "repeat", "field"])):
            case "set" if data:
                data[at] = draw(st.sampled_from([0, 1, 8, 0x2F, 0x50, 0x7F, 0x80, 0xFF]))
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at : at + draw(st.integers(1, 40))]
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=20))
            case "repeat":
                data[at:at] = data[at : at + draw(st.integers(1, 200))]
            case _:
                value = draw(st.sampled_from([0, 1, 0xFFFF, MASK32 - 1, MASK32]))
                data[at : at + 4] = value.to_bytes(4, "little")
    return bytes(data)


@st.composite
def wheels_of_odd_entries(draw: st.DrawFn) -> Built:
    """Wheels whose RECORD is right, but whose entries and headers are drawn."""
    extra = draw(st.dictionaries(paths, contents, max_size=4))
    scheme = draw(st.sampled_from(["", "demo-1.0.data/purelib/", "demo-1.0.data/data/", "demo/"]))
    files = {"demo/__init__.py": b""} | {scheme + path: data for path, data in extra.items()}
    entries = [_odd(draw, name, data) for name, data in build.wheel_files(files=files).items()]
    if draw(st.booleans()):
        entries.insert(0, Entry("demo/", mode=draw(st.sampled_from([0, 0o040755])), method=STORED))
    archive = draw(st.sampled_from([{}, {}, {"zip64": True}, {"comment": b"x"}]))
    return build.built(WHEEL, build.zip_archive(entries, **archive))  # type: ignore[arg-type]


def _odd(draw: st.DrawFn, name: str, data: bytes) -> Entry:
    entry = Entry(name, data, method=draw(st.sampled_from([STORED, DEFLATED])))
    match draw(st.integers(0, 30)):
        case 0:
            return replace(entry, mode=draw(st.integers(0, 0xFFFF)))
        case 1:
            field = draw(st.sampled_from(["time", "date", "needed", "flags", "crc", "size"]))
            return replace(entry, local={field: draw(st.integers(0, 0xFFFF))})
        case 2:
            field = draw(st.sampled_from(["time", "made_by", "needed", "flags", "internal"]))
            return replace(entry, central={field: draw(st.integers(0, 0xFFFF))})
        case 3:
            value = draw(st.integers(0, 0xFFFF))
            return replace(entry, local={"flags": value}, central={"flags": value})
        case 4:
            body = build.extra_field(draw(st.sampled_from([1, 0x5455, 0x7075, 0x7875])), b"\1" * 9)
            return replace(entry, extra=body, central_extra=draw(st.sampled_from([b"", body])))
        case 5:
            sizes = len(data).to_bytes(8, "little") * 2
            masked = {"size": MASK32, "compressed": MASK32}
            return replace(entry, method=STORED, local=masked, extra=build.extra_field(1, sizes))
        case _:
            return entry


@st.composite
def records_of_odd_rows(draw: st.DrawFn) -> Built:
    """Wheels in which single fields and rows of RECORD are drawn."""
    entries = build.wheel_entries()
    if draw(st.booleans()):
        entries.append(Entry(f"{INFO}/RECORD.jws", b"{}"))
    text = build.wheel_files()[f"{INFO}/RECORD"].decode()
    rows = [row.split(",") for row in text.splitlines()]
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(rows or [[""]]))
        match draw(st.sampled_from(["field", "drop", "repeat", "add"])):
            case "field":
                value = draw(
                    st.sampled_from(["", "0", "+11", "1_1", "011", "sha256=", f'"{row[0]}"'])
                )
                row[draw(st.integers(0, len(row) - 1))] = value
            case "drop" if row in rows:
                rows.remove(row)
            case "repeat":
                rows.append(list(row))
            case _:
                rows.append([f"{INFO}/RECORD.jws", build.hash_of(b"{}"), "2"])
    data = "\n".join(map(",".join, rows)).encode()
    return build.built(WHEEL, build.zip_archive(build.changed(entries, "/RECORD", data=data)))


@st.composite
def sdists_of_odd_members(draw: st.DrawFn) -> Built:
    """Sdists with drawn members, in every format that Python writes."""
    members = build.sdist_members(files={"src/demo/__init__.py": b"", **unpacking.BACKEND})
    for path, data in draw(st.dictionaries(paths, contents, max_size=4)).items():
        members.append(_odd_member(draw, f"demo-1.0/{path}", data))
    format = draw(st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT]))
    return build.built(SDIST, build.tar_archive(members, format=format))


def _odd_member(draw: st.DrawFn, name: str, data: bytes) -> Member:
    match draw(st.integers(0, 6)):
        case 0:
            return Member(name, type=tarfile.SYMTYPE, linkname=draw(paths))
        case 1:
            target = draw(st.sampled_from(["demo-1.0/PKG-INFO", "PKG-INFO", "demo-1.0/src"]))
            return Member(name, type=tarfile.LNKTYPE, linkname=target)
        case 2:
            return Member(name, type=tarfile.DIRTYPE)
        case 3:
            keyword = draw(st.sampled_from(["path", "size", "comment", "GNU.sparse.name"]))
            return Member(
                name, data, pax={keyword: draw(st.sampled_from(["demo-1.0/x", "7", "é"]))}
            )
        case _:
            return Member(name, data)


edited_wheels = edited_bytes(build.wheel().content).map(lambda data: build.built(WHEEL, data))
edited_sdists = edited_bytes(build.sdist().content).map(lambda data: build.built(SDIST, data))
# Behind the gzip, so that its checksum does not hide every change.
edited_tars = edited_bytes(build.tar_bytes(build.sdist_members())).map(
    lambda data: build.built(SDIST, gzip.compress(data, mtime=0))
)
edited_metadata = edited_bytes(
    build.metadata(
        lines=[
            "Summary: x",
            "Requires-Dist: a>=1; python_version < '4'",
            "License-Expression: MIT",
        ],
        description="Title\n=====\n\n* `a <https://a.example>`__\n",
    )
).map(lambda data: build.wheel(metadata_content=data or b"\n"))
edited_records = edited_bytes(build.wheel_files()[f"{INFO}/RECORD"]).map(
    lambda data: build.built(
        WHEEL, build.zip_archive(build.changed(build.wheel_entries(), "RECORD", data=data))
    )
)

everything = st.one_of(
    wheels_of_odd_entries(),
    records_of_odd_rows(),
    sdists_of_odd_members(),
    edited_wheels,
    edited_sdists,
    edited_tars,
    edited_metadata,
    edited_records,
)
