"""Wheels and sdists built in code: good ones, and ones broken in any single way.

`wheel()` and `sdist()` give valid, deterministic files. `zip_archive()` and `tar_archive()` write
any header value, also a wrong one: they never check what they are told.
"""

import base64
import gzip
import hashlib
import io
import struct
import tarfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

Value = int | bytes
Overrides = Mapping[str, Value]
Fields = dict[str, tuple[str, Value]]

STORED, DEFLATED = 0, 8
MASK32, MASK16 = 0xFFFFFFFF, 0xFFFF

LOCAL_FIELDS: Fields = {
    "signature": ("4s", b"PK\x03\x04"),
    "needed": ("H", 20),
    "flags": ("H", 0),
    "method": ("H", 0),
    "time": ("H", 0),
    "date": ("H", 0x21),
    "crc": ("I", 0),
    "compressed": ("I", 0),
    "size": ("I", 0),
    "name_length": ("H", 0),
    "extra_length": ("H", 0),
}
CENTRAL_FIELDS: Fields = {
    "signature": ("4s", b"PK\x01\x02"),
    "made_by": ("H", 0x0314),
    "needed": ("H", 20),
    "flags": ("H", 0),
    "method": ("H", 0),
    "time": ("H", 0),
    "date": ("H", 0x21),
    "crc": ("I", 0),
    "compressed": ("I", 0),
    "size": ("I", 0),
    "name_length": ("H", 0),
    "extra_length": ("H", 0),
    "comment_length": ("H", 0),
    "disk": ("H", 0),
    "internal": ("H", 0),
    "external": ("I", 0),
    "offset": ("I", 0),
}
END_FIELDS: Fields = {
    "signature": ("4s", b"PK\x05\x06"),
    "disk": ("H", 0),
    "central_disk": ("H", 0),
    "here": ("H", 0),
    "total": ("H", 0),
    "central_size": ("I", 0),
    "central_offset": ("I", 0),
    "comment_length": ("H", 0),
}
END64_FIELDS: Fields = {
    "signature": ("4s", b"PK\x06\x06"),
    "record_size": ("Q", 44),
    "made_by": ("H", 45),
    "needed": ("H", 45),
    "disk": ("I", 0),
    "central_disk": ("I", 0),
    "here": ("Q", 0),
    "total": ("Q", 0),
    "central_size": ("Q", 0),
    "central_offset": ("Q", 0),
}
LOCATOR_FIELDS: Fields = {
    "signature": ("4s", b"PK\x06\x07"),
    "disk": ("I", 0),
    "end64_offset": ("Q", 0),
    "disks": ("I", 1),
}


@dataclass(frozen=True)
class Built:
    """A distribution file as a client would send it."""

    filename: str
    content: bytes
    metadata: bytes
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One entry of a zip; `local` and `central` override single header fields by name."""

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    mode: int = 0o100644
    local: Overrides = field(default_factory=dict)
    central: Overrides = field(default_factory=dict)
    local_name: str | bytes | None = None
    extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    raw: bytes | None = None  # the bytes as stored, instead of the compressed data
    before: bytes = b""
    after: bytes = b""
    in_local: bool = True
    in_central: bool = True


def _bytes(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def _record(fields: Mapping[str, tuple[str, Value]], values: Overrides) -> bytes:
    layout = "<" + "".join(kind for kind, _ in fields.values())
    merged = {name: default for name, (_, default) in fields.items()} | dict(values)
    return struct.pack(layout, *(merged[name] for name in fields))


def deflate(data: bytes) -> bytes:
    """Compress as a zip entry does: raw deflate, no header."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def extra_field(header_id: int, body: bytes) -> bytes:
    """One extra field of a zip header."""
    return struct.pack("<HH", header_id, len(body)) + body


def zip_archive(
    entries: Iterable[Entry],
    *,
    prefix: bytes = b"",
    gap: bytes = b"",
    before_end: bytes = b"",
    suffix: bytes = b"",
    comment: bytes = b"",
    end: Overrides | None = None,
    zip64: bool = False,
    end64: Overrides | None = None,
    locator: Overrides | None = None,
    central_order: Sequence[int] | None = None,
) -> bytes:
    """Write a zip exactly as told, lies included."""
    out, centrals = bytearray(prefix), []
    for entry in entries:
        name, local_name = _bytes(entry.name), _bytes(entry.local_name or entry.name)
        packed = deflate(entry.data) if entry.method == DEFLATED else entry.data
        stored = packed if entry.raw is None else entry.raw
        same: dict[str, Value] = {
            "flags": 0 if name.isascii() else 0x800,
            "method": entry.method,
            "crc": zlib.crc32(entry.data),
            "compressed": len(stored),
            "size": len(entry.data),
        }
        out += entry.before
        central = same | {
            "name_length": len(name),
            "extra_length": len(entry.central_extra),
            "comment_length": len(entry.comment),
            "external": (entry.mode << 16) | (0x10 if name.endswith(b"/") else 0),
            "offset": len(out),
        }
        if entry.in_local:
            local = same | {"name_length": len(local_name), "extra_length": len(entry.extra)}
            out += _record(LOCAL_FIELDS, local | dict(entry.local)) + local_name + entry.extra
            out += stored + entry.after
        if entry.in_central:
            header = _record(CENTRAL_FIELDS, central | dict(entry.central))
            centrals.append(header + name + entry.central_extra + entry.comment)
    out += gap
    start = len(out)
    order = range(len(centrals)) if central_order is None else central_order
    for index in order:
        out += centrals[index]
    size, count = len(out) - start, len(order)
    out += before_end
    if zip64:
        counts: dict[str, Value] = {"here": count, "total": count}
        where: dict[str, Value] = {"central_size": size, "central_offset": start}
        end64_offset = len(out)
        out += _record(END64_FIELDS, counts | where | dict(end64 or {}))
        out += _record(LOCATOR_FIELDS, {"end64_offset": end64_offset} | dict(locator or {}))
    values: dict[str, Value] = {
        "here": min(count, MASK16),
        "total": min(count, MASK16),
        "central_size": min(size, MASK32),
        "central_offset": min(start, MASK32),
        "comment_length": len(comment),
    }
    out += _record(END_FIELDS, values | dict(end or {})) + comment + suffix
    return bytes(out)


# --- metadata -----------------------------------------------------------------------------------


def metadata(
    name: str = "demo",
    version: str = "1.0",
    *,
    metadata_version: str = "2.4",
    requires_python: str | None = None,
    lines: Sequence[str] = (),
    description: str = "",
) -> bytes:
    """The bytes of a METADATA or PKG-INFO; `lines` are further header lines, as they stand."""
    head = [f"Metadata-Version: {metadata_version}", f"Name: {name}", f"Version: {version}"]
    if requires_python is not None:
        head.append(f"Requires-Python: {requires_python}")
    text = "\n".join([*head, *lines]) + "\n"
    return (text + (f"\n{description}" if description else "")).encode()


def wheel_file(tags: Sequence[str], *, lines: Sequence[str] = ()) -> bytes:
    """The bytes of a WHEEL file."""
    head = ["Wheel-Version: 1.0", "Generator: tests", "Root-Is-Purelib: true"]
    return ("\n".join([*head, *(f"Tag: {tag}" for tag in tags), *lines]) + "\n").encode()


def hash_of(data: bytes, algorithm: str = "sha256") -> str:
    """The hash as RECORD writes it."""
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm}=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def record(files: Mapping[str, bytes], path: str) -> bytes:
    """A right RECORD of these files, itself listed at `path`."""
    rows = [f"{quoted(name)},{hash_of(data)},{len(data)}" for name, data in files.items()]
    return ("\n".join([*rows, f"{quoted(path)},,"]) + "\n").encode()


def quoted(name: str) -> str:
    """A RECORD field, quoted when it must be."""
    plain = not set(name) & set(',"') and len(name.splitlines()) == 1
    return name if plain else '"' + name.replace('"', '""') + '"'


def escaped(name: str) -> str:
    """The name as filenames have it."""
    lowered = name.lower().replace("-", "_").replace(".", "_")
    while "__" in lowered:
        lowered = lowered.replace("__", "_")
    return lowered


def expanded(tag: str) -> list[str]:
    """The single tags of a compressed tag set."""
    pythons, abis, platforms = (part.split(".") for part in tag.split("-"))
    return [f"{p}-{a}-{m}" for p in pythons for a in abis for m in platforms]


# --- wheels -------------------------------------------------------------------------------------


def wheel_files(
    name: str = "demo",
    version: str = "1.0",
    *,
    requires_python: str | None = None,
    files: Mapping[str, bytes] | None = None,
    dist_info: Mapping[str, bytes] | None = None,
    metadata_version: str = "2.4",
    metadata_content: bytes | None = None,
    tag: str = "py3-none-any",
    lines: Sequence[str] = (),
    description: str = "",
) -> dict[str, bytes]:
    """The files of a valid wheel by path, RECORD last and right: change one and break it."""
    stem = f"{escaped(name)}-{version}"
    content = metadata_content or metadata(
        name,
        version,
        metadata_version=metadata_version,
        requires_python=requires_python,
        lines=lines,
        description=description,
    )
    package = {f"{escaped(name)}/__init__.py": b"VALUE = 42\n"} if files is None else dict(files)
    info = {"METADATA": content, "WHEEL": wheel_file(expanded(tag)), **(dist_info or {})}
    listed = package | {f"{stem}.dist-info/{key}": data for key, data in info.items()}
    path = f"{stem}.dist-info/RECORD"
    return listed | {path: record(listed, path)}


def wheel(
    name: str = "demo",
    version: str = "1.0",
    *,
    requires_python: str | None = None,
    files: Mapping[str, bytes] | None = None,
    dist_info: Mapping[str, bytes] | None = None,
    metadata_version: str = "2.4",
    metadata_content: bytes | None = None,
    tag: str = "py3-none-any",
    build: str | None = None,
    lines: Sequence[str] = (),
    description: str = "",
    method: int = DEFLATED,
    filename: str | None = None,
) -> Built:
    """A valid wheel, the same bytes every time; `dist_info` adds or replaces files there."""
    contents = wheel_files(
        name,
        version,
        requires_python=requires_python,
        files=files,
        dist_info=dist_info,
        metadata_version=metadata_version,
        metadata_content=metadata_content,
        tag=tag,
        lines=lines,
        description=description,
    )
    middle = "" if build is None else f"-{build}"
    found = contents[f"{escaped(name)}-{version}.dist-info/METADATA"]
    return built(
        filename or f"{escaped(name)}-{version}{middle}-{tag}.whl",
        zip_archive(Entry(path, data, method=method) for path, data in contents.items()),
        found,
    )


def wheel_entries(name: str = "demo", version: str = "1.0") -> list[Entry]:
    """The entries of a valid wheel, to change one and hand them to `zip_archive`."""
    return [Entry(path, data) for path, data in wheel_files(name, version).items()]


def changed(entries: Sequence[Entry], ending: str, **changes: object) -> list[Entry]:
    """The same entries, the one whose name ends so changed."""
    return [
        replace(entry, **changes) if _bytes(entry.name).endswith(ending.encode()) else entry  # type: ignore[arg-type]
        for entry in entries
    ]


def built(filename: str, content: bytes, metadata_content: bytes = b"") -> Built:
    """Name the bytes, whatever they are."""
    return Built(filename, content, metadata_content, hashlib.sha256(content).hexdigest())


# --- sdists -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """One member of a tar; `type` is a tarfile type byte."""

    name: str
    data: bytes = b""
    type: bytes = tarfile.REGTYPE
    linkname: str = ""
    mode: int = 0o644
    pax: Mapping[str, str] = field(default_factory=dict)


def tar_bytes(members: Iterable[Member], *, format: int = tarfile.PAX_FORMAT) -> bytes:
    """An uncompressed tar of these members, in this order."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for member in members:
            info = tarfile.TarInfo(member.name)
            info.size, info.type, info.linkname = len(member.data), member.type, member.linkname
            info.mode, info.pax_headers = member.mode, dict(member.pax)
            archive.addfile(info, io.BytesIO(member.data))
    return out.getvalue()


def tar_header(
    name: bytes,
    *,
    size: bytes = b"00000000000\0",
    type: bytes = b"0",
    linkname: bytes = b"",
    magic: bytes = b"ustar\x0000",
    prefix: bytes = b"",
    checksum: bytes | None = None,
    mtime: bytes = b"00000000000\0",
) -> bytes:
    """One raw 512-byte tar header with any value in any field."""
    head = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + mtime
    tail = type + linkname.ljust(100, b"\0") + magic.ljust(8, b"\0") + bytes(64)
    tail += b"0000000\0" * 2 + prefix.ljust(155, b"\0") + bytes(12)
    total = b"%06o\0 " % (sum(head) + sum(tail) + 8 * 32)
    return head + (total if checksum is None else checksum) + tail


def padded(data: bytes) -> bytes:
    """Data filled up to whole tar blocks."""
    return data + bytes(-len(data) % 512)


def tar_archive(members: Iterable[Member], *, format: int = tarfile.PAX_FORMAT) -> bytes:
    """A gzipped tar of these members, the same bytes every time."""
    return gzip.compress(tar_bytes(members, format=format), mtime=0)


def sdist_members(
    name: str = "demo",
    version: str = "1.0",
    *,
    requires_python: str | None = None,
    files: Mapping[str, bytes] | None = None,
    metadata_version: str = "2.4",
    metadata_content: bytes | None = None,
    lines: Sequence[str] = (),
    description: str = "",
) -> list[Member]:
    """The members of a valid sdist, PKG-INFO first."""
    top = f"{escaped(name)}-{version}"
    content = metadata_content or metadata(
        name,
        version,
        metadata_version=metadata_version,
        requires_python=requires_python,
        lines=lines,
        description=description,
    )
    pyproject = f'[project]\nname = "{name}"\nversion = "{version}"\n'.encode()
    source = {"pyproject.toml": pyproject, f"src/{escaped(name)}/__init__.py": b"VALUE = 42\n"}
    listed = {"PKG-INFO": content, **(source if files is None else files)}
    return [Member(f"{top}/{path}", data) for path, data in listed.items()]


def sdist(
    name: str = "demo",
    version: str = "1.0",
    *,
    requires_python: str | None = None,
    files: Mapping[str, bytes] | None = None,
    metadata_version: str = "2.4",
    metadata_content: bytes | None = None,
    lines: Sequence[str] = (),
    description: str = "",
    filename: str | None = None,
) -> Built:
    """A valid sdist, the same bytes every time."""
    members = sdist_members(
        name,
        version,
        requires_python=requires_python,
        files=files,
        metadata_version=metadata_version,
        metadata_content=metadata_content,
        lines=lines,
        description=description,
    )
    found = filename or f"{escaped(name)}-{version}.tar.gz"
    return built(found, tar_archive(members), members[0].data)
