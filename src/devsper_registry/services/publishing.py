"""Publishing a file. The first of a package makes the package, the first of a release that."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from packaging.utils import NormalizedName

from devsper_registry import distribution
from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import (
    files,
    journal,
    locks,
    packages,
    releases,
    totals,
    verifications,
    withholding,
)
from devsper_registry.db.queries.documents import Facts
from devsper_registry.db.queries.files import Standing
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Package
from devsper_registry.db.tables.file import Withheld
from devsper_registry.db.tables.package import Status
from devsper_registry.distribution import Filename, Inspection, Policy
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.errors import (
    FileExists,
    FilenameUsed,
    PackageClosed,
    SecondSdist,
    UploadElsewhere,
    UploadInterrupted,
)
from devsper_registry.policy.policy import Mode
from devsper_registry.services import attesting, describing, limits, naming, rows, verifying
from devsper_registry.services.upload import Upload
from devsper_registry.settings import Settings

CLOSED = {Status.ARCHIVED, Status.QUARANTINED}


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it. `is_new` is false for a file that was there already, byte for byte.

    `state` is how far its verification has come, `withheld` what keeps it from being listed.
    """

    package: NormalizedName
    version: str
    is_new: bool
    state: str
    withheld: str | None
    warnings: list[str] = field(default_factory=list)


async def publish(
    backend: Backend, *, by: Principal, upload: Upload, only: NormalizedName | None = None
) -> Published:
    """List the file, durably stored; raise the first refusal that applies, with nothing listed.

    Sending the same file again is no change and succeeds, as clients repeat what was interrupted.
    """
    policy = _policy(backend.settings)
    filename = distribution.parse_filename(upload.filename, policy=policy)
    if only is not None and only != filename.normalized_name:
        raise UploadElsewhere(expected=only, found=filename.normalized_name)
    permissions.require_publish(by, filename.normalized_name)
    if await _is_listed(backend, by=by, upload=upload, filename=filename):
        distribution.check_form(upload.form, filename)
        return await _published(backend, filename, upload, is_new=False)
    inspection = await backend.inspectors.inspect(
        upload.path, filename=upload.filename, size=upload.size, policy=policy
    )
    provenance = await attesting.attested(backend, upload)
    facts = await asyncio.to_thread(describing.facts, inspection)
    differences = distribution.form_differences(upload.form, inspection)
    await backend.store.put(upload.path, sha256=upload.sha256)
    warnings = await _list(
        backend, by=by, upload=upload, inspection=inspection, facts=facts, provenance=provenance
    )
    if warnings is None:
        return await _published(backend, filename, upload, is_new=False)
    published = await _published(backend, filename, upload, is_new=True)
    left_aside = attesting.warnings(backend, upload)
    told = [*warnings, *inspection.warnings, *differences, *left_aside]
    return replace(published, warnings=told)


async def _published(
    backend: Backend, filename: Filename, upload: Upload, *, is_new: bool
) -> Published:
    async with backend.read() as session:
        standing = await verifications.standing(session, upload.filename)
    return Published(
        package=filename.normalized_name,
        version=str(filename.version),
        is_new=is_new,
        state=standing.state,
        withheld=standing.withheld,
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        allow_linux_tags=settings.allow_linux_tags,
        allow_local_versions=settings.allow_local_versions,
        allow_direct_references=settings.allow_direct_references,
        allow_unknown_classifiers=settings.allow_unknown_classifiers,
    )


async def _is_listed(
    backend: Backend, *, by: Principal, upload: Upload, filename: Filename
) -> bool:
    """Refuse what needs no look into the file; tell whether it is there already."""
    async with backend.read() as session:
        package = await packages.by_name(session, filename.normalized_name)
        if package is None:
            await _check_new(backend, session, filename.normalized_name, by=by)
        else:
            await _check_package(session, by=by, package=package)
        if _check_name(upload, await files.standing(session, upload.filename)):
            return True
        if package is None:
            await limits.check_account(session, backend.settings, upload.size, by=by)
        else:
            key = sort_key(filename.version)
            release = await releases.by_sort_key(session, key, package_id=package.id)
            await limits.check_file(
                session, backend.settings, upload.size, by=by, package=package, release=release
            )
    return False


async def _list(
    backend: Backend,
    *,
    by: Principal,
    upload: Upload,
    inspection: Inspection,
    facts: Facts,
    provenance: dict[str, Any] | None,
) -> list[str] | None:
    """Enter the file into the database, in one transaction; return what to warn of.

    None where somebody else has just entered this very file.
    """
    at = backend.now()
    withheld = Withheld.PENDING if backend.policy.mode is Mode.HOLD else None
    warnings: list[str] = []
    async with backend.transaction() as session:
        package, first = await packages.ensure(
            session,
            rows.package(inspection, visibility=backend.settings.default_visibility, at=at),
            owner=by.account_id,
        )
        news = ["package.created"] if first else []
        if first:
            await locks.looks(session, package.ultranormalized_name)
        await limits.take_turn(session, backend.settings, by=by, new=first)
        if first:
            await _check_new(backend, session, inspection.normalized_name, by=by)
            warnings = await naming.warnings(backend, session, inspection.normalized_name, by=by)
        else:
            await _check_package(session, by=by, package=package)
        if not await files.reserve(session, upload.filename, sha256=upload.sha256, at=at):
            _check_name(upload, await files.standing(session, upload.filename))
            return None
        await _check_content(session, upload, package=package)
        release, first = await releases.ensure(session, rows.release(inspection, package, at=at))
        news += ["release.created"] if first else []
        await limits.check_file(
            session, backend.settings, upload.size, by=by, package=package, release=release
        )
        file = rows.file(upload, inspection, release, by=by, at=at, withheld=withheld)
        if not await files.add(session, file, rows.metadata(file, inspection), provenance):
            raise SecondSdist(package=package.normalized_name, version=release.version)
        await withholding.settle(session, release.id)
        await verifying.request(backend, session, file.id)
        # From here the sweeper leaves the object alone; it may have taken it just before.
        await locks.keep_object(session, upload.sha256)
        stored = await backend.store.find(upload.sha256)
        if stored is None or stored.size != upload.size:
            raise UploadInterrupted
        await describing.enter(
            session,
            facts,
            package_id=package.id,
            release_id=release.id,
            packagetype=inspection.packagetype,
            at=at,
        )
        await totals.add(session, upload.size, package_id=package.id, account_id=by.account_id)
        events = [rows.event(a, package, release, file, by=by) for a in (*news, "file.added")]
        await journal.add(session, *events)
    return warnings


async def _check_new(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> None:
    await naming.check(backend, session, name, by=by)
    await limits.check_new_package(session, backend.settings, by=by, at=backend.now())


async def _check_package(session: AsyncSession, *, by: Principal, package: Package) -> None:
    name = NormalizedName(package.normalized_name)
    role = await packages.role(session, package_id=package.id, account_id=by.account_id)
    permissions.require_role(by, name, role=role)
    if package.status in CLOSED:
        raise PackageClosed(package=name, status=package.status)


async def _check_content(session: AsyncSession, upload: Upload, *, package: Package) -> None:
    """Refuse a second name for one content: wheels may spell a package's name in several ways."""
    await locks.content(session, upload.sha256)
    other = await files.listed_with(session, upload.sha256, package_id=package.id)
    if other is not None:
        raise FileExists(filename=other, sha256=upload.sha256)


def _check_name(upload: Upload, standing: Standing | None) -> bool:
    """Tell whether this very file is listed; raise when its name is taken by other content."""
    if standing is None:
        return False
    if standing.listed_as is None:
        raise FilenameUsed(filename=upload.filename)
    if standing.listed_as == upload.filename and standing.sha256 == upload.sha256:
        return True
    raise FileExists(filename=standing.listed_as, sha256=standing.sha256)
