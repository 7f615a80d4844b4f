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
    METHOD_NOT_ALLOWED = "method-not-allowed"
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


# --- who are you, and may you -----------------------------------------------------------------


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


# --- what is there ----------------------------------------------------------------------------


class PackageNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "package.not-found"
    sentence = "There is no package '{package}' here: check the spelling."


class FileNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "file.not-found"
    sentence = "There is no file '{filename}' here: its package's simple page lists the files."


# --- an upload and its form -------------------------------------------------------------------


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


class SecondSdist(RegistryError):
    kind = Kind.INVALID
    code = "file.second-sdist"
    sentence = (
        "The release {version} of '{package}' has an sdist already, and a release has one: "
        "publish under a new version."
    )


class UploadByPostOnly(RegistryError):
    kind = Kind.METHOD_NOT_ALLOWED
    code = "upload.post-only"
    sentence = "This is the upload endpoint, which takes POST: the simple index is at /simple/."


class UploadStalled(RegistryError):
    kind = Kind.INVALID
    code = "upload.stalled"
    sentence = "Nothing of the upload has arrived for {seconds} seconds: send it again."


class UploadNotMultipart(RegistryError):
    kind = Kind.INVALID
    code = "upload.not-multipart"
    sentence = "An upload is a POST of multipart/form-data: use a tool such as twine or uv publish."


class UploadMalformed(RegistryError):
    kind = Kind.INVALID
    code = "upload.malformed"
    sentence = "The upload's multipart form is broken or cut short ({problem}): send it again."


class UploadFieldTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.field-too-large"
    sentence = "The form field '{field}' is larger than {limit} MB: shorten it."


class UploadFormTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.form-too-large"
    sentence = "The form fields are larger than {limit} MB together: shorten the metadata."


class UploadTooManyFields(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.too-many-fields"
    sentence = "The form has more than {limit} fields: shorten the metadata."


class UploadFieldNotText(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-not-text"
    sentence = "The form field '{field}' is not UTF-8: upload with a current tool."


class UploadFieldIsFile(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-is-file"
    sentence = "The form field '{field}' takes no file: send the distribution as 'content'."


class UploadWithoutFile(RegistryError):
    kind = Kind.INVALID
    code = "upload.no-file"
    sentence = "The upload has no file: send the distribution as the form's 'content'."


class UploadOfTwoFiles(RegistryError):
    kind = Kind.INVALID
    code = "upload.two-files"
    sentence = "The upload has more than one file: send each distribution in a request of its own."


class UploadActionMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.action-missing"
    sentence = "The form does not say what to do: set ':action' to 'file_upload'."


class UploadActionUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.action-unknown"
    sentence = "The action '{action}' is unknown here: set ':action' to 'file_upload'."


class UploadActionGone(RegistryError):
    kind = Kind.GONE
    code = "upload.action-gone"
    sentence = (
        "The action '{action}' is of another age: upload the files themselves, "
        "with a tool such as twine or uv publish."
    )


class UploadProtocolUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.protocol"
    sentence = "The protocol_version '{version}' is unknown here: send '1', or leave it out."


class UploadFieldMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-missing"
    sentence = (
        "The form field '{field}' is missing: upload with a tool such as twine or uv publish."
    )


class UploadFiletypeUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.filetype"
    sentence = "The filetype '{filetype}' is unknown here: it is 'bdist_wheel' or 'sdist'."


class UploadDigestMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.digest-missing"
    sentence = "The form has no digest: send sha256_digest, blake2_256_digest or md5_digest."


class UploadDigestWrong(RegistryError):
    kind = Kind.INVALID
    code = "upload.digest-wrong"
    sentence = (
        "The {algorithm} digest of the form is not that of the file, which must have been "
        "changed or damaged on the way: send it again."
    )


class UploadElsewhere(RegistryError):
    kind = Kind.INVALID
    code = "upload.other-package"
    sentence = "This address takes files of '{expected}' only, not of '{found}'."


class UploadInterrupted(RegistryError):
    # The sweeper took the file's bytes between their arrival and their entry in the database.
    kind = Kind.UNAVAILABLE
    code = "upload.interrupted"
    sentence = "The file was lost on the way into the storage: send it again."


# --- yanking and deleting -----------------------------------------------------------------------


class NotOwner(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-owner"
    sentence = "Only the owners of '{package}' may do this: ask one of them."


class ReleaseNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "release.not-found"
    sentence = "There is no release {version} of '{package}': check the version."


class ReasonTooLong(RegistryError):
    kind = Kind.INVALID
    code = "yank.reason-too-long"
    sentence = "The reason is {length} characters long: shorten it to {limit}."


# --- a file's name, its package's name and its version --------------------------------------------


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


# --- the name of a new package --------------------------------------------------------------------


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
    # Not 409, at which flit shows a traceback.
    kind = Kind.INVALID
    code = "name.too-similar"
    sentence = (
        "The name '{name}' looks like the existing package '{existing}': choose one that "
        "nobody can confuse with it."
    )


# --- limits -------------------------------------------------------------------------------------


class ReleaseFull(RegistryError):
    kind = Kind.FORBIDDEN
    code = "limit.files-of-release"
    sentence = (
        "The release {version} of '{package}' has {limit} files, and more are not taken: publish "
        "under a new version, or ask the administrator to raise MAX_FILES_PER_RELEASE."
    )


class PackageFull(RegistryError):
    kind = Kind.FORBIDDEN
    code = "limit.package-size"
    sentence = (
        "With this file, those of '{package}' would take more than {limit} MB together: delete "
        "releases that nobody needs, or ask the administrator to raise MAX_PACKAGE_SIZE_MB."
    )


class AccountFull(RegistryError):
    kind = Kind.FORBIDDEN
    code = "limit.account-size"
    sentence = (
        "With this file, those that your account published would take more than {limit} MB "
        "together: delete what nobody needs, or ask the administrator to raise "
        "MAX_ACCOUNT_SIZE_MB."
    )


class TooManyNewPackages(RegistryError):
    kind = Kind.TOO_MANY
    code = "limit.new-packages"
    sentence = (
        "Your account has created {limit} packages within an hour, and more are not taken: try "
        "again later, or ask the administrator to raise MAX_NEW_PACKAGES_PER_HOUR."
    )


# --- an archive's structure -----------------------------------------------------------------------


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


class VersionNeeded(RegistryError):
    kind = Kind.INVALID
    code = "archive.version-needed"
    sentence = (
        "The entry '{entry}' of '{filename}' asks for a reader of zip version {version}, which "
        "many are not: build the file again with a current build tool."
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


# --- a wheel --------------------------------------------------------------------------------------


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


# --- a wheel's RECORD -----------------------------------------------------------------------------


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


# --- an sdist -------------------------------------------------------------------------------------


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


# --- core metadata --------------------------------------------------------------------------------


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


# --- a form that contradicts its file -------------------------------------------------------------


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


# --- a question put to GraphQL ----------------------------------------------------------------


class RequestInvalid(RegistryError):
    kind = Kind.INVALID
    code = "graphql.request"
    sentence = "This is not a GraphQL request: {problem}."


class RequestTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "graphql.too-large"
    sentence = "A GraphQL request may have {limit} bytes and this one has more: ask for less."


class MediaTypeUnknown(RegistryError):
    # Any other type could be sent by a form on a stranger's page, with this browser's credentials.
    kind = Kind.INVALID
    code = "graphql.media-type"
    sentence = "A GraphQL request is sent as application/json in UTF-8, not as '{media_type}'."


class AnswerNotAcceptable(RegistryError):
    kind = Kind.NOT_ACCEPTABLE
    code = "graphql.not-acceptable"
    sentence = (
        "GraphQL answers as application/graphql-response+json, application/json or, "
        "for a stream, text/event-stream: name one of them in Accept."
    )


class OperationUnknown(RegistryError):
    kind = Kind.INVALID
    code = "graphql.operation"
    sentence = "It is not clear which operation is meant: {problem}."


class OperationNotByGet(RegistryError):
    kind = Kind.INVALID
    code = "graphql.method"
    sentence = "A {operation} is not sent by GET: send it by POST."


class OperationNotHere(RegistryError):
    kind = Kind.INVALID
    code = "graphql.transport"
    sentence = (
        "A subscription needs a stream: accept text/event-stream, "
        "or open a WebSocket with graphql-transport-ws."
    )


class DocumentUnknown(RegistryError):
    kind = Kind.INVALID
    code = "graphql.document-unknown"
    sentence = "No trusted document has the id '{document_id}': send the id of a known one."


class DocumentsOnly(RegistryError):
    kind = Kind.INVALID
    code = "graphql.documents-only"
    sentence = "This registry answers trusted documents only: send a documentId, and no query."


class ManyConnections(RegistryError):
    kind = Kind.TOO_MANY
    code = "graphql.connections"
    sentence = "There are {limit} open streams already: close one, or try again in a moment."


class GuardStopped(RegistryError):
    """A query that would cost too much; says which guard stopped it and by how much."""

    kind = Kind.INVALID
    code = "graphql.guard"
    sentence = "The query asks for {actual} and {limit} are allowed."


class TooManyTokens(GuardStopped):
    code = "graphql.tokens"
    sentence = "The query has more than the {limit} tokens that are allowed: split it."


class TooManyDefinitions(GuardStopped):
    code = "graphql.definitions"
    sentence = (
        "The document has {actual} operations and fragments and {limit} are allowed: split it."
    )


class TooManyFields(GuardStopped):
    code = "graphql.fields"
    sentence = "The query selects {actual} fields and {limit} are allowed: split it."


class TooDeep(GuardStopped):
    code = "graphql.depth"
    sentence = "The query nests {actual} levels deep and {limit} are allowed: ask in two queries."


class TooManyAliases(GuardStopped):
    code = "graphql.aliases"
    sentence = "The query uses {actual} aliases and {limit} are allowed: split it."


class TooManyDirectives(GuardStopped):
    code = "graphql.directives"
    sentence = "The query uses {actual} directives and {limit} are allowed: split it."


class FieldsRepeated(GuardStopped):
    code = "graphql.repeats"
    sentence = (
        "The query asks for '{field}' {actual} times in one place and {limit} are allowed: "
        "ask for it once."
    )


class ListsTooNested(GuardStopped):
    code = "graphql.lists"
    sentence = (
        "The query nests lists {actual} deep and {limit} are allowed: ask for the inner ones apart."
    )


class PageTooLarge(GuardStopped):
    code = "graphql.page-size"
    sentence = "'{argument}' of '{field}' is {actual}: ask for 0 to {limit} at once."


class TooCostly(GuardStopped):
    code = "graphql.cost"
    sentence = (
        "The query costs {actual} and {limit} are allowed: ask for smaller pages or fewer fields."
    )


# --- the machine itself -----------------------------------------------------------------------


class SettingInvalid(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "setting.invalid"
    sentence = "{setting} {problem}"


class MetricsClosed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "metrics.closed"
    sentence = "The metrics are closed: set METRICS_TOKEN, and give it as a Bearer token."


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


# --- reading the index and its files ----------------------------------------------------------


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


# --- the database -----------------------------------------------------------------------------


class DatabaseRefused(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.refused"
    sentence = "PostgreSQL refuses the connection ({reason}): correct DATABASE_URL."


class DatabaseTooOld(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.too-old"
    sentence = (
        "The database server is PostgreSQL {found}, and the registry needs {wanted} or newer: "
        "upgrade it, or name another one in DATABASE_URL."
    )


class DatabaseNewer(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.newer"
    sentence = (
        "The database is at revision '{revision}', which this version of the registry does not "
        "know: start the newer version that brought it there, or restore a backup."
    )


class DatabaseNotMigrated(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.not-migrated"
    sentence = (
        "The database lacks the revision '{revision}': run `devsper-registry migrate`, "
        "then start again."
    )


class MigrationBlocked(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "database.migration-blocked"
    sentence = (
        "The migration waited too long for a lock or ran too long ({reason}), and nothing of its "
        "step was kept: run `devsper-registry migrate` again when the database is quieter."
    )


# --- the embedded database --------------------------------------------------------------------


class DataDirUnusable(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "data-dir.unusable"
    sentence = "DATA_DIR {directory} cannot be written ({reason}): choose one that can."


class EmbeddedMissing(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.missing"
    sentence = (
        "The embedded PostgreSQL is not installed: run `pip install 'devsper-registry[embedded]'`, "
        "or name a PostgreSQL of your own in DATABASE_URL."
    )


class EmbeddedUserUnnamed(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.user-unnamed"
    sentence = (
        "The user {uid} has no entry in /etc/passwd, which the embedded PostgreSQL needs: "
        "run as a user that has one, or name a PostgreSQL in DATABASE_URL."
    )


class EmbeddedForeign(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.foreign"
    sentence = (
        "The database in {directory} belongs to the user with the id {uid}: "
        "start the registry as that user, or choose another DATA_DIR."
    )


class EmbeddedInUse(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.in-use"
    sentence = (
        "Another registry is running in {directory}: stop it first, or choose another DATA_DIR."
    )


class EmbeddedStillRunning(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.still-running"
    sentence = (
        "A PostgreSQL that this registry did not start (process {pid}) runs on {directory}: "
        "stop it, then start again."
    )


class EmbeddedOtherVersion(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.other-version"
    sentence = (
        "The database in {directory} was made by PostgreSQL {found} and this is {wanted}: dump it "
        "with the pg_dumpall of version {found}, move the directory away, start once, and restore "
        "the dump with psql."
    )


class EmbeddedFailed(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.failed"
    sentence = (
        "The embedded PostgreSQL does not start in {directory} ({reason}): "
        "postgres.log beside it says more."
    )


# --- accounts and their keys ------------------------------------------------------------------


class AccountNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "account.not-found"
    sentence = "There is no account '{account}': check the spelling, or create it first."


class AccountNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "account.name-invalid"
    sentence = (
        "'{account}' cannot name an account: use 1 to 64 lower-case letters, digits, '.', '_' "
        "or '-', the first a letter or digit."
    )


class KeyNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "key.name-invalid"
    sentence = "A key's name is 1 to 128 printable characters: '{name}' is not, choose another."


class KeyNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "key.not-found"
    sentence = "No key in force answers to '{key}': list the keys and give the id of one."


class KeyAmbiguous(RegistryError):
    kind = Kind.INVALID
    code = "key.ambiguous"
    sentence = "Several keys answer to '{key}': give the id of one, {ids}."


class KeyNotYours(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.not-yours"
    sentence = "The keys of another account are an administrator's business: ask one."


class KeyScopeTooWide(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.scope-too-wide"
    sentence = (
        "The scope 'admin' needs an administrator's account, and '{account}' is none: "
        "leave the scope out."
    )


class KeyScopesMissing(RegistryError):
    kind = Kind.INVALID
    code = "key.scopes-missing"
    sentence = "A key needs at least one scope: read, publish or admin."


class KeyExpiryInvalid(RegistryError):
    kind = Kind.INVALID
    code = "key.expiry-invalid"
    sentence = (
        "'{expiry}' is no moment in the future: give days such as 90d, weeks such as 12w, "
        "or a date such as 2031-12-31."
    )


# --- a request that no door understands ---------------------------------------------------------


class PathNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "request.path-not-found"
    sentence = (
        "There is nothing at '{path}': the simple index is at /simple/, uploads go to /legacy/."
    )


class MethodNotAllowed(RegistryError):
    kind = Kind.METHOD_NOT_ALLOWED
    code = "request.method-not-allowed"
    sentence = "{method} is not understood at this address: the Allow header says what is."


class RequestNotUnderstood(RegistryError):
    kind = Kind.INVALID
    code = "request.not-understood"
    sentence = "The request could not be understood: {problem}"


# --- another registry, seen from a client ------------------------------------------------------


class RemoteUnreachable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "remote.unreachable"
    sentence = (
        "No registry answers at {url} ({reason}): check the URL and that it runs, then start the "
        "same command again; what has arrived is not sent twice."
    )


class RemoteKeyRefused(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "remote.key-refused"
    sentence = "The registry does not accept the key. It says: {reason}"


class NothingToImport(RegistryError):
    kind = Kind.INVALID
    code = "import.nothing"
    sentence = (
        "There is no wheel (.whl) and no sdist (.tar.gz) below {places}: name another folder."
    )


# --- lists and the search -------------------------------------------------------------------------


class CursorInvalid(RegistryError):
    kind = Kind.INVALID
    code = "cursor.invalid"
    sentence = (
        "The cursor is not one of this list: take it from a page of the same list in the same "
        "order, or leave it out to begin at the start."
    )


class PageSizeInvalid(RegistryError):
    kind = Kind.INVALID
    code = "page.size"
    sentence = "A page of {size} is not possible: ask for 1 to {largest} items."


class PageBothWays(RegistryError):
    kind = Kind.INVALID
    code = "page.both-ways"
    sentence = "A page goes one way: give first and after, or last and before."


class GlobalIdInvalid(RegistryError):
    kind = Kind.INVALID
    code = "id.invalid"
    sentence = "The id is none of this registry's: give one back as an answer has shown it."


class DaysOutOfRange(RegistryError):
    kind = Kind.INVALID
    code = "days.out-of-range"
    sentence = "Downloads of {days} days cannot be counted: ask for 1 to {most} days."


class SearchTooLong(RegistryError):
    kind = Kind.INVALID
    code = "search.too-long"
    sentence = "The search is {length} characters long: shorten it to {limit}."
