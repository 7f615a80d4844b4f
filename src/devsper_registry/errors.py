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


# --- a file's name, its package's name and its version ----------------------------------------------


class FilenameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "filename.invalid"
    sentence = "The filename '{filename}' is not usable: {problem}"


class FilenameExtension(RegistryError):
    kind = Kind.INVALID
    code = "filename.extension"
    sentence = (
        "The filename '{filename}' does not end in .whl or .tar.gz: upload a wheel or an sdist."
    )


class FilenameMismatch(RegistryError):
    kind = Kind.INVALID
    code = "filename.mismatch"
    sentence = (
        "The filename '{filename}' should be '{expected}': build the file again with a "
        "current build tool instead of renaming it."
    )


class TooManyTags(RegistryError):
    kind = Kind.INVALID
    code = "filename.too-many-tags"
    sentence = (
        "The filename '{filename}' stands for more than {limit} combinations of tags: name "
        "fewer tags."
    )


class PlatformUnknown(RegistryError):
    kind = Kind.INVALID
    code = "filename.platform"
    sentence = (
        "The platform tag '{platform}' of '{filename}' is not accepted here: build for a "
        "manylinux, musllinux, macosx, win, ios, android or pyemscripten tag, or 'any'."
    )


class NameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "name.invalid"
    sentence = (
        "The package name '{name}' is not valid: use ASCII letters and digits, and '-', '_' "
        "and '.' between them."
    )


class NameTooLong(RegistryError):
    kind = Kind.INVALID
    code = "name.too-long"
    sentence = "The package name is {length} characters long: shorten it to {limit}."


class VersionInvalid(RegistryError):
    kind = Kind.INVALID
    code = "version.invalid"
    sentence = (
        "The version '{version}' is not valid: write it as PEP 440 says, such as 1.0, "
        "2.1.dev3 or 3.0rc1."
    )


class VersionTooLong(RegistryError):
    kind = Kind.INVALID
    code = "version.too-long"
    sentence = "The version is {length} characters long: shorten it to {limit}."


class VersionLocal(RegistryError):
    kind = Kind.INVALID
    code = "version.local"
    sentence = (
        "The version '{version}' has a local part, which this registry does not take: publish"
        " it without '+{local}'."
    )


# --- the name of a new package ----------------------------------------------------------------------


class NameOfStandardLibrary(RegistryError):
    kind = Kind.INVALID
    code = "name.standard-library"
    sentence = "The name '{name}' is that of a module of Python's standard library: choose another."


class NameProhibited(RegistryError):
    kind = Kind.FORBIDDEN
    code = "name.prohibited"
    sentence = "The name '{name}' is prohibited here: choose another, or ask an administrator."


class NamePrefixReserved(RegistryError):
    kind = Kind.FORBIDDEN
    code = "name.prefix-reserved"
    sentence = (
        "Names that begin with '{prefix}' are reserved here: choose another, or ask an "
        "administrator for the prefix."
    )


class NameTooSimilar(RegistryError):
    kind = Kind.CONFLICT
    code = "name.too-similar"
    sentence = (
        "The name '{name}' looks like the existing package '{existing}': choose one that "
        "nobody can confuse with it."
    )


# --- an archive's structure -------------------------------------------------------------------------


class NotAZip(RegistryError):
    kind = Kind.INVALID
    code = "archive.not-a-zip"
    sentence = "'{filename}' is not a zip archive, which a wheel must be: build it again."


class NotAGzip(RegistryError):
    kind = Kind.INVALID
    code = "archive.not-a-gzip"
    sentence = "'{filename}' is not a gzip file, which a .tar.gz must be: build it again."


class NotATar(RegistryError):
    kind = Kind.INVALID
    code = "archive.not-a-tar"
    sentence = "'{filename}' does not hold a tar archive: build it again."


class TwoArchivesInOne(RegistryError):
    kind = Kind.INVALID
    code = "archive.ambiguous"
    sentence = (
        "'{filename}' can be read as a zip and as a tar at once: upload a file that is one "
        "thing only."
    )


class ArchiveTruncated(RegistryError):
    kind = Kind.INVALID
    code = "archive.truncated"
    sentence = "'{filename}' ends too early, {where}: build or send it again."


class StrayBytes(RegistryError):
    kind = Kind.INVALID
    code = "archive.stray-bytes"
    sentence = (
        "'{filename}' holds bytes that belong to no entry, {where}: build the file again with"
        " a current build tool, and add nothing to it afterwards."
    )


class EndRecordWrong(RegistryError):
    kind = Kind.INVALID
    code = "archive.end-record"
    sentence = (
        "The end record of '{filename}' is wrong about {what}: build the file again with a "
        "current build tool."
    )


class Zip64Wrong(RegistryError):
    kind = Kind.INVALID
    code = "archive.zip64"
    sentence = (
        "'{filename}' uses ZIP64 in a way that readers disagree about, {where}: build the "
        "file again with a current build tool."
    )


class HeadersDisagree(RegistryError):
    kind = Kind.INVALID
    code = "archive.headers-disagree"
    sentence = (
        "The local and the central header of '{entry}' in '{filename}' disagree about {what}:"
        " build the file again with a current build tool."
    )


class EntriesDisagree(RegistryError):
    kind = Kind.INVALID
    code = "archive.entries-disagree"
    sentence = (
        "The local headers and the central directory of '{filename}' do not list the same "
        "entries in the same order, {where}: build the file again with a current build tool."
    )


class DuplicateEntry(RegistryError):
    kind = Kind.INVALID
    code = "archive.duplicate-entry"
    sentence = "'{filename}' holds the entry '{entry}' more than once: remove all but one."


class DataDescriptor(RegistryError):
    kind = Kind.INVALID
    code = "archive.data-descriptor"
    sentence = (
        "The entry '{entry}' of '{filename}' has a data descriptor, so that its size is told "
        "twice: write the archive to a seekable file."
    )


class EntryEncrypted(RegistryError):
    kind = Kind.INVALID
    code = "archive.encrypted"
    sentence = "The entry '{entry}' of '{filename}' is encrypted: store it in the clear."


class FlagsUnknown(RegistryError):
    kind = Kind.INVALID
    code = "archive.flags"
    sentence = (
        "The entry '{entry}' of '{filename}' has flag bits set that readers do not agree "
        "about ({flags}): build the file again with a current build tool."
    )


class CompressionUnknown(RegistryError):
    kind = Kind.INVALID
    code = "archive.compression"
    sentence = (
        "The entry '{entry}' of '{filename}' is compressed with method {method}: use deflate,"
        " or store it."
    )


class ArchiveComment(RegistryError):
    kind = Kind.INVALID
    code = "archive.comment"
    sentence = "'{filename}' has a comment, {where}: write the archive without comments."


class ExtraFieldWrong(RegistryError):
    kind = Kind.INVALID
    code = "archive.extra-field"
    sentence = (
        "The entry '{entry}' of '{filename}' has an extra field that is {problem}: build the "
        "file again with a current build tool."
    )


class EntryNameWrong(RegistryError):
    kind = Kind.INVALID
    code = "archive.entry-name"
    sentence = "'{filename}' has an entry whose name {problem} ('{entry}'): rename it."


class EntryPathUnsafe(RegistryError):
    kind = Kind.INVALID
    code = "archive.unsafe-path"
    sentence = (
        "The entry '{entry}' of '{filename}' {problem}: name entries by plain relative paths."
    )


class EntrySpecial(RegistryError):
    kind = Kind.INVALID
    code = "archive.special-file"
    sentence = (
        "The entry '{entry}' of '{filename}' is a {what}: only plain files and directories "
        "are taken."
    )


class EntriesCollide(RegistryError):
    kind = Kind.INVALID
    code = "archive.name-collision"
    sentence = (
        "The entries '{entry}' and '{other}' of '{filename}' are one and the same file on "
        "some systems: rename one."
    )


class EntryUnderFile(RegistryError):
    kind = Kind.INVALID
    code = "archive.file-as-directory"
    sentence = (
        "'{filename}' has the entry '{entry}' both as a file or link and as a directory: "
        "rename one."
    )


class TooManyEntries(RegistryError):
    kind = Kind.INVALID
    code = "archive.too-many-entries"
    sentence = "'{filename}' holds more than {limit} entries: pack fewer files."


class UnpacksTooLarge(RegistryError):
    kind = Kind.INVALID
    code = "archive.too-large-unpacked"
    sentence = (
        "'{filename}' unpacks to more than {limit} bytes, too much for its size: pack less, "
        "or compress less repetitive data."
    )


class EntryTooLarge(RegistryError):
    kind = Kind.INVALID
    code = "archive.entry-too-large"
    sentence = (
        "The entry '{entry}' of '{filename}' is larger than the {limit} bytes that such a "
        "file may have: shorten it."
    )


class EntryCorrupt(RegistryError):
    kind = Kind.INVALID
    code = "archive.corrupt"
    sentence = (
        "The entry '{entry}' of '{filename}' cannot be read ({problem}): build or send the "
        "file again."
    )


class TarHeaderWrong(RegistryError):
    kind = Kind.INVALID
    code = "archive.tar-header"
    sentence = (
        "'{filename}' has a tar header that readers disagree about ({problem}, at '{entry}'):"
        " build the file again with a current build tool."
    )


class SparseEntry(RegistryError):
    kind = Kind.INVALID
    code = "archive.sparse"
    sentence = "The entry '{entry}' of '{filename}' is sparse: pack it as a plain file."


class LinkLeadsOut(RegistryError):
    kind = Kind.INVALID
    code = "archive.link-outside"
    sentence = (
        "The link '{entry}' of '{filename}' points to '{target}', which is not a plain path "
        "to another file of the archive: pack the file itself."
    )


# --- a wheel ----------------------------------------------------------------------------------------


class DistInfoMissing(RegistryError):
    kind = Kind.INVALID
    code = "wheel.dist-info-missing"
    sentence = (
        "'{filename}' has no .dist-info directory, which every wheel has: build the file "
        "again with a current build tool."
    )


class DistInfoAmbiguous(RegistryError):
    kind = Kind.INVALID
    code = "wheel.dist-info-ambiguous"
    sentence = "'{filename}' has more than one .dist-info directory ({found}): leave only its own."


class DistInfoMismatch(RegistryError):
    kind = Kind.INVALID
    code = "wheel.dist-info-mismatch"
    sentence = (
        "'{filename}' has the directory '{found}', but its name calls for '{expected}': build"
        " the file again with a current build tool instead of renaming it."
    )


class WheelFileMissing(RegistryError):
    kind = Kind.INVALID
    code = "wheel.file-missing"
    sentence = (
        "'{filename}' has no '{entry}', which every wheel has: build the file again with a "
        "current build tool."
    )


class WheelFileInvalid(RegistryError):
    kind = Kind.INVALID
    code = "wheel.invalid"
    sentence = "The WHEEL file of '{filename}' is not valid: {problem}."


class WheelVersionUnknown(RegistryError):
    kind = Kind.INVALID
    code = "wheel.version"
    sentence = (
        "'{filename}' is of Wheel-Version {version}, and only 1.x is known: build the file "
        "again with a current build tool."
    )


class TagsMismatch(RegistryError):
    kind = Kind.INVALID
    code = "wheel.tags-mismatch"
    sentence = (
        "The tags of '{filename}' are not those of its WHEEL file ({found}): retag it with "
        "the wheel tool instead of renaming it."
    )


class DataDirectoryUnknown(RegistryError):
    kind = Kind.INVALID
    code = "wheel.data-directory"
    sentence = (
        "'{filename}' has files under '{entry}', but only purelib, platlib, headers, scripts "
        "and data of '{expected}' are installed: move them."
    )


class InstalledTwice(RegistryError):
    kind = Kind.INVALID
    code = "wheel.installed-twice"
    sentence = (
        "The entries '{entry}' and '{other}' of '{filename}' would be installed over one "
        "another: remove one."
    )


class EntryPointsInvalid(RegistryError):
    kind = Kind.INVALID
    code = "wheel.entry-points"
    sentence = "The entry_points.txt of '{filename}' is not valid: {problem}."


# --- a wheel's RECORD -------------------------------------------------------------------------------


class RecordInvalid(RegistryError):
    kind = Kind.INVALID
    code = "record.invalid"
    sentence = "The RECORD of '{filename}' is not valid: {problem}."


class RecordIncomplete(RegistryError):
    kind = Kind.INVALID
    code = "record.not-listed"
    sentence = (
        "The RECORD of '{filename}' does not list '{entry}': build the file again with a "
        "current build tool, and change nothing in it afterwards."
    )


class RecordExcess(RegistryError):
    kind = Kind.INVALID
    code = "record.not-in-archive"
    sentence = (
        "The RECORD of '{filename}' lists '{entry}', which is not in the archive: build the "
        "file again with a current build tool."
    )


class RecordDuplicate(RegistryError):
    kind = Kind.INVALID
    code = "record.duplicate-row"
    sentence = (
        "The RECORD of '{filename}' lists '{entry}' more than once: build the file again with"
        " a current build tool."
    )


class RecordHashMissing(RegistryError):
    kind = Kind.INVALID
    code = "record.hash-missing"
    sentence = (
        "The RECORD of '{filename}' gives no hash for '{entry}': build the file again with a "
        "current build tool."
    )


class RecordHashWeak(RegistryError):
    kind = Kind.INVALID
    code = "record.hash-weak"
    sentence = (
        "The RECORD of '{filename}' gives a hash of the kind '{algorithm}' for '{entry}': use"
        " sha256, sha384 or sha512."
    )


class RecordHashMismatch(RegistryError):
    kind = Kind.INVALID
    code = "record.hash-mismatch"
    sentence = (
        "'{entry}' in '{filename}' has another hash than its RECORD says: build the wheel "
        "again, and change nothing in it afterwards."
    )


class RecordSizeMismatch(RegistryError):
    kind = Kind.INVALID
    code = "record.size-mismatch"
    sentence = (
        "'{entry}' in '{filename}' has another size than its RECORD says: build the wheel "
        "again, and change nothing in it afterwards."
    )


# --- an sdist ---------------------------------------------------------------------------------------


class TopDirectoryWrong(RegistryError):
    kind = Kind.INVALID
    code = "sdist.top-directory"
    sentence = (
        "All of '{filename}' must lie in one directory '{expected}', but '{entry}' does not: "
        "build the file again with a current build tool."
    )


class PkgInfoMissing(RegistryError):
    kind = Kind.INVALID
    code = "sdist.pkg-info-missing"
    sentence = (
        "'{filename}' has no '{expected}': build the file again with a current build tool, "
        "which writes it."
    )


# --- core metadata ----------------------------------------------------------------------------------


class MetadataMalformed(RegistryError):
    kind = Kind.INVALID
    code = "metadata.malformed"
    sentence = "The metadata of '{filename}' cannot be read: {problem}."


class MetadataInvalid(RegistryError):
    kind = Kind.INVALID
    code = "metadata.invalid"
    sentence = "The metadata of '{filename}' is not valid: {problems}."


class MetadataNameMismatch(RegistryError):
    kind = Kind.INVALID
    code = "metadata.name-mismatch"
    sentence = (
        "'{filename}' says by its metadata that it is '{found}', not '{expected}': build the "
        "file again with a current build tool instead of renaming it."
    )


class MetadataVersionMismatch(RegistryError):
    kind = Kind.INVALID
    code = "metadata.version-mismatch"
    sentence = (
        "'{filename}' says by its metadata that its version is '{found}', not '{expected}': "
        "build the file again with a current build tool instead of renaming it."
    )


class DescriptionUnrenderable(RegistryError):
    kind = Kind.INVALID
    code = "metadata.description"
    sentence = (
        "The description of '{filename}' does not render as {content_type}: {problem}. "
        "Correct it, or set the content type that it is written in."
    )


class LicenceFileMissing(RegistryError):
    kind = Kind.INVALID
    code = "metadata.licence-file-missing"
    sentence = (
        "The metadata of '{filename}' names the licence file '{entry}', which is not in the "
        "archive: add it, or remove the License-File line."
    )


# --- a form that contradicts its file ---------------------------------------------------------------


class FormNameMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.name-mismatch"
    sentence = (
        "The form says that the package is '{found}', but the file is of '{expected}': upload"
        " with a current tool, which reads the file."
    )


class FormVersionMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.version-mismatch"
    sentence = (
        "The form says that the version is '{found}', but the file is of '{expected}': upload"
        " with a current tool, which reads the file."
    )


class FormFiletypeMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.filetype-mismatch"
    sentence = (
        "The form says that the filetype is '{found}', but '{filename}' is of '{expected}': "
        "upload with a current tool, which reads the file."
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
