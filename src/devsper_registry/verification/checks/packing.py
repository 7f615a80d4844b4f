"""How a file is packed: archives within it, what is there by accident, and how much there is."""

import re
from collections import defaultdict
from collections.abc import Iterator

from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.finding import Finding, Kind, Severity

NAME = "packing"
VERSION = "1"
REASON = (
    "Archives inside the archive are not looked into, and bytecode without its source cannot"
    " be read;"
    " files of editors and version control tell more than was meant to be published. None of"
    " these is"
    " bad by itself, and each is worth a look when a package has never had it before."
)
NESTED = Kind(
    "packing.nested-archive",
    Severity.LOW,
    "'{path}' is an archive inside the file ({what}), which is not looked into.",
)
DISGUISED = Kind(
    "packing.disguised-archive",
    Severity.MEDIUM,
    "'{path}' is an archive ({what}) under the name of something else.",
)
REPOSITORY = Kind(
    "packing.repository",
    Severity.MEDIUM,
    "The file holds a version control directory, '{path}' in it: its history was not meant to be"
    " published.",
)
LEFTOVER = Kind(
    "packing.leftover",
    Severity.INFO,
    "{count} hidden files or files of editors and systems were packed as well, such as '{path}'.",
)
SOURCELESS = Kind(
    "packing.bytecode-without-source",
    Severity.MEDIUM,
    "'{path}' is bytecode whose source is not there, so nobody can read what it does.",
)
BYTECODE = Kind(
    "packing.bytecode",
    Severity.LOW,
    "{count} compiled files lie beside their sources, such as '{path}': Python may run these.",
)
LARGE = Kind(
    "packing.large",
    Severity.LOW,
    "The file unpacks to {size} MB.",
)
MANY = Kind("packing.many-files", Severity.LOW, "The file holds {count} files.")
DEEP = Kind(
    "packing.deep",
    Severity.LOW,
    "'{path}' lies {count} directories deep.",
)
OUTSIDE = Kind(
    "packing.outside-site-packages",
    Severity.HIGH,
    "'{path}' would be installed into Python's own library, over what is there.",
)
SYSTEM_PLACE = Kind(
    "packing.system-place",
    Severity.MEDIUM,
    "'{path}' would be installed where systems and shells look for what they run at their start.",
)
KINDS = (
    *(OUTSIDE, SYSTEM_PLACE, NESTED, DISGUISED, REPOSITORY, LEFTOVER, SOURCELESS, BYTECODE),
    *(LARGE, MANY, DEEP),
)

_LARGE = 1024 * 1024 * 1024
_MANY = 20_000
_DEEP = 25
_MAGIC = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_DISGUISES = (
    ".py",
    ".txt",
    ".md",
    ".rst",
    ".json",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".css",
    ".pth",
)
_LEFTOVERS = re.compile(
    r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.idea/.*|\.vscode/.*|\.ropeproject/.*"
    r"|[^/]*~|[^/]*\.(?:sw[op]|orig|rej|bak)|\.#[^/]*|#[^/]*#|\.coverage|\.python_history|\.bash_history"
    r"|\.(?:pytest|mypy|ruff)_cache/.*|\.ipynb_checkpoints/.*)$"
)
_REPOSITORY = re.compile(r"(?:^|/)(?:\.git|\.hg|\.svn|\.bzr)/")
_LIBRARY = re.compile(r"[^/]+\.data/data/(?:lib(?:64)?/python3(?:\.\d+)?t?|Lib)/(?!site-packages/)")
_SYSTEM = re.compile(
    r"[^/]+\.data/data/(?:etc/(?:profile|cron|init|rc|systemd|ld\.so|sudoers)"
    r"|(?:lib|share)/systemd/|\.(?:bashrc|profile|zshrc|bash_profile|ssh/)"
    r"|(?:Library/Launch|\.config/autostart))",
    re.IGNORECASE,
)
_PYCACHE = re.compile(r"(.*/|)__pycache__/([^/.]+)\.[^/]*\.py[co]$")


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield what is worth a look, many of a kind as one."""
    yield from _amounts(archive)
    for member in archive.members:
        if _LIBRARY.match(member.path):
            yield OUTSIDE.found(path=member.path)
        elif _SYSTEM.match(member.path):
            yield SYSTEM_PLACE.found(path=member.path)
        what = _archive(member)
        if what is not None:
            disguised = member.name.lower().endswith(_DISGUISES)
            yield (DISGUISED if disguised else NESTED).found(path=member.path, what=what)
    yield from _together(archive)


def _amounts(archive: Archive) -> Iterator[Finding]:
    size = sum(member.size for member in archive.members)
    if size > _LARGE:
        yield LARGE.found(size=size // 1_000_000)
    if len(archive.members) > _MANY:
        yield MANY.found(count=len(archive.members))
    deepest = max(archive.members, key=lambda member: member.path.count("/"))
    if deepest.path.count("/") > _DEEP:
        yield DEEP.found(path=deepest.path, count=deepest.path.count("/"))


def _archive(member: Member) -> str | None:
    for magic, what in _MAGIC.items():
        # Three letters are a coincidence away in a text.
        if member.head.startswith(magic) and (
            len(magic) > 3 or not member.is_text or what == "gzip"
        ):
            return what
    return "tar" if member.head[257:262] == b"ustar" else None


def _together(archive: Archive) -> Iterator[Finding]:
    seen = defaultdict[Kind, list[str]](list)
    paths = {member.path for member in archive.members}
    for member in archive.members:
        if _REPOSITORY.search(member.path):
            seen[REPOSITORY].append(member.path)
        elif _LEFTOVERS.search(member.path):
            seen[LEFTOVER].append(member.path)
        elif member.name.endswith((".pyc", ".pyo")):
            if _source(member.path) in paths:
                seen[BYTECODE].append(member.path)
            else:
                yield SOURCELESS.found(path=member.path)
    for kind, found in seen.items():
        yield kind.found(path=found[0], count=len(found))


def _source(path: str) -> str:
    cached = _PYCACHE.match(path)
    return path[:-1] if cached is None else f"{cached[1]}{cached[2]}.py"
