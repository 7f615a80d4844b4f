"""The role that an account has in a package in the end: its own there, or its organization's.

Every other query asks here, so that a right that is lost is lost everywhere at once.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, case, func, null, or_, select, true, union_all
from sqlmodel import col

from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.typed import Column, Condition
from devsper_registry.db.tables import OrganizationMember, Package, PackageRole
from devsper_registry.db.tables.organization import Position
from devsper_registry.db.tables.package import Role

IN_PACKAGES = {
    Position.OWNER: Role.OWNER,
    Position.ADMIN: Role.OWNER,
    Position.MEMBER: Role.MAINTAINER,
}
STRONGEST_FIRST = tuple(Role)


def has(account_id: UUID | None, *roles: Role) -> Condition:
    """Return the condition on `package` that the account has one of the roles in it, or any."""
    own = select(col(PackageRole.package_id)).where(col(PackageRole.account_id) == account_id)
    through = select(col(OrganizationMember.organization_id)).where(
        col(OrganizationMember.account_id) == account_id
    )
    if roles:
        own = own.where(among(col(PackageRole.role), [str(role) for role in roles]))
        positions = [str(position) for position, role in IN_PACKAGES.items() if role in roles]
        through = through.where(among(col(OrganizationMember.position), positions))
    return or_(col(Package.id).in_(own), col(Package.organization_id).in_(through))


def held(members: Condition | None = None) -> Subquery:
    """Return every role there is: package_id, account_id, rank, since, organization_id.

    `rank` is the role's place in `STRONGEST_FIRST`, the organization that through which it is held.
    An account that has a role of its own and one through the organization comes twice. `members`
    says, as a condition on `organization_member`, whose roles through one are told at all.
    """
    own = select(
        col(PackageRole.package_id),
        col(PackageRole.account_id),
        _rank(col(PackageRole.role), {role: role for role in Role}).label("rank"),
        col(PackageRole.created_at).label("since"),
        null().label("organization_id"),
    )
    through = (
        select(
            col(Package.id),
            col(OrganizationMember.account_id),
            _rank(col(OrganizationMember.position), IN_PACKAGES),
            col(OrganizationMember.created_at),
            col(OrganizationMember.organization_id),
        )
        .join(
            OrganizationMember,
            col(OrganizationMember.organization_id) == col(Package.organization_id),
        )
        .where(true() if members is None else members)
    )
    return union_all(own, through).subquery("held")


def effective(members: Condition | None = None) -> Subquery:
    """Return the strongest role of each account in each package: package_id, account_id, rank."""
    every = held(members)
    strongest = select(every.c.package_id, every.c.account_id, func.min(every.c.rank).label("rank"))
    return strongest.group_by(every.c.package_id, every.c.account_id).subquery("effective")


def rank(role: Role) -> int:
    """Return the role's place, the strongest first."""
    return STRONGEST_FIRST.index(role)


def _rank(column: Column, roles: dict[Any, Role]) -> Any:
    return case({value: rank(role) for value, role in roles.items()}, value=column)
