"""How much may be published: by a release, a package and an account, and how fast.

The limits of an account do not bind administrators. Each check is made twice: before the file is
looked into, and in the transaction that lists it, where whoever counts for the same package or
account waits for the commit.
"""

from datetime import datetime, timedelta

from devsper_registry.auth.principal import Principal
from devsper_registry.db.queries import totals
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Package, Release
from devsper_registry.errors import AccountFull, PackageFull, ReleaseFull, TooManyNewPackages
from devsper_registry.settings import Settings

PACE = timedelta(hours=1)


async def take_turn(session: AsyncSession, settings: Settings, *, by: Principal, new: bool) -> None:
    """Wait for whoever counts for the same account, where a limit of accounts will be asked for.

    `new` tells that a package is being created.
    """
    bound = new or settings.max_account_size is not None
    if bound and not by.is_administrator and by.account_id is not None:
        await totals.lock_account(session, by.account_id)


async def check_new_package(
    session: AsyncSession, settings: Settings, *, by: Principal, at: datetime
) -> None:
    """Raise when the account has created its packages of this hour."""
    if by.is_administrator or by.account_id is None:
        return
    limit = settings.max_new_packages_per_hour
    if await totals.created_since(session, by.account_id, at - PACE) >= limit:
        raise TooManyNewPackages(limit=limit, retry_after=int(PACE.total_seconds()))


async def check_file(
    session: AsyncSession,
    settings: Settings,
    size: int,
    *,
    by: Principal,
    package: Package,
    release: Release | None,
) -> None:
    """Raise when the package has no room for a file of that many bytes, or its publisher none."""
    if release is not None:
        await _check_release(session, settings, package, release)
    if package.stored_size + size > settings.max_package_size:
        raise PackageFull(package=package.normalized_name, limit=settings.max_package_size_mb)
    await check_account(session, settings, size, by=by)


async def check_account(
    session: AsyncSession, settings: Settings, size: int, *, by: Principal
) -> None:
    """Raise when the account's files would take too much with this one."""
    if by.is_administrator or by.account_id is None or settings.max_account_size is None:
        return
    if await totals.of_account(session, by.account_id) + size > settings.max_account_size:
        raise AccountFull(limit=settings.max_account_size_mb)


async def _check_release(
    session: AsyncSession, settings: Settings, package: Package, release: Release
) -> None:
    limit = settings.max_files_per_release
    if await totals.files_of_release(session, release.id) >= limit:
        raise ReleaseFull(version=release.version, package=package.normalized_name, limit=limit)
