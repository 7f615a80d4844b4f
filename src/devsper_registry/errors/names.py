"""Refusals: the names of files and packages, and versions."""

from devsper_registry.errors.refusal import Kind, RegistryError


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
    field = "package"
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
    field = "version"
    sentence = (
        "The version '{version}' is not valid: write it as PEP 440 says, such as 1.0, "
        "2.1.dev3 or 3.0rc1."
    )


class VersionTooLong(RegistryError):
    kind = Kind.INVALID
    code = "version.too-long"
    field = "version"
    sentence = "The version is {length} characters long: shorten it to {limit}."


class VersionLocal(RegistryError):
    kind = Kind.INVALID
    code = "version.local"
    sentence = (
        "The version '{version}' has a local part, which this registry does not take: publish"
        " it without '+{local}'."
    )


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
