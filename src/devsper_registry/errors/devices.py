"""Refusals: the login of a device (RFC 8628), on its own side and on the person's."""

from devsper_registry.errors.refusal import Kind, RegistryError


class DeviceRequestInvalid(RegistryError):
    kind = Kind.INVALID
    code = "device.request-invalid"
    sentence = "The request cannot be understood: {problem}."


class DeviceGrantUnknown(RegistryError):
    kind = Kind.INVALID
    code = "device.grant-unknown"
    sentence = (
        "This address serves one grant_type, urn:ietf:params:oauth:grant-type:device_code: send it."
    )


class DeviceScopeUnknown(RegistryError):
    kind = Kind.INVALID
    code = "device.scope-unknown"
    sentence = "There is no scope '{scope}': ask for some of read, publish and admin."


class DevicePending(RegistryError):
    kind = Kind.INVALID
    code = "device.pending"
    sentence = "Nobody has decided on this device yet: ask again after the interval."


class DeviceTooEager(RegistryError):
    kind = Kind.INVALID
    code = "device.too-eager"
    sentence = "This device asks too often: from now on, leave {interval} seconds between requests."


class DeviceDenied(RegistryError):
    kind = Kind.INVALID
    code = "device.denied"
    sentence = "This device was not let in: start again, if that was a mistake."


class DeviceExpired(RegistryError):
    kind = Kind.INVALID
    code = "device.expired"
    sentence = "Nobody let this device in while its code was good: start again."


class DeviceCodeInvalid(RegistryError):
    kind = Kind.INVALID
    code = "device.code-invalid"
    sentence = (
        "This device code is unknown, was used already, or belongs to another client: start again."
    )


class DevicesOfAddress(RegistryError):
    kind = Kind.TOO_MANY
    code = "device.too-many-of-address"
    sentence = (
        "{limit} devices wait at your address already: finish one of these, or wait until they "
        "have expired."
    )


class DevicesInAll(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "device.too-many"
    sentence = "Too many devices wait to be let in: try again in some minutes."


class DeviceNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "device.not-found"
    sentence = (
        "No device waits under this code: check the spelling; codes are good for {minutes} minutes "
        "and for one decision."
    )


class DeviceGuessed(RegistryError):
    kind = Kind.TOO_MANY
    code = "device.guessed"
    sentence = (
        "You have given {limit} codes within a minute under which no device waits: try again in "
        "{retry_after} seconds."
    )


class DeviceNeedsSession(RegistryError):
    kind = Kind.FORBIDDEN
    code = "device.needs-session"
    sentence = "A person lets devices in, not an API key: sign in, then open the code's page again."


class DeviceNeedsWholeKey(RegistryError):
    kind = Kind.FORBIDDEN
    code = "device.needs-whole-key"
    sentence = (
        "This API key may do less than its account, so it cannot let devices in: use one with all "
        "of the account's scopes, restricted to no packages."
    )


class DeviceAsksTooMuch(RegistryError):
    kind = Kind.FORBIDDEN
    code = "device.asks-too-much"
    sentence = (
        "The device asks for the scope '{scope}', which your account does not have: deny it, and "
        "start again without."
    )


class NotAKey(RegistryError):
    kind = Kind.INVALID
    code = "auth.not-a-key"
    sentence = "This is done with an API key, and you have signed in otherwise: show the key."
