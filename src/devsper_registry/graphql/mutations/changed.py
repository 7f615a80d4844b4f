"""The changed thing, read again as the account sees it that changed it."""

from uuid import UUID

from devsper_registry.db.queries.reading import packages, releases
from devsper_registry.errors import PackageNotFound, ReleaseNotFound
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.release import Release
from devsper_registry.services import sight


async def package(info: RegistryInfo, package_id: UUID, *, name: str) -> Package:
    """Return the package; raise where it has been deleted meanwhile."""
    context = info.context
    seen = sight.of_account(context.backend, context.principal)
    async with context.backend.read() as session:
        found = await packages.by_id(session, [package_id], visible_to=seen)
    if package_id not in found:
        raise PackageNotFound(package=name)
    return Package.of(found[package_id])


async def release(info: RegistryInfo, release_id: UUID, *, name: str, version: str) -> Release:
    """Return the release; raise where it has been deleted meanwhile."""
    context = info.context
    seen = sight.of_account(context.backend, context.principal)
    async with context.backend.read() as session:
        found = await releases.by_id(session, [release_id], visible_to=seen)
    if release_id not in found:
        raise ReleaseNotFound(package=name, version=version)
    return Release.of(found[release_id])
