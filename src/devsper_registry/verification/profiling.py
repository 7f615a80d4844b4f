"""The profile of an open archive: what it is, and what it brings along."""

import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name

from devsper_registry.verification import native
from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.checks.startup_files import startup_members
from devsper_registry.verification.profile import MOST, Profile

_LONGEST_TEXT = 2_048
_LONGEST_SOURCE = 1024 * 1024
# What is imported is read off the lines: the answer is for a comparison of two releases, and
# a file that hides its imports is what the check of code looks for.
_NETWORK = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*"
    rb"(?:socket|ssl|ftplib|smtplib|telnetlib|http\.client|http|urllib\.request|urllib|urllib2"
    rb"|urllib3|requests|httpx2?|aiohttp|websockets?|paramiko|pycurl|xmlrpc)\b",
    re.MULTILINE,
)
_PROGRAMS = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*"
    rb"(?:subprocess|pty|pexpect|sh|plumbum|ctypes)\b"
    rb"|\bos\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|startfile|posix_spawnp?)\b"
    rb"|\basyncio\.create_subprocess_|\b(?<![.\w])exec\(",
    re.MULTILINE,
)
_NEVER_INSTALLED = frozenset({"test", "tests", "testing", "doc", "docs", "examples", "example"})


def profile_of(archive: Archive) -> Profile:
    """Return the file's facts."""
    metadata, filename = archive.metadata, archive.filename
    network, programs = _imports(archive)
    return Profile(
        name=filename.normalized_name,
        version=str(filename.version),
        packagetype=filename.packagetype,
        size=archive.size,
        unpacked=sum(member.size for member in archive.members),
        files=len(archive.members),
        requires_python=_text(metadata.requires_python),
        requires_dist=_texts(metadata.requires_dist),
        licence=_text(metadata.license),
        licence_expression=_text(metadata.license_expression),
        licence_classifiers=_texts(c for c in metadata.classifiers if c.startswith("License ::")),
        is_described=bool((metadata.description or metadata.summary or "").strip()),
        people=_people(archive),
        entry_points=_texts(
            f"{group}: {name} = {reference}"
            for group, points in archive.entry_points.items()
            for name, reference in points.items()
        ),
        modules=_texts(sorted(_modules(archive))),
        startup_files=_texts(member.path for member in startup_members(archive)),
        native_files=_texts(m.path for m in archive.members if native.binary_of(m.head)),
        network=_texts(network),
        programs=_texts(programs),
    )


def _text(value: str | None) -> str | None:
    return None if value is None else value[:_LONGEST_TEXT]


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    found = list[str]()
    for value in values:
        if len(found) == MOST:
            break
        found.append(value[:_LONGEST_TEXT])
    return tuple(found)


def _people(archive: Archive) -> tuple[str, ...]:
    metadata = archive.metadata
    told = (metadata.author, metadata.author_email, metadata.maintainer, metadata.maintainer_email)
    return _texts(sorted({person for person in told if person}))


def _modules(archive: Archive) -> set[str]:
    found = set()
    for member in archive.members:
        module = _module(member)
        if module is not None:
            found.add(module)
    if archive.filename.packagetype == "sdist":
        # Beside the package lie its tests and setup.py; only a build would tell what is installed.
        own = canonicalize_name(archive.filename.name).replace("-", "_")
        return {module for module in found if module.lower() == own}
    return found


def _module(member: Member) -> str | None:
    """The top-level name under which the member could be imported."""
    if member.place is None:
        return None
    top, slash, rest = member.place.partition("/")
    if slash:
        return top if top.isidentifier() and rest.endswith((".py", ".so", ".pyd", ".pyc")) else None
    if top.endswith((".py", ".so", ".pyd", ".pyc")):
        name = top.partition(".")[0]
        return name if name.isidentifier() else None
    return None


def _imports(archive: Archive) -> tuple[list[str], list[str]]:
    network, programs = [], []
    wanted = [m for m in archive.members if m.name.endswith(".py") and not _is_beside(m)]
    for member, source in archive.contents(wanted, longest=_LONGEST_SOURCE):
        if _NETWORK.search(source):
            network.append(member.place or member.path)
        if _PROGRAMS.search(source):
            programs.append(member.place or member.path)
    return network, programs


def _is_beside(member: Member) -> bool:
    return not _NEVER_INSTALLED.isdisjoint((member.place or "").split("/")[:-1])
