"""The packages' rows, and who has a role in them."""

from uuid import UUID

from packaging.utils import NormalizedName
from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import roles
from devsper_registry.db.tables import Package, PackageRole
from devsper_registry.db.tables.package import Role, Status, Visibility


async def by_name(session: AsyncSession, name: NormalizedName) -> Package | None:
    """Return the package."""
    found = await session.execute(select(Package).where(col(Package.normalized_name) == name))
    return found.scalar_one_or_none()


async def looking_like(session: AsyncSession, ultranormalized_name: str) -> list[NormalizedName]:
    """Return the names that a person would confuse."""
    wanted = select(col(Package.normalized_name)).where(
        col(Package.ultranormalized_name) == ultranormalized_name
    )
    return [NormalizedName(name) for name in (await session.execute(wanted)).scalars()]


async def lock(session: AsyncSession, name: NormalizedName) -> Package | None:
    """Return the package as it is now; until the commit, whoever changes it waits for us."""
    wanted = select(Package).where(col(Package.normalized_name) == name)
    # NO KEY UPDATE: rows that refer to the package may still be inserted beside us.
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.execute(locked)).scalar_one_or_none()


async def ensure(
    session: AsyncSession, package: Package, *, owner: UUID | None
) -> tuple[Package, bool]:
    """Return the package of that name, locked, and whether it is new; a new one gets the owner."""
    name = NormalizedName(package.normalized_name)
    while True:
        found = await lock(session, name)
        if found is not None:
            return found, False
        if await _insert(session, package):
            if owner is not None:
                await grant(session, package, account_id=owner, role=Role.OWNER)
            return package, True


async def _insert(session: AsyncSession, package: Package) -> bool:
    # Waits for whoever is inserting the same name, and finds out whether that one committed.
    added = insert(Package).values(package.model_dump()).on_conflict_do_nothing()
    return (await session.execute(added.returning(col(Package.id)))).scalar() is not None


async def grant(session: AsyncSession, package: Package, *, account_id: UUID, role: Role) -> None:
    """Give a new package its first role."""
    values = {
        "package_id": package.id,
        "account_id": account_id,
        "role": role,
        "created_at": package.created_at,
    }
    await session.execute(insert(PackageRole).values(values))


async def role(session: AsyncSession, *, package_id: UUID, account_id: UUID | None) -> str | None:
    """Return the account's role in the package, if it has one: the strongest of those it has."""
    held = roles.effective()
    wanted = select(held.c.rank).where(
        held.c.package_id == package_id, held.c.account_id == account_id
    )
    rank = (await session.execute(wanted)).scalar_one_or_none()
    return None if rank is None else roles.STRONGEST_FIRST[rank]


async def set_status(
    session: AsyncSession, package_id: UUID, *, status: Status, reason: str | None
) -> None:
    """Set the package's status and its reason."""
    changed = update(Package).where(col(Package.id) == package_id)
    await session.execute(changed.values(status=status, status_reason=reason))


async def set_visibility(session: AsyncSession, package_id: UUID, visibility: Visibility) -> None:
    """Set who may see the package."""
    changed = update(Package).where(col(Package.id) == package_id)
    await session.execute(changed.values(visibility=visibility))


async def delete(session: AsyncSession, package_id: UUID) -> None:
    """Remove the package with its releases, files and roles; its filenames stay used."""
    await session.execute(sql_delete(Package).where(col(Package.id) == package_id))
