"""What looks like a credential is not shown: not in a log, nor in an error that echoes an input."""

import re

# The shapes of our keys (also as a package's normalized name has them), of tokens, and of what
# people put into URLs, queries and headers.
_CREDENTIAL = re.compile(
    r"(?P<key>hm(?:_|-|%5[Ff])[0-9A-Za-z]{20,})"
    r"|(?P<jwt>eyJ[0-9A-Za-z_-]{6,}\.[0-9A-Za-z_-]*(?:\.[0-9A-Za-z_-]*)?)"
    # Not the example that our own sentences give.
    r"|(?P<userinfo>(?<=://)(?!user:password@)[^/\s@]+@)"
    r"|(?P<scheme>\b(?:basic|bearer)(?: |%20|\+)+)(?P<shown>[0-9A-Za-z+/=._~-]{8,})"
    r"|(?P<name>(?:x-internal-secret|x-api-key|password|secret|token|api_?key)(?:=|: ?|%3D))"
    r"(?P<value>[^&\s]+)",
    re.IGNORECASE,
)
# One of these is in every credential, in small letters. Looking for words is ten times as fast as
# the expression, and every line of the log is looked at.
_HINTS = (
    "hm_", "hm-", "hm%5f", "eyj", "://", "basic", "bearer",
    "secret", "token", "password", "api_key", "apikey", "api-key",
)  # fmt: skip
REDACTED = "[redacted]"


def is_suspicious(text: str) -> bool:
    """Tell whether there may be a credential in the text; most texts have none."""
    lowered = text.lower()
    for hint in _HINTS:  # noqa: SIM110 (a generator takes twice as long)
        if hint in lowered:
            return True
    return False


def redact(text: str) -> str:
    """Return the text without the credentials in it."""
    return _CREDENTIAL.sub(_replaced, text)


def _replaced(found: re.Match[str]) -> str:
    if found["userinfo"]:
        return f"{REDACTED}@"
    return f"{found['scheme'] or found['name'] or ''}{REDACTED}"
