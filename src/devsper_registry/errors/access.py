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


class CredentialTooLong(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.credential-too-long"
    sentence = (
        "The credential is longer than {limit} characters, which no key and no session token is: "
        "check what was pasted, and send the key alone."
    )


class CredentialsDisagree(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.credentials-disagree"
    sentence = (
        "The request shows several credentials that are not the same: send one, in the "
        "Authorization header or in X-API-Key."
    )


class SessionInvalid(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.session-invalid"
    sentence = "The session token is refused because {problem}: sign in again."


class SessionEnded(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.session-ended"
    sentence = "The session has ended: sign in again."


class SessionsUnavailable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "auth.sessions-unavailable"
    sentence = (
        "The auth service's keys cannot be had, so that the session cannot be checked: try again "
        "in a moment, or use an API key."
    )


class AccountSuspended(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.account-suspended"
    sentence = "The account is suspended, and its keys and sessions with it: ask an administrator."


class StreamOver(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "auth.stream-over"
    sentence = (
        "The credential that opened this stream has ended, or its account may do other things "
        "now: subscribe again with one that is valid."
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


class NotReadable(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-readable"
    sentence = "'{package}' is private: ask one of its owners to add you."


class NotAllowed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.not-allowed"
    sentence = (
        "You are not an owner or maintainer of '{package}': ask one of its owners to add you."
    )


class KeyBoundForAccount(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.key-bound-account"
    sentence = (
        "This API key is restricted to some packages, and this decides over a package or the "
        "account: "
        "use a key without that restriction, or sign in."
    )


class KeyNotWhole(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.key-not-whole"
    sentence = (
        "This API key is for publishing alone, and this decides over a package or the account: "
        "use a key that has the scope 'read' too and is restricted to no packages, or sign in."
    )


class AdministratorsOnly(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.administrators-only"
    sentence = "Only administrators may do this, with the scope 'admin': ask one."


class InternalSecretWrong(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.internal-secret"
    sentence = (
        "X-Internal-Secret is missing or wrong: only the auth service comes in here, with the "
        "value of INTERNAL_SECRET."
    )
