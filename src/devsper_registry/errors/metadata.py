"""Refusals: core metadata."""

from devsper_registry.errors.refusal import Kind, RegistryError


class MetadataMalformed(RegistryError):
    kind = Kind.INVALID
    code = "metadata.malformed"
    sentence = (
        "The metadata of '{filename}' cannot be read: {problem}. Correct it, and build the file "
        "again."
    )


class MetadataInvalid(RegistryError):
    kind = Kind.INVALID
    code = "metadata.invalid"
    sentence = (
        "The metadata of '{filename}' is not valid: {problems}. Correct it, and build the file "
        "again."
    )


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
