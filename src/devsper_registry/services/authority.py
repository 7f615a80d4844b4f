"""Whether one may change a package, asked the same way by every verb that does."""

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import files, packages
from devsper_registry.db.queries.reading import packages as visible
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import File, Package
from devsper_registry.db.tables.package import Status
from devsper_registry.errors import FileNotFound, PackageNotFound, PackageQuarantined
from devsper_registry.services import sight


async def maintained(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> Package:
    """Return the package, locked; raise unless this one may change its releases."""
    permissions.require_change(by, name)
    package, role = await _known(backend, session, name, by=by)
    permissions.require_role(by, name, role=role)
    _require_calm(package, by=by)
    return package


async def owned(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> Package:
    """Return the package, locked; raise unless this one may decide over it.

    A key that is made to publish decides nothing, whoever it belongs to.
    """
    permissions.require_account(by)
    package, role = await _known(backend, session, name, by=by)
    permissions.require_owner(by, name, role=role)
    _require_calm(package, by=by)
    return package


async def joined(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> Package:
    """Return the package, locked; raise unless this one may know of it, and it is not held back."""
    permissions.require_account(by)
    package, _role = await _known(backend, session, name, by=by)
    _require_calm(package, by=by)
    return package


async def file_of(session: AsyncSession, package: Package, filename: str) -> File:
    """Return the file of the package; raise where it has none of that name."""
    file = await files.by_filename(session, filename, package_id=package.id)
    if file is None:
        raise FileNotFound(filename=filename)
    return file


async def _known(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> tuple[Package, str | None]:
    """Return the package, locked, and the account's role; missing where it may not be seen."""
    package = await packages.lock(session, name)
    seen = await visible.by_name(session, [name], visible_to=sight.of_account(backend, by))
    if package is None or name not in seen:
        raise PackageNotFound(package=name)
    role = await packages.role(session, package_id=package.id, account_id=by.account_id)
    return package, role


def _require_calm(package: Package, *, by: Principal) -> None:
    # What is held back stays as it was found, until an administrator has looked at it.
    if package.status == Status.QUARANTINED and not by.administers:
        raise PackageQuarantined(package=package.normalized_name)
