"""What the Python of a file would do, and when: by its syntax tree."""

import re
import tomllib
from collections.abc import Iterator

from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.code import examination
from devsper_registry.verification.code.program import SourceFile
from devsper_registry.verification.code.trace import Reach
from devsper_registry.verification.finding import Finding

NAME = "code"
VERSION = "1"
REASON = (
    "What stands at the top of a module runs when anybody imports it, and `setup.py` runs when"
    " anybody installs from source: nearly all malicious packages act there. Each Python file is"
    " walked through without being run: names are resolved, constants that were taken apart are"
    " put together again, and what comes from the network, a decoder, the environment or a file"
    " of secrets is followed to where it is run, started or sent. The same call is harmless in a"
    " function that a program calls because its user asked, so such a function is told of with a"
    " lower severity, or not at all."
)
KINDS = examination.KINDS

# Directories of an sdist that are neither installed nor run by an installer.
_BESIDE = re.compile(
    r"(?:tests?|tests?[-_][^/]*|testing|docs?|examples?|benchmarks?|bench|tools?|scripts?|ci|dev|misc|"
    r"contrib|demos?|samples?|packaging|subprojects|vendored[-_][^/]*|\.[^/]+)/",
    re.IGNORECASE,
)
_TASKS = frozenset({"conftest.py", "noxfile.py", "tasks.py", "fabfile.py", "dodo.py", "conf.py"})
_BUILD_SCRIPTS = frozenset({"setup.py", "hatch_build.py", "build.py", "pdm_build.py", "_build.py"})


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield what the Python files of the archive would do, together with those they import."""
    yield from examination.findings(list(_sources(archive)))


def _sources(archive: Archive) -> Iterator[SourceFile]:
    members = [member for member in archive.members if is_python(member)]
    backends = _backends(archive)
    for member, content in archive.contents(members):
        yield SourceFile(
            path=member.path,
            place=member.place,
            reach=_reach(member, archive, backends),
            content=content,
        )
    pth = [member for member in archive.members if member.name.lower().endswith(".pth")]
    for member, content in archive.contents(pth):
        yield SourceFile(member.path, None, Reach.STARTUP, _statements(content))


def is_python(member: Member) -> bool:
    """Whether it is a Python source, also a script that says so in its first line."""
    if member.name.lower().endswith((".py", ".pyw")):
        return True
    return member.head.startswith(b"#!") and b"python" in member.head.partition(b"\n")[0]


def _statements(content: bytes) -> bytes:
    """The lines of a `.pth` file that Python runs, each at its place."""
    lines = content.splitlines()
    return b"\n".join(line if line.startswith((b"import ", b"import\t")) else b"" for line in lines)


def _reach(member: Member, archive: Archive, backends: frozenset[str]) -> Reach:
    if archive.filename.packagetype == "bdist_wheel":
        # A script runs when somebody starts it.
        return Reach.IMPORT if member.place is not None else Reach.CALLED
    place = member.path.partition("/")[2]
    if place in _BUILD_SCRIPTS or place in backends:
        return Reach.INSTALL
    if _BESIDE.match(place) or place in _TASKS:
        return Reach.CALLED
    # A module at the top may be what is installed.
    return Reach.IMPORT


def _backends(archive: Archive) -> frozenset[str]:
    """The files of a build back end that the sdist brings along (PEP 517)."""
    member = archive.at(f"{archive.own_directory()}/pyproject.toml")
    if member is None or archive.filename.packagetype == "bdist_wheel":
        return frozenset()
    try:
        stated = tomllib.loads(archive.content(member).decode("utf-8", "replace"))
        system = stated.get("build-system", {})
        paths = [str(path).strip("./") for path in system.get("backend-path", [])]
        module = str(system.get("build-backend", "")).partition(":")[0].replace(".", "/")
    except (tomllib.TOMLDecodeError, AttributeError, TypeError, RecursionError):
        return frozenset()
    starts = [f"{path}/{module}".lstrip("/") for path in paths]
    return frozenset(f"{start}{end}" for start in starts for end in (".py", "/__init__.py"))
