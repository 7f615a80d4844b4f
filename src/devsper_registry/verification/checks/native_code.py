"""Native code: what it is, whether the file's tags say so, and whether it hides."""

from collections import Counter
from collections.abc import Iterator

from devsper_registry.verification import native
from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.native import Binary

NAME = "native-code"
VERSION = "1"
REASON = (
    "Native code cannot be read as Python can, so it is told what there is of it (ELF, Mach-O,"
    " PE or"
    " WebAssembly, by the first bytes, and for which processor). In a wheel whose tags say"
    " that it is for"
    " another system it cannot work, and in a file that is called a text or picture it hides."
)
CONTAINS = Kind(
    "native-code.contains",
    Severity.INFO,
    "The file holds native code, which is not looked into: {what}.",
)
DISGUISED = Kind(
    "native-code.disguised",
    Severity.HIGH,
    "'{path}' is native code ({what}) under the name of something else.",
)
CONTRADICTS = Kind(
    "native-code.contradicts-tags",
    Severity.MEDIUM,
    "'{path}' is {what}, which a wheel tagged {tags} should not hold.",
)
PROGRAM = Kind(
    "native-code.program",
    Severity.LOW,
    "'{path}' is {what} in a wheel for every system, perhaps a launcher: ask where it was built.",
)
KINDS = (CONTAINS, DISGUISED, CONTRADICTS, PROGRAM)

_DISGUISES = (
    *(".py", ".pyi", ".pyw", ".txt", ".md", ".rst", ".json", ".toml", ".yaml", ".yml", ".cfg"),
    *(".ini", ".xml", ".html", ".css", ".csv", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico"),
    *(".pdf", ".wav", ".mp3", ".ttf", ".woff", ".woff2", ".log", ".pth", ".js"),
)
_SYSTEMS = {
    "ELF": ("linux", "manylinux", "musllinux", "android"),
    "Mach-O": ("macosx", "ios"),
    "PE": ("win",),
    "WebAssembly": ("pyodide", "pyemscripten", "emscripten", "wasi"),
}


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield what hides, what contradicts, and last a summary of all."""
    seen = Counter[str]()
    platforms = sorted({tag.platform for tag in archive.filename.tags})
    for member in archive.members:
        binary = native.binary_of(member.head)
        if binary is None:
            continue
        seen[_told(binary)] += 1
        if member.name.lower().endswith(_DISGUISES):
            yield DISGUISED.found(path=member.path, what=_told(binary))
        elif binary.format != "WebAssembly" and platforms:
            yield from _against_tags(member, binary, platforms)
    if seen:
        what = ", ".join(f"{count} × {told}" for told, count in sorted(seen.items()))
        yield CONTAINS.found(what=what)


def _against_tags(member: Member, binary: Binary, platforms: list[str]) -> Iterator[Finding]:
    if platforms == ["any"]:
        # Windows' launchers travel in wheels for every system.
        kind = PROGRAM if binary.format == "PE" else CONTRADICTS
    elif any(platform.startswith(_SYSTEMS[binary.format]) for platform in platforms):
        return
    else:
        kind = PROGRAM if binary.format == "PE" else CONTRADICTS
    yield kind.found(path=member.path, what=_told(binary), tags=", ".join(platforms))


def _told(binary: Binary) -> str:
    machines = f" for {', '.join(binary.machines)}" if binary.machines else ""
    return f"{binary.format}{machines}"
