"""The roles that accounts have been given in packages. The package is locked by who changes one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Account, PackageRole
from devsper_registry.db.tables.package import Role


async def role(session: AsyncSession, package_id: UUID, *, account_id: UUID) -> Role | None:
    """Return the role that the account itself was given in the package."""
    wanted = select(col(PackageRole.role)).where(
        col(PackageRole.package_id) == package_id, col(PackageRole.account_id) == account_id
    )
    found = (await session.execute(wanted)).scalar_one_or_none()
    return None if found is None else Role(found)


async def has_other_owner(session: AsyncSession, package_id: UUID, *, than: UUID) -> bool:
    """Tell whether another account owns the package, one that is not shut out."""
    others = select(PackageRole).join(Account, col(Account.id) == col(PackageRole.account_id))
    others = others.where(
        col(PackageRole.package_id) == package_id,
        col(PackageRole.role) == Role.OWNER,
        col(PackageRole.account_id) != than,
        col(Account.suspended_at).is_(None),
    )
    return bool((await session.execute(select(exists(others)))).scalar())


async def add(
    session: AsyncSession, package_id: UUID, *, account_id: UUID, role: Role, at: datetime
) -> None:
    """Give the account its role."""
    values = {
        "package_id": package_id,
        "account_id": account_id,
        "role": role,
        "created_at": at,
    }
    await session.execute(insert(PackageRole).values(values))


async def change(session: AsyncSession, package_id: UUID, *, account_id: UUID, role: Role) -> None:
    """Give the account another role; since when it is with the package stays."""
    await session.execute(
        update(PackageRole)
        .where(col(PackageRole.package_id) == package_id, col(PackageRole.account_id) == account_id)
        .values(role=role)
    )


async def remove(session: AsyncSession, package_id: UUID, *, account_id: UUID) -> None:
    """Take the account's role from it."""
    await session.execute(
        delete(PackageRole).where(
            col(PackageRole.package_id) == package_id, col(PackageRole.account_id) == account_id
        )
    )
