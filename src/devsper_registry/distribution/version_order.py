"""The order of versions as text, so that PostgreSQL can sort and page by it."""

from packaging.version import Version

# Sorts below every digit and letter, so that a shorter sequence comes before its continuation.
_END = "!"


def sort_key(version: Version) -> str:
    """Return ASCII text that compares, byte by byte, as the versions do (PEP 440).

    Shape: epoch, release, pre-release, post-release, development release, local label.
    """
    release = version.release
    while len(release) > 1 and release[-1] == 0:  # PEP 440: 1.0 equals 1
        release = release[:-1]
    return "".join(
        (
            _number(version.epoch),
            *map(_number, release),
            _END,
            _pre(version),
            "0" if version.post is None else "1" + _number(version.post),
            "1" if version.dev is None else "0" + _number(version.dev),
            _local(version.local),
        )
    )


def end_key(version: Version) -> str:
    """Return what sorts after the version and before every other.

    Its local builds come before it too, unless the version is one: PEP 440 takes 1.0+cpu for 1.0.
    """
    key = sort_key(version)
    return key[:-1] + "2" if version.local is None else key + _END


def _number(value: int) -> str:
    digits = str(value)
    return f"{len(digits):02}{digits}"


def _pre(version: Version) -> str:
    if version.pre is not None:
        letter, number = version.pre
        return "1" + letter[0] + _number(number)
    # PEP 440: 1.0.dev1 comes before 1.0a1, 1.0 and 1.0.post1 after 1.0rc1.
    only_dev = version.post is None and version.dev is not None
    return "0" if only_dev else "2"


def _local(label: str | None) -> str:
    if label is None:
        return "0"
    # PEP 440: within a local label numbers come after words.
    segments = ("b" + _number(int(s)) if s.isdigit() else "a" + s + _END for s in label.split("."))
    return "1" + "".join(segments) + _END
