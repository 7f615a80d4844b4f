"""The WHEEL file: which version of the format, and for which tags."""

from packaging.tags import InvalidTag, Tag, TooManyTagsError, parse_tag

from devsper_registry.distribution.filename import Filename
from devsper_registry.distribution.policy import Policy
from devsper_registry.errors import TagsMismatch, WheelFileInvalid, WheelVersionUnknown

_SINGLE = ("Wheel-Version", "Root-Is-Purelib", "Build")
NEWEST_MINOR = 0


def check(content: bytes, filename: Filename, *, policy: Policy) -> list[str]:
    """Raise unless it is of version 1 with the filename's tags and build; return warnings."""
    fields = _fields(content, filename=filename.filename)
    minor = _minor_version(fields, filename=filename.filename)
    if fields.get("Root-Is-Purelib", [""])[0].lower() not in ("true", "false"):
        problem = "Root-Is-Purelib is neither true nor false"
        raise WheelFileInvalid(filename=filename.filename, problem=problem)
    _check_tags(fields.get("Tag", []), filename, policy=policy)
    build = fields.get("Build", [filename.build])[0]
    if build != filename.build:
        problem = f"Build is '{build}', and in the filename '{filename.build}'"
        raise WheelFileInvalid(filename=filename.filename, problem=problem)
    if minor > NEWEST_MINOR:
        return [f"The Wheel-Version 1.{minor} is newer than this registry knows."]
    return []


def _fields(content: bytes, *, filename: str) -> dict[str, list[str]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise WheelFileInvalid(filename=filename, problem="it is not UTF-8") from None
    fields: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise WheelFileInvalid(filename=filename, problem=f"line {number} has no field name")
        fields.setdefault(name, []).append(value.strip())
    for name in _SINGLE:
        if len(fields.get(name, [])) > 1:
            raise WheelFileInvalid(filename=filename, problem=f"{name} is given more than once")
    return fields


def _minor_version(fields: dict[str, list[str]], *, filename: str) -> int:
    text = fields.get("Wheel-Version", [""])[0]
    major, _, minor = text.partition(".")
    if not (text.isascii() and major.isdigit() and minor.isdigit() and len(text) < 10):
        raise WheelFileInvalid(filename=filename, problem="it has no Wheel-Version such as 1.0")
    if int(major) != 1:
        raise WheelVersionUnknown(filename=filename, version=text)
    return int(minor)


def _check_tags(lines: list[str], filename: Filename, *, policy: Policy) -> None:
    tags: set[Tag] = set()
    for line in lines:
        try:
            tags |= parse_tag(line, limit=policy.max_tags)
        except (InvalidTag, TooManyTagsError):
            problem = f"'{line}' is not a tag"
            raise WheelFileInvalid(filename=filename.filename, problem=problem) from None
    if tags != filename.tags:
        found = ", ".join(sorted(map(str, tags))) or "none"
        raise TagsMismatch(filename=filename.filename, found=found)
