"""A package's status (PEP 792): owners archive and deprecate, administrators quarantine."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import documents, journal, packages
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Package
from devsper_registry.db.tables.package import Status
from devsper_registry.errors import PackageQuarantined
from devsper_registry.services import authority, reasons


async def archive(
    backend: Backend, *, by: Principal, package: NormalizedName, reason: str | None = None
) -> UUID:
    """Let it take no more uploads, for the reason; what is there stays. Return its id."""
    return await _decide(backend, by=by, name=package, status=Status.ARCHIVED, reason=reason)


async def deprecate(
    backend: Backend, *, by: Principal, package: NormalizedName, reason: str | None = None
) -> UUID:
    """Ask people to use something else, for the reason; all goes on. Return its id."""
    return await _decide(backend, by=by, name=package, status=Status.DEPRECATED, reason=reason)


async def quarantine(
    backend: Backend, *, by: Principal, package: NormalizedName, reason: str
) -> UUID:
    """Hold it back as unsafe: nothing of it is listed, served or changed. Return its id."""
    permissions.require_administrator(by)
    reasons.require(reason)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        return await _set(
            backend, session, held, by=by, status=Status.QUARANTINED, shown=reason, reason=reason
        )


async def reactivate(
    backend: Backend, *, by: Principal, package: NormalizedName, reason: str | None = None
) -> UUID:
    """Make it an ordinary package again; the reason is the journal's. Return its id.

    Quarantine is lifted by administrators alone, which `authority` sees to.
    """
    reasons.check(reason)
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        return await _set(backend, session, owned, by=by, status=Status.ACTIVE, reason=reason)


async def _decide(
    backend: Backend, *, by: Principal, name: NormalizedName, status: Status, reason: str | None
) -> UUID:
    reasons.check(reason)
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, name, by=by)
        if owned.status == Status.QUARANTINED:
            # Not by the way, and not even by an administrator: lifting it is a decision of its own.
            raise PackageQuarantined(package=name)
        shown = reason or None
        return await _set(backend, session, owned, by=by, status=status, shown=shown, reason=reason)


async def _set(
    backend: Backend,
    session: AsyncSession,
    package: Package,
    *,
    by: Principal,
    status: Status,
    reason: str | None,
    shown: str | None = None,
) -> UUID:
    before = {"status": package.status, "reason": package.status_reason}
    after = {"status": status, "reason": shown}
    if before == after:
        return package.id
    await packages.set_status(session, package.id, status=status, reason=shown)
    event = journal.event(
        f"package.{'reactivated' if status is Status.ACTIVE else status}",
        at=backend.now(),
        by=by,
        package=package.normalized_name,
        before=before,
        after=after,
        **({"reason": reason} if reason else {}),
    )
    await documents.renew(session, package.id, at=event.at)
    await journal.add(session, event)
    return package.id
