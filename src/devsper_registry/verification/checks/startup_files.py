"""Files that Python runs when it starts, whatever it starts for."""

import re
from collections.abc import Iterator

from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.finding import Finding, Kind, Severity

NAME = "startup-files"
VERSION = "1"
REASON = (
    "A line of a `.pth` file that begins with `import` runs at each start of Python in the"
    " environment, before any program and without anybody importing the package; so do"
    " `sitecustomize` and `usercustomize`. Stealers hide there, because nobody looks."
)
CODE_IN_PTH = Kind(
    "startup-files.code-in-pth",
    Severity.HIGH,
    "'{path}' runs code whenever Python starts, without the package being imported.",
)
OWN_MODULE = Kind(
    "startup-files.own-module",
    Severity.MEDIUM,
    "'{path}' imports the package's own module '{module}' whenever Python starts.",
)
PATH_IN_PTH = Kind(
    "startup-files.path-in-pth",
    Severity.MEDIUM,
    "'{path}' adds '{added}' to the places from which everything is imported.",
)
CUSTOMIZE = Kind(
    "startup-files.customize",
    Severity.HIGH,
    "'{path}' is run by Python itself at every start.",
)
OF_SETUPTOOLS = Kind(
    "startup-files.of-setuptools",
    Severity.INFO,
    "'{path}' runs, whenever Python starts, the very line that setuptools writes for itself.",
)
KINDS = (CODE_IN_PTH, OWN_MODULE, PATH_IN_PTH, CUSTOMIZE, OF_SETUPTOOLS)

# The line that setuptools wrote for `namespace_packages`, word for word but for the names in it.
_NAMESPACE = re.compile(
    r"import sys, ?types, ?os; ?has_mfs = sys\.version_info > \(3, ?5\); ?"
    r"p = os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\], ?\*\('[\w', ]+\)\); ?"
    r"importlib = has_mfs and __import__\('importlib\.util'\); ?"
    r"has_mfs and __import__\('importlib\.machinery'\); ?"
    r"m = has_mfs and sys\.modules\.setdefault\('[\w.]+', ?importlib\.util\.module_from_spec\("
    r"importlib\.machinery\.PathFinder\.find_spec\('[\w.]+', ?\[os\.path\.dirname\(p\)\]\)\)\); ?"
    r"m = m or sys\.modules\.setdefault\('[\w.]+', ?types\.ModuleType\('[\w.]+'\)\); ?"
    r"mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\); ?"
    r"\(p not in mp\) and mp\.append\(p\)"
    r"(?:; ?m and setattr\(sys\.modules\['[\w.]+'\], ?'\w+', ?m\))?\Z",
    re.ASCII,
)
_SETUPTOOLS = (
    "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local')"
    " == 'local'; enabled and __import__('_distutils_hack').add_shim();"
)
_CUSTOMIZING = ("sitecustomize", "usercustomize")
# Of the Python that reads it, a .pth file has a few lines; beyond this nobody needs to look.
_LONGEST = 1024 * 1024


def startup_members(archive: Archive) -> list[Member]:
    """The members that Python would read at its start, if they are installed where they lie."""
    return [m for m in archive.members if _is_pth(m) or _customizes(m)]


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield each line that runs or leads elsewhere, and each customizing module."""
    members = startup_members(archive)
    for member in members:
        if _customizes(member):
            yield CUSTOMIZE.found(path=member.path)
    for member, content in archive.contents(filter(_is_pth, members), longest=_LONGEST):
        yield from _in_pth(member, content, archive)


def _is_pth(member: Member) -> bool:
    # `site` reads those in site-packages itself alone. Whatever their case, some systems say.
    place = member.place or ""
    return "/" not in place and place.lower().endswith(".pth")


def _customizes(member: Member) -> bool:
    place = member.place or ""
    top, _, rest = place.partition("/")
    if rest:
        return top in _CUSTOMIZING and rest == "__init__.py"
    return top.partition(".")[0] in _CUSTOMIZING and top.endswith((".py", ".pyc", ".so", ".pyd"))


def _in_pth(member: Member, content: bytes, archive: Archive) -> Iterator[Finding]:
    own = {m.place.partition("/")[0].partition(".")[0] for m in archive.members if m.place}
    path = member.path
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if _NAMESPACE.match(line) or line.strip() == _SETUPTOOLS:
            yield OF_SETUPTOOLS.found(path=path, line=number)
        elif line.startswith(("import ", "import\t")):
            module = line.split(None, 1)[1].strip()
            if module.isidentifier() and module in own:
                yield OWN_MODULE.found(path=path, line=number, evidence=line, module=module)
            else:
                yield CODE_IN_PTH.found(path=path, line=number, evidence=line)
        elif line.strip() and not line.startswith("#") and _leads_out(line.strip()):
            yield PATH_IN_PTH.found(path=path, line=number, evidence=line, added=line.strip())


def _leads_out(path: str) -> bool:
    return path.startswith(("/", "\\", "~")) or ".." in path.split("/") or path[1:2] == ":"
