"""Refusals: accounts and their keys."""

from devsper_registry.errors.refusal import Kind, RegistryError


class AccountNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "account.not-found"
    sentence = "There is no account '{account}': check the spelling, or create it first."


class AccountNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "account.name-invalid"
    sentence = (
        "'{account}' cannot name an account: use 1 to 64 lower-case letters, digits, '.', '_' "
        "or '-', the first a letter or digit."
    )


class KeyNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "key.name-invalid"
    sentence = "A key's name is 1 to 128 printable characters: '{name}' is not, choose another."


class KeyNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "key.not-found"
    sentence = "No key in force answers to '{key}': list the keys and give the id of one."


class KeyAmbiguous(RegistryError):
    kind = Kind.INVALID
    code = "key.ambiguous"
    sentence = "Several keys answer to '{key}': give the id of one, {ids}."


class KeyNotYours(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.not-yours"
    sentence = "The keys of another account are an administrator's business: ask one."


class KeyScopeTooWide(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.scope-too-wide"
    sentence = (
        "The scope 'admin' needs an administrator's account, and '{account}' is none: "
        "leave the scope out."
    )


class KeyScopesMissing(RegistryError):
    kind = Kind.INVALID
    code = "key.scopes-missing"
    sentence = "A key needs at least one scope: read, publish or admin."


class KeyExpiryInvalid(RegistryError):
    kind = Kind.INVALID
    code = "key.expiry-invalid"
    sentence = (
        "'{expiry}' is no moment in the future: give days such as 90d, weeks such as 12w, "
        "or a date such as 2031-12-31."
    )
