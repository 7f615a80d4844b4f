"""Yanking: installers pass a yanked release or file over unless it is pinned (PEP 592)."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import documents, files, journal, releases
from devsper_registry.db.tables import Event, Package
from devsper_registry.distribution import canonical_version
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.errors import ReleaseNotFound
from devsper_registry.services import authority, reasons


async def yank_release(
    backend: Backend, *, by: Principal, package: NormalizedName, version: str, reason: str = ""
) -> UUID:
    """Yank every file of the release, or give another reason; return the release's id."""
    reasons.check(reason)
    return await _set_on_release(backend, by=by, name=package, version=version, reason=reason)


async def unyank_release(
    backend: Backend, *, by: Principal, package: NormalizedName, version: str
) -> UUID:
    """Take it back, except for files yanked by themselves; return the release's id."""
    return await _set_on_release(backend, by=by, name=package, version=version, reason=None)


async def yank_file(
    backend: Backend, *, by: Principal, package: NormalizedName, filename: str, reason: str = ""
) -> UUID:
    """Yank one file, or give another reason; return the file's id."""
    reasons.check(reason)
    return await _set_on_file(backend, by=by, name=package, filename=filename, reason=reason)


async def unyank_file(
    backend: Backend, *, by: Principal, package: NormalizedName, filename: str
) -> UUID:
    """Take it back; with its release it stays yanked. Return the file's id."""
    return await _set_on_file(backend, by=by, name=package, filename=filename, reason=None)


async def _set_on_release(
    backend: Backend, *, by: Principal, name: NormalizedName, version: str, reason: str | None
) -> UUID:
    key = sort_key(canonical_version(version))
    async with backend.transaction() as session:
        package = await authority.maintained(backend, session, name, by=by)
        release = await releases.by_sort_key(session, key, package_id=package.id)
        if release is None:
            raise ReleaseNotFound(package=name, version=version)
        if not await releases.yank(session, release.id, reason=reason):
            return release.id
        event = _event(backend, by, package, subject="release", reason=reason)
        event.version = release.version
        await documents.renew(session, package.id, at=event.at)
        await journal.add(session, event)
        return release.id


async def _set_on_file(
    backend: Backend, *, by: Principal, name: NormalizedName, filename: str, reason: str | None
) -> UUID:
    async with backend.transaction() as session:
        package = await authority.maintained(backend, session, name, by=by)
        file = await authority.file_of(session, package, filename)
        if not await files.yank(session, file.id, reason=reason):
            return file.id
        event = _event(backend, by, package, subject="file", reason=reason)
        event.version = await files.version(session, file.id)
        event.filename = filename
        await journal.add(session, event)
        return file.id


def _event(
    backend: Backend, by: Principal, package: Package, *, subject: str, reason: str | None
) -> Event:
    # PEP 592: "" is a valid reason, so test for None.
    verb = "unyanked" if reason is None else "yanked"
    return journal.event(
        f"{subject}.{verb}",
        at=backend.now(),
        by=by,
        package=package.normalized_name,
        **({} if reason is None else {"reason": reason}),
    )
