"""Exemptions: what a package may do for a while, because an administrator knows why it does it."""

from datetime import datetime, timedelta
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import exemptions, journal
from devsper_registry.db.tables import Exemption
from devsper_registry.errors import CheckUnknown, ExemptionNotFound, ExemptionOver
from devsper_registry.services import authority, reasons

LONGEST = timedelta(days=366)


async def exempt(
    backend: Backend,
    *,
    by: Principal,
    package: NormalizedName,
    check: str | None,
    reason: str,
    expires_at: datetime,
) -> UUID:
    """Let nothing come of what the check, or any, finds in the package until then; return its id.

    It holds from the next examination on: what is withheld already is released or examined again.
    """
    permissions.require_administrator(by)
    reasons.require(reason)
    if check is not None and check not in backend.policy.checks:
        raise CheckUnknown(check=check, known=", ".join(sorted(backend.policy.checks)))
    at = backend.now()
    if expires_at.tzinfo is None or not at < expires_at <= at + LONGEST:
        raise ExemptionOver(expiry=expires_at.isoformat(), days=LONGEST.days)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        exemption = Exemption(
            package_id=held.id,
            check=check,
            reason=reason,
            created_at=at,
            created_by=by.account_id,
            expires_at=expires_at,
        )
        await exemptions.add(session, exemption)
        event = journal.event(
            "package.exempted",
            at=at,
            by=by,
            package=package,
            check=check,
            reason=reason,
            expires_at=expires_at.isoformat(),
        )
        await journal.add(session, event)
        return held.id


async def end(backend: Backend, *, by: Principal, exemption_id: UUID) -> UUID:
    """End the exemption before its time; return its package's id."""
    permissions.require_administrator(by)
    permissions.require_account(by)
    async with backend.transaction() as session:
        found = await exemptions.end(session, exemption_id, at=backend.now())
        if found is None:
            raise ExemptionNotFound
        event = journal.event(
            "package.exemption-ended",
            at=backend.now(),
            by=by,
            package=found.package,
            check=found.check,
        )
        await journal.add(session, event)
        return found.package_id
