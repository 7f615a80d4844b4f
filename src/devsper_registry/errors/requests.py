"""Refusals: a request that no door understands, and another registry seen from a client."""

from devsper_registry.errors.refusal import Kind, RegistryError


class PathNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "request.path-not-found"
    sentence = (
        "There is nothing at '{path}': the simple index is at /simple/, uploads go to /legacy/."
    )


class MethodNotAllowed(RegistryError):
    kind = Kind.METHOD_NOT_ALLOWED
    code = "request.method-not-allowed"
    sentence = "{method} is not understood at this address: the Allow header says what is."


class RequestNotUnderstood(RegistryError):
    kind = Kind.INVALID
    code = "request.not-understood"
    sentence = "The request could not be understood: {problem}"


class BodyTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "request.too-large"
    sentence = "The body may have {limit} bytes and this one has more: send less at once."


class RemoteUnreachable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "remote.unreachable"
    sentence = (
        "No registry answers at {url} ({reason}): check the URL and that it runs, then start the "
        "same command again; what has arrived is not sent twice."
    )


class RemoteKeyRefused(RegistryError):
    kind = Kind.UNAUTHENTICATED
    code = "remote.key-refused"
    sentence = "The registry does not accept the key. It says: {reason}"


class NothingToImport(RegistryError):
    kind = Kind.INVALID
    code = "import.nothing"
    sentence = (
        "There is no wheel (.whl) and no sdist (.tar.gz) below {places}: name another folder."
    )
