"""What a principal may do, as refusals: each function returns in silence or raises."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.errors import (
    AdministratorsOnly,
    KeyBound,
    KeyBoundElsewhere,
    KeyBoundForAccount,
    KeyNotCovered,
    KeyNotWhole,
    KeyNotYours,
    KeyOutlives,
    NotAllowed,
    NotAuthenticated,
    NotOwner,
    ScopeMissing,
)


def require_scope(by: Principal, scope: Scope) -> None:
    """Raise unless the principal is somebody whose credential carries the scope."""
    if by.is_anonymous:
        raise NotAuthenticated
    if scope not in by.scopes:
        raise ScopeMissing(scope=scope)


def require_read(by: Principal, package: NormalizedName | None, *, anonymous_read: bool) -> None:
    """Raise unless the principal may read the package, or for None the list of all of them.

    Everybody may where anonymous reading is on. Whether the package exists is never asked, so that
    the answer is the same for an existing and a missing one.
    """
    if anonymous_read:
        return
    require_scope(by, Scope.READ)
    if by.packages is None or package in by.packages:
        return
    if package is None:
        raise KeyBound
    raise KeyBoundElsewhere(package=package)


def require_publish(by: Principal, package: NormalizedName) -> None:
    """Raise unless the credential itself may publish to the package; roles are checked later."""
    require_scope(by, Scope.PUBLISH)
    if by.packages is not None and package not in by.packages:
        raise KeyBoundElsewhere(package=package)


def require_change(by: Principal, package: NormalizedName) -> None:
    """Raise unless the credential itself may change releases of the package; roles come later."""
    if not by.administers:
        require_scope(by, Scope.PUBLISH)
    if by.packages is not None and package not in by.packages:
        raise KeyBoundElsewhere(package=package)


def require_account(by: Principal) -> None:
    """Raise unless the credential stands for its whole account: unbound, to read and to publish.

    Who gives a role away, shows what was private or deletes does more than publish: a key that a
    build publishes with can be stolen there, and must not be good for it.
    """
    if not by.administers:
        require_scope(by, Scope.PUBLISH)
    if by.packages is not None:
        raise KeyBoundForAccount
    if not by.administers and Scope.READ not in by.scopes:
        raise KeyNotWhole


def require_role(by: Principal, package: NormalizedName, *, role: str | None) -> None:
    """Raise unless the account owns or maintains the package, or an administrator's key acts."""
    if role in {"owner", "maintainer"}:
        return
    if by.administers:
        return
    raise NotAllowed(package=package)


def require_owner(by: Principal, package: NormalizedName, *, role: str | None) -> None:
    """Raise unless the account owns the package, or an administrator's key acts."""
    if role == "owner":
        return
    if by.administers:
        return
    raise NotOwner(package=package)


def require_administrator(by: Principal) -> None:
    """Raise unless an administrator acts, with a credential that may."""
    if by.is_anonymous:
        raise NotAuthenticated
    if not by.administers:
        raise AdministratorsOnly


def require_keys_of(by: Principal, account_id: UUID | None) -> None:
    """Raise unless the principal may see and change that account's keys, or for None everyone's."""
    if by.is_anonymous:
        raise NotAuthenticated
    if by.administers:
        return
    if account_id is None or by.account_id != account_id:
        raise KeyNotYours


def require_keys(by: Principal) -> None:
    """Raise unless the credential may end and rotate keys at all: one that only reads may not."""
    if not by.administers:
        require_scope(by, Scope.PUBLISH)


def require_within(
    by: Principal,
    *,
    scopes: Collection[Scope],
    expires_at: datetime | None,
    ends: datetime | None,
) -> None:
    """Raise where a key with these rights could do more than the principal, which `ends` then."""
    for scope in scopes:
        if scope not in by.scopes:
            raise ScopeMissing(scope=scope, field="scopes")
    if ends is not None and (expires_at is None or expires_at > ends):
        raise KeyOutlives(expiry=ends.isoformat())


def require_covers(
    by: Principal, key: str, *, scopes: Collection[str], packages: Collection[str] | None
) -> None:
    """Raise where the key of that name may do more than the principal; its end is not asked."""
    wider = by.packages is not None and (packages is None or not by.packages.issuperset(packages))
    if wider or not by.scopes.issuperset(scopes):
        raise KeyNotCovered(key=key)
