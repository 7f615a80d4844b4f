"""Deleting files, releases and packages, for good: their filenames are never given out again.

The name of what is deleted is typed once more, as a confirmation.
"""

from typing import Any
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import (
    documents,
    files,
    journal,
    packages,
    releases,
    totals,
    withholding,
)
from devsper_registry.db.tables import Event
from devsper_registry.distribution import canonical_version
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.errors import ConfirmationWrong, ReleaseNotFound
from devsper_registry.services import authority


async def delete_file(
    backend: Backend, *, by: Principal, package: NormalizedName, filename: str, confirmation: str
) -> UUID:
    """Remove the file from its release, which stays, also without files; return that one's id."""
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        file = await authority.file_of(session, owned, filename)
        _require_confirmed(confirmation, file.filename)
        event = _event("file.deleted", backend, by, package, sha256=file.sha256)
        event.version, event.filename = await files.version(session, file.id), filename
        await totals.take_out(session, owned.id, file_id=file.id)
        await files.delete(session, file.id)
        await withholding.settle(session, file.release_id)
        await documents.renew(session, owned.id, at=event.at)
        await journal.add(session, event)
        return file.release_id


async def delete_release(
    backend: Backend, *, by: Principal, package: NormalizedName, version: str, confirmation: str
) -> UUID:
    """Remove the release with all its files; return the package's id."""
    key = sort_key(canonical_version(version))
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        release = await releases.by_sort_key(session, key, package_id=owned.id)
        if release is None:
            raise ReleaseNotFound(package=package, version=version)
        _require_confirmed(confirmation, release.version)
        gone = await files.names(session, release_id=release.id)
        event = _event("release.deleted", backend, by, package, filenames=gone)
        event.version = release.version
        await totals.take_out(session, owned.id, release_id=release.id)
        await releases.delete(session, release.id)
        await documents.renew(session, owned.id, at=event.at)
        await journal.add(session, event)
        return owned.id


async def delete_package(
    backend: Backend, *, by: Principal, package: NormalizedName, confirmation: str
) -> str:
    """Remove the package with all that is in it; its name, which is returned, becomes free."""
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        _require_confirmed(confirmation, owned.name, owned.normalized_name)
        gone = await files.names(session, package_id=owned.id)
        event = _event("package.deleted", backend, by, package, name=owned.name, filenames=gone)
        await totals.take_out(session, owned.id)
        await packages.delete(session, owned.id)
        await journal.add(session, event)
        return owned.name


def _require_confirmed(confirmation: str, *names: str) -> None:
    if confirmation not in names:
        raise ConfirmationWrong(expected=names[0])


def _event(
    action: str, backend: Backend, by: Principal, package: NormalizedName, **detail: Any
) -> Event:
    return journal.event(
        action,
        at=backend.now(),
        by=by,
        package=package,
        **detail,
    )
