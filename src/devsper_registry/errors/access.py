"""Refusals: who is asking, and whether that one may."""

from devsper_registry.errors.refusal import Kind, RegistryError


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
    field = "package"
    sentence = "This API key is restricted to other packages than '{package}': use a key for it."


class NotAllowed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-allowed"
    sentence = (
        "You are not an owner or maintainer of '{package}': ask one of its owners to add you."
    )
