"""The verification of a file: asked for with its upload, run by a worker, decided by policy."""

from collections.abc import Collection
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import advisories, files, jobs, journal, verifications
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables.job import Kind
from devsper_registry.errors import ExaminationUnderWay
from devsper_registry.services import authority
from devsper_registry.verification.checks import known_vulnerabilities

SOON, AT_LEISURE = 10, 0
# Each minute.
A_FEW = 50


async def request(backend: Backend, session: AsyncSession, file_id: UUID) -> bool:
    """Ask for an examination with the commit; False where one is under way."""
    if not await verifications.request(session, file_id, at=backend.now()):
        return False
    await _enqueue(session, file_id, priority=SOON)
    return True


async def request_outdated(backend: Backend) -> None:
    """Have some files examined that older checks have seen, or none, or that advisories concern.

    A few at a time, behind what is uploaded; they stay as they are until then.
    """
    async with backend.transaction() as session:
        outdated = await verifications.outdated(session, backend.checks_version, most=A_FEW)
        for file_id in outdated:
            await verifications.request(session, file_id, at=backend.now())
            await _enqueue(session, file_id, priority=AT_LEISURE)


async def note_advisories(backend: Backend, packages: Collection[str]) -> None:
    """Let `request_outdated` take the files that advisories about these packages concern.

    After the import's commit, by a job: an examination that has not seen them has written what it
    pins before, so that its file is found here.
    """
    async with backend.transaction() as session:
        await advisories.mark_outdated(session, packages, check=known_vulnerabilities.NAME)


async def _enqueue(session: AsyncSession, file_id: UUID, *, priority: int) -> None:
    payload = {"file": str(file_id)}
    await jobs.enqueue(session, Kind.VERIFY, payload, key=f"verify {file_id}", priority=priority)


async def rerun(backend: Backend, *, by: Principal, package: NormalizedName, filename: str) -> UUID:
    """Have the file examined again; it stays as it is until then. Return its id."""
    permissions.require_administrator(by)
    async with backend.transaction() as session:
        held = await authority.owned(backend, session, package, by=by)
        file = await authority.file_of(session, held, filename)
        if not await request(backend, session, file.id):
            raise ExaminationUnderWay(filename=filename)
        event = journal.event(
            "file.verification-requested",
            at=backend.now(),
            by=by,
            package=package,
            version=await files.version(session, file.id),
            filename=filename,
        )
        await journal.add(session, event)
        return file.id
