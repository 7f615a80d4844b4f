"""Refusals: a wheel, and its RECORD."""

from devsper_registry.errors.refusal import Kind, RegistryError


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
    sentence = (
        "The WHEEL file of '{filename}' is not valid ({problem}): build the file again with a "
        "current build tool."
    )


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
    sentence = (
        "The entry_points.txt of '{filename}' is not valid: {problem}. Correct it, and build the "
        "file again."
    )


class RecordInvalid(RegistryError):
    kind = Kind.INVALID
    code = "record.invalid"
    sentence = (
        "The RECORD of '{filename}' is not valid ({problem}): build the file again with a current "
        "build tool."
    )


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


class RecordSizeMissing(RegistryError):
    kind = Kind.INVALID
    code = "record.size-missing"
    sentence = (
        "The RECORD of '{filename}' gives no size for '{entry}': build the file again with a "
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
