"""Refusals: too fast. Each names its setting, for whoever runs the registry."""

from devsper_registry.errors.refusal import Kind, RegistryError


class TooManyRequests(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.requests"
    sentence = (
        "You have sent too many requests ({rate} at most): "
        "try again in {retry_after} s, or ask the administrator to raise {setting}."
    )


class TooManyInstalls(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.installs"
    sentence = (
        "You have asked for too many pages and files ({rate} at most): "
        "try again in {retry_after} s, or ask the administrator to raise {setting}."
    )


class TooManySearches(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.searches"
    sentence = (
        "You have sent too many searches ({rate} at most): "
        "try again in {retry_after} s, or ask the administrator to raise {setting}."
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
        "Your account has sent too many uploads ({rate} at most): "
        "try again in {retry_after} s, or ask the administrator to raise {setting}."
    )


class TooManyDevices(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.device-codes"
    sentence = (
        "You have begun too many device logins ({rate} at most): finish a login that has begun, "
        "or try again in {retry_after} s."
    )


class TooManyLogins(RegistryError):
    kind = Kind.TOO_MANY
    code = "rate.failed-logins"
    sentence = (
        "Too many wrong credentials came from your address ({rate}): "
        "correct the key, then try again in {retry_after} s."
    )
