"""Refusals: too fast. Each names its setting, for whoever runs the registry."""

from devsper_registry.errors.refusal import Kind, RegistryError


class TooManyRequests(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.requests"
    sentence = (
        "More than {rate} requests are not answered: try again in {retry_after} s, "
        "or ask the administrator to raise {setting}."
    )


class TooManyInstalls(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.installs"
    sentence = (
        "More than {rate} pages and files are not given out: try again in {retry_after} s, "
        "or ask the administrator to raise {setting}."
    )


class TooManySearches(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.searches"
    sentence = (
        "More than {rate} searches are not answered: try again in {retry_after} s, "
        "or ask the administrator to raise {setting}."
    )


class TooManyUploads(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.refused-uploads"
    sentence = (
        "Too many of your uploads were refused ({rate}): try again in {retry_after} s, "
        "with files that are valid and a key that may publish them."
    )


class TooManyPublished(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.uploads"
    sentence = (
        "More than {rate} uploads of your account are not taken: try again in {retry_after} s, "
        "or ask the administrator to raise {setting}."
    )


class TooManyDevices(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.device-codes"
    sentence = (
        "More than {rate} device codes are not given out: finish a login that has begun, "
        "or try again in {retry_after} s."
    )


class TooManyLogins(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.failed-logins"
    sentence = (
        "Too many wrong credentials came from your address ({rate}): "
        "correct the key, then try again in {retry_after} s."
    )
