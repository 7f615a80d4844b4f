"""Trust: an administrator vouches for a package and its people, until it changes hands.

It is a badge, and nothing is let through for it: what is found in a trusted package is found all
the same.
"""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal, trust
from devsper_registry.services import authority, reasons


async def give(backend: Backend, *, by: Principal, package: NormalizedName, reason: str) -> UUID:
    """Vouch for the package, for the reason, which everybody reads; return its id."""
    permissions.require_administrator(by)
    reasons.require(reason)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        if held.trusted_at is None or held.trusted_reason != reason:
            at = backend.now()
            await trust.give(session, held.id, by=by.account_id, reason=reason, at=at)
            event = journal.event("package.trusted", at=at, by=by, package=package, reason=reason)
            await journal.add(session, event)
        return held.id


async def withdraw(
    backend: Backend, *, by: Principal, package: NormalizedName, reason: str | None = None
) -> UUID:
    """Vouch for it no longer; a second time changes nothing. Return its id."""
    permissions.require_administrator(by)
    reasons.check(reason)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        if await trust.withdraw(session, held.id):
            event = journal.event(
                "package.untrusted",
                at=backend.now(),
                by=by,
                package=package,
                **({"reason": reason} if reason else {}),
            )
            await journal.add(session, event)
        return held.id
