"""E-mail addresses, as people type them."""

import re

from devsper_registry.errors import EmailInvalid

# RFC 5321, 4.5.3.1: what fits into a path.
LONGEST = 254
_PLAIN = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z",
    re.ASCII | re.IGNORECASE,
)


def checked(address: str) -> str:
    """Return the address without the spaces around it; raise `EmailInvalid`."""
    address = address.strip()
    if len(address) > LONGEST or not _PLAIN.match(address):
        raise EmailInvalid(email=address)
    return address
