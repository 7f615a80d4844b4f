"""Refusals: how much may be published, and how fast."""

from devsper_registry.errors.refusal import Kind, RegistryError


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
