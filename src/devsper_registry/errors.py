"""Every refusal: one class, one stable code, one sentence that says what to do next.

Doors turn the kind into a status (`rest/problems.py`); nobody else knows HTTP.
"""

from enum import StrEnum
from typing import ClassVar

LONGEST_FACT = 200


class Kind(StrEnum):
    """What sort of refusal it is; each door maps these once."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    NOT_ACCEPTABLE = "not-acceptable"
    CONFLICT = "conflict"
    GONE = "gone"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    UNAVAILABLE = "unavailable"
    MISCONFIGURED = "misconfigured"


CATALOGUE: "dict[str, type[RegistryError]]" = {}


class RegistryError(Exception):
    """A refusal that was foreseen. `str(error)` is the sentence for the person.

    The facts fill the sentence's placeholders. They may come from a stranger's bytes, so each is
    cut to 200 characters and freed of control characters before it is shown.
    """

    kind: ClassVar[Kind]
    code: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        shown = {name: _shown(value) for name, value in facts.items()}
        super().__init__(self.sentence.format_map(shown))

    def __init_subclass__(cls) -> None:
        if cls.code in CATALOGUE:
            raise TypeError(f"two refusals share the code {cls.code!r}")
        CATALOGUE[cls.code] = cls


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_shown(item) for item in value)
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return text if len(text) <= LONGEST_FACT else text[: LONGEST_FACT - 1] + "…"


# --- who are you, and may you -------------------------------------------------------------------


class NotAuthenticated(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.required"
    sentence = (
        "This registry asks for an API key: give it as the password, "
        "with any user name such as __token__."
    )


class InvalidKey(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.invalid-key"
    sentence = (
        "The API key is unknown, expired or revoked: create a new one and give it as the password."
    )


class ScopeMissing(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.scope-missing"
    sentence = (
        "This API key lacks the scope '{scope}': use a key that has it, or ask an administrator."
    )


class KeyBoundElsewhere(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.key-bound"
    sentence = "This API key is restricted to other packages than '{package}': use a key for it."


class NotAllowed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-allowed"
    sentence = (
        "You are not an owner or maintainer of '{package}': ask one of its owners to add you."
    )


# --- what is there ------------------------------------------------------------------------------


class PackageNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "package.not-found"
    sentence = "There is no package '{package}' here: check the spelling."


class FileNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "file.not-found"
    sentence = "There is no file '{filename}' here: its package's simple page lists the files."


# --- an upload and its form ---------------------------------------------------------------------


class FileExists(RegistryError):
    # twine, poetry and pdm look for the words "already exist".
    kind = Kind.INVALID
    code = "file.exists"
    sentence = (
        "File already exists ('{filename}', with sha256 hash '{sha256}'): "
        "publish changed content under a new version."
    )


class FilenameUsed(RegistryError):
    kind = Kind.INVALID
    code = "file.name-used"
    sentence = (
        "The filename '{filename}' was used by a file that has since been deleted, and is never "
        "given out again: publish under a new version."
    )


class PackageClosed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "package.closed"
    sentence = (
        "The package '{package}' is {status} and takes no uploads: ask its owners to reactivate it."
    )


class FileTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "file.too-large"
    sentence = (
        "The file is larger than {limit} MB: make it smaller, "
        "or ask the administrator to raise MAX_UPLOAD_SIZE_MB."
    )


# --- the machine itself -------------------------------------------------------------------------


class SettingInvalid(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "setting.invalid"
    sentence = "{setting} {problem}"


class DatabaseUnavailable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "database.unavailable"
    sentence = "The database does not answer: try again in a moment."


class StorageUnavailable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "storage.unavailable"
    sentence = "The file storage does not answer: try again in a moment."


class StorageFull(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "storage.full"
    sentence = "The file storage is full: ask the administrator to make room, then try again."


# --- reading the index and its files ------------------------------------------------------------


class NotAcceptable(RegistryError):
    kind = Kind.NOT_ACCEPTABLE
    code = "index.not-acceptable"
    sentence = (
        "The simple index speaks application/vnd.pypi.simple.v1+json, "
        "application/vnd.pypi.simple.v1+html and text/html: ask for one of them, not '{asked}'."
    )


class KeyBound(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.key-bound-list"
    sentence = (
        "This API key is restricted to some packages and cannot list them all: "
        "use a key without that restriction."
    )


class RangeNotSatisfiable(RegistryError):
    kind = Kind.INVALID
    code = "file.range-not-satisfiable"
    sentence = "The file has {size} bytes and none in the range asked for: ask from its start."
