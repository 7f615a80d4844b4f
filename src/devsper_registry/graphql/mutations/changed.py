"""The changed thing, read again as the account sees it that changed it."""

from uuid import UUID

from devsper_registry.db.queries.reading import accounts, files, packages, releases
from devsper_registry.errors import (
    AccountNotFound,
    FileNotFound,
    PackageNotFound,
    ReleaseNotFound,
)
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types.account import Account
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.release import Release
from devsper_registry.services import sight


async def package(info: RegistryInfo, package_id: UUID, *, name: str) -> Package:
    """Return the package; raise where it has been deleted meanwhile."""
    found = await package_if_seen(info, package_id)
    if found is None:
        raise PackageNotFound(package=name)
    return found


async def package_if_seen(info: RegistryInfo, package_id: UUID) -> Package | None:
    """Return the package, None where the account sees it no more."""
    async with info.context.backend.read() as session:
        found = await packages.by_id(session, [package_id], visible_to=_eyes(info))
    return Package.of(found[package_id]) if package_id in found else None


async def release(info: RegistryInfo, release_id: UUID, *, name: str, version: str) -> Release:
    """Return the release; raise where it has been deleted meanwhile."""
    async with info.context.backend.read() as session:
        found = await releases.by_id(session, [release_id], visible_to=_eyes(info))
    if release_id not in found:
        raise ReleaseNotFound(package=name, version=version)
    return Release.of(found[release_id])


async def file(info: RegistryInfo, file_id: UUID, *, filename: str) -> File:
    """Return the file; raise where it has been deleted meanwhile."""
    async with info.context.backend.read() as session:
        found = await files.by_id(session, [file_id], visible_to=_eyes(info))
    if file_id not in found:
        raise FileNotFound(filename=filename)
    return File.of(found[file_id])


async def account(info: RegistryInfo, account_id: UUID) -> Account:
    """Return the account; raise where it has been deleted meanwhile."""
    async with info.context.backend.read() as session:
        found = await accounts.by_id(session, [account_id], visible_to=_eyes(info))
    if account_id not in found:
        raise AccountNotFound(account=info.context.principal.account_name)
    return Account.of(found[account_id])


def _eyes(info: RegistryInfo) -> sight.Sight:
    return sight.of_account(info.context.backend, info.context.principal)
