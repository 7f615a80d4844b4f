"""Refusals: the command line's login to a registry, and where it keeps the key."""

from devsper_registry.errors.refusal import Kind, RegistryError


class LoginUrlInvalid(RegistryError):
    kind = Kind.INVALID
    code = "login.url-invalid"
    sentence = "'{url}' is no address of a registry: give one such as https://registry.example.com."


class LoginUnreachable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "login.unreachable"
    sentence = "No registry answers at {url} ({reason}): check the URL and that it runs."


class NotARegistry(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "login.not-a-registry"
    sentence = (
        "What answers at {url} (with the status {status}) does not speak as this registry does: "
        "check the URL."
    )


class LoginRefused(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "login.refused"
    sentence = "The registry does not log this machine in. It says: {reason}"


class LoginDenied(RegistryError):
    kind = Kind.FORBIDDEN
    code = "login.denied"
    sentence = "This machine was not let in: nothing was kept."


class LoginExpired(RegistryError):
    kind = Kind.GONE
    code = "login.expired"
    sentence = "Nobody let this machine in while the code was good: log in again for a new one."


class NotLoggedIn(RegistryError):
    kind = Kind.NOT_FOUND
    code = "login.nowhere"
    sentence = "You are not logged in anywhere: run `devsper-registry login URL`."


class NotLoggedInThere(RegistryError):
    kind = Kind.NOT_FOUND
    code = "login.not-there"
    sentence = "You are not logged in to {url}: run `devsper-registry login {url}`."


class LoggedInSeveralTimes(RegistryError):
    kind = Kind.INVALID
    code = "login.several"
    sentence = "You are logged in to several registries: give the URL of one, {urls}."


class LoggedOutThere(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "login.ended"
    sentence = (
        "Your key for {url} has expired or was revoked: run `devsper-registry login {url}` for a "
        "new one."
    )


class KeyLeftInForce(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "login.key-in-force"
    sentence = (
        "The key {hint}… is gone from this machine but could not be revoked at {url}: revoke it "
        "there, or ask an administrator. {reason}"
    )


class StatusRefused(RegistryError):
    kind = Kind.FORBIDDEN
    code = "login.status-refused"
    sentence = "{url} does not answer this question: {reason}"


class KeyNotGiven(RegistryError):
    kind = Kind.INVALID
    code = "login.key-not-given"
    sentence = (
        "There is no key for {url}: set DEVSPER_REGISTRY_KEY, or run "
        "`devsper-registry login {url}` first."
    )


class DotfileUnusable(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "login.file-unusable"
    sentence = "{path} {problem}, and was left as it is: mend it or move it away, then try again."
