"""Refusals: accounts and their keys."""

from devsper_registry.errors.refusal import Kind, RegistryError


class AccountNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "account.not-found"
    field = "account"
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
    field = "name"
    sentence = "A key's name is 1 to 128 printable characters: '{name}' is not, choose another."


class KeyNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "key.not-found"
    field = "id"
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
    field = "scopes"
    sentence = (
        "The scope 'admin' needs an administrator's account, and '{account}' is none: "
        "leave the scope out."
    )


class KeyScopesMissing(RegistryError):
    kind = Kind.INVALID
    code = "key.scopes-missing"
    field = "scopes"
    sentence = "A key needs at least one scope: read, publish or admin."


class KeyExpiryInvalid(RegistryError):
    kind = Kind.INVALID
    code = "key.expiry-invalid"
    field = "expires_at"
    sentence = (
        "'{expiry}' is no moment in the future: give days such as 90d, weeks such as 12w, "
        "a date such as 2031-12-31, or a moment with its zone such as 2031-12-31T12:00:00Z."
    )


class KeyNotCovered(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.not-covered"
    field = "id"
    sentence = (
        "This API key may do less than the key '{key}', or in fewer packages: use one that may do "
        "as much, or sign in."
    )


class KeyOutlives(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.outlives"
    field = "expires_at"
    sentence = (
        "This API key ends at {expiry}, and makes no key that ends later or never: choose an "
        "earlier end, or sign in."
    )


class KeyOfAnother(RegistryError):
    kind = Kind.FORBIDDEN
    code = "key.of-another"
    field = "id"
    sentence = (
        "Nobody acts in the name of '{account}': revoke this key of that account instead, and let "
        "its owner make another."
    )


class KeyTooManyPackages(RegistryError):
    kind = Kind.INVALID
    code = "key.too-many-packages"
    field = "packages"
    sentence = "A key is restricted to 1 to {limit} packages, not to {count}: name fewer, or none."


class DisplayNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "account.display-name-invalid"
    field = "display_name"
    sentence = "A name to be shown by is at most {limit} printable characters: choose another."


class EmailInvalid(RegistryError):
    kind = Kind.INVALID
    code = "account.email-invalid"
    field = "email"
    sentence = "'{email}' is no e-mail address: write it as name@example.com."


class EmailElsewhere(RegistryError):
    kind = Kind.FORBIDDEN
    code = "account.email-elsewhere"
    field = "email"
    sentence = "The e-mail address of your account comes from where you sign in: change it there."
