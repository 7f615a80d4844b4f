"""What a principal may do, as refusals: each function returns in silence or raises."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.errors import (
    KeyBound,
    KeyBoundElsewhere,
    KeyNotYours,
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


def require_role(by: Principal, package: NormalizedName, *, role: str | None) -> None:
    """Raise unless the account owns or maintains the package, or an administrator's key acts."""
    if role in {"owner", "maintainer"}:
        return
    if by.is_administrator and Scope.ADMIN in by.scopes:
        return
    raise NotAllowed(package=package)


def require_owner(by: Principal, package: NormalizedName, *, role: str | None) -> None:
    """Raise unless the account owns the package, or an administrator's key acts."""
    if role == "owner":
        return
    if by.is_administrator and Scope.ADMIN in by.scopes:
        return
    raise NotOwner(package=package)


def require_keys_of(by: Principal, account_id: UUID | None) -> None:
    """Raise unless the principal may see and change that account's keys, or for None everyone's."""
    if by.is_anonymous:
        raise NotAuthenticated
    if by.is_administrator and Scope.ADMIN in by.scopes:
        return
    if account_id is None or by.account_id != account_id:
        raise KeyNotYours
