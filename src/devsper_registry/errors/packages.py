"""Refusals: packages, releases and files that are not there, or not yours to change."""

from devsper_registry.errors.refusal import Kind, RegistryError


class PackageNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "package.not-found"
    field = "package"
    sentence = "There is no package '{package}' here: check the spelling."


class FileNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "file.not-found"
    field = "filename"
    sentence = "There is no file '{filename}' here: its package's simple page lists the files."


class PackageQuarantined(RegistryError):
    kind = Kind.FORBIDDEN
    code = "package.quarantined"
    field = "package"
    sentence = (
        "'{package}' is quarantined and stays as it is until an administrator reactivates it: "
        "ask one."
    )


class NotOwner(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-owner"
    sentence = "Only the owners of '{package}' may do this: ask one of them."


class ReleaseNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "release.not-found"
    field = "version"
    sentence = "There is no release {version} of '{package}': check the version."


class ReasonTooLong(RegistryError):
    kind = Kind.INVALID
    code = "reason.too-long"
    field = "reason"
    sentence = "The reason is {length} characters long: shorten it to {limit}."


class ReasonMissing(RegistryError):
    kind = Kind.INVALID
    code = "reason.missing"
    field = "reason"
    sentence = "Say why: the package's people and its users read the reason."


class ConfirmationWrong(RegistryError):
    kind = Kind.INVALID
    code = "delete.confirmation"
    field = "confirmation"
    sentence = "Nothing was deleted: type '{expected}' as the confirmation, exactly so."
