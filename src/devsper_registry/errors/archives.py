"""Refusals: the structure of archives, and of sdists."""

from devsper_registry.errors.refusal import Kind, RegistryError


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
        "'{filename}' unpacks to more than {limit} MiB, too much for its size: pack less, "
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


class LinkCycle(RegistryError):
    kind = Kind.INVALID
    code = "archive.link-cycle"
    sentence = (
        "The link '{entry}' of '{filename}' leads back to itself: pack the file that it should be."
    )


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
