"""What administrators decide of a file, whatever its examination says: it stands.

Each decision takes effect with its commit, on every replica: pages, files and metadata ask the
database, or hear of the event.
"""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import documents, files, journal, verifications, withholding
from devsper_registry.db.tables.file import Withheld
from devsper_registry.db.tables.verification import Decision
from devsper_registry.services import authority, reasons

_MADE = {
    Decision.RELEASED: None,
    Decision.QUARANTINED: Withheld.QUARANTINED,
    Decision.REJECTED: Withheld.REJECTED,
}


async def decide(
    backend: Backend,
    decision: Decision,
    *,
    by: Principal,
    package: NormalizedName,
    filename: str,
    reason: str,
) -> UUID:
    """List the file or withhold it, for the reason, which its owners read; return its id."""
    permissions.require_administrator(by)
    reasons.require(reason)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        file = await authority.file_of(session, held, filename)
        at, why = backend.now(), _MADE[decision]
        if file.withheld == why and await verifications.decision(session, file.id) == decision:
            return file.id
        event = journal.event(
            f"file.{decision}",
            at=at,
            by=by,
            package=package,
            version=await files.version(session, file.id),
            filename=filename,
            before=file.withheld,
            after=why,
            reason=reason,
        )
        await verifications.decide(
            session, file.id, decision, by=by.account_id, reason=reason, at=at
        )
        if await withholding.withhold(session, file.id, why):
            await documents.renew(session, held.id, at=at)
        await journal.add(session, event)
        return file.id
