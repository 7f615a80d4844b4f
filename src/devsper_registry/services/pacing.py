"""How fast: the first line of whatever has a limit. Accounts count as such, strangers by address.

`services.limits` is about how much may be kept; this is about how often something may be tried.
"""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.errors import FileExists, Kind, RegistryError
from devsper_registry.rates import UPLOAD, Action, Standing

# What one household or one machine is given of IPv6 (RFC 6177): all of it is one stranger.
PREFIX = 64
_NOT_THEIR_FAULT = {Kind.TOO_MANY, Kind.UNAVAILABLE, Kind.MISCONFIGURED}


async def count(backend: Backend, action: Action, by: Principal) -> Standing | None:
    """Count one action of the principal; raise the action's refusal when it is one too many."""
    return await backend.rates.count(action, subject(by))


def take(backend: Backend, action: Action, by: Principal) -> bool:
    """Count one local action of the principal; False where `count` would refuse it."""
    return backend.rates.take(action, subject(by))


async def require_room(backend: Backend, action: Action, by: Principal) -> None:
    """Raise the action's refusal when one more would be too many; nothing is counted."""
    await backend.rates.require_room(action, subject(by))


async def count_address(backend: Backend, action: Action, address: str | None) -> Standing | None:
    """Count one action of whoever is at the address; raise when it is one too many."""
    return await backend.rates.count(action, _of_address(address or "unknown"))


async def count_refused_upload(backend: Backend, error: RegistryError, by: Principal) -> None:
    """Count a refused upload; raise instead of its refusal when it is one too many.

    Not what is our own fault, nor files that are listed already: `twine upload --skip-existing` is
    refused for each of them. Nor administrators, who import whole indexes.
    """
    if by.is_administrator or error.kind in _NOT_THEIR_FAULT or isinstance(error, FileExists):
        return
    await count(backend, UPLOAD, by)


def subject(by: Principal) -> str:
    """Return under what name the principal is counted."""
    if by.account_id is not None:
        return f"account:{by.account_id}"
    return _of_address(by.address or "unknown")


@lru_cache(maxsize=4096)
def _of_address(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"address:{address}"
    if isinstance(parsed, IPv6Address):
        return f"address:{IPv6Network((parsed, PREFIX), strict=False).network_address}"
    return f"address:{parsed}"
