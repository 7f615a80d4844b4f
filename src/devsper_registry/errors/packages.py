"""Refusals: packages, releases and files that are not there, or not yours to change."""

from devsper_registry.errors.refusal import Kind, RegistryError


class PackageNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "package.not-found"
    sentence = "There is no package '{package}' here: check the spelling."


class FileNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "file.not-found"
    sentence = "There is no file '{filename}' here: its package's simple page lists the files."


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
