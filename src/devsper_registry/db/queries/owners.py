"""To whom a package belongs: to accounts, or to one organization and then to no account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Account, Organization, Package, PackageRole
from devsper_registry.db.tables.package import Role


async def names(session: AsyncSession, package_id: UUID) -> list[str]:
    """Return the names of its owners; accounts and organizations share no name."""
    people = (
        select(col(Account.name))
        .join(PackageRole, col(PackageRole.account_id) == col(Account.id))
        .where(col(PackageRole.package_id) == package_id, col(PackageRole.role) == Role.OWNER)
    )
    organization = (
        select(col(Organization.name))
        .join(Package, col(Package.organization_id) == col(Organization.id))
        .where(col(Package.id) == package_id)
    )
    return sorted((await session.execute(union_all(people, organization))).scalars())


async def set_organization(session: AsyncSession, package_id: UUID, organization_id: UUID) -> None:
    """Let the package belong to the organization alone."""
    await _disown(session, package_id)
    await _belong(session, package_id, organization_id)


async def set_account(
    session: AsyncSession, package_id: UUID, account_id: UUID, *, at: datetime
) -> None:
    """Let the package belong to the account alone."""
    await _disown(session, package_id)
    await _belong(session, package_id, None)
    role = insert(PackageRole).values(
        package_id=package_id, account_id=account_id, role=Role.OWNER, created_at=at
    )
    await session.execute(
        role.on_conflict_do_update(
            index_elements=["package_id", "account_id"], set_={"role": Role.OWNER}
        )
    )


async def _disown(session: AsyncSession, package_id: UUID) -> None:
    await session.execute(
        delete(PackageRole).where(
            col(PackageRole.package_id) == package_id, col(PackageRole.role) == Role.OWNER
        )
    )


async def _belong(session: AsyncSession, package_id: UUID, organization_id: UUID | None) -> None:
    changed = update(Package).where(col(Package.id) == package_id)
    await session.execute(changed.values(organization_id=organization_id))
