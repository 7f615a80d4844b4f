"""The exemptions' rows."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from packaging.utils import NormalizedName
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import accounts
from devsper_registry.db.tables import Exemption, Package


class Ended(NamedTuple):
    """What an exemption was of."""

    package_id: UUID
    package: NormalizedName
    check: str | None


async def add(session: AsyncSession, exemption: Exemption) -> None:
    """Enter the exemption."""
    values = exemption.model_dump() | {"created_by": accounts.known(exemption.created_by)}
    await session.execute(insert(Exemption).values(values))


async def end(session: AsyncSession, exemption_id: UUID, *, at: datetime) -> Ended | None:
    """End it now; None where there is none that holds."""
    ended = (
        update(Exemption)
        .where(
            col(Exemption.id) == exemption_id,
            col(Exemption.ended_at).is_(None),
            col(Exemption.expires_at) > at,
            col(Exemption.package_id) == col(Package.id),
        )
        .values(ended_at=at)
        .returning(col(Package.id), col(Package.normalized_name), col(Exemption.check))
    )
    row: Any = (await session.execute(ended)).first()
    return None if row is None else Ended(*row)


async def checks(session: AsyncSession, package_id: UUID, *, at: datetime) -> set[str | None]:
    """Return the checks that the package is exempt from; None among them stands for all."""
    wanted = select(col(Exemption.check)).where(
        col(Exemption.package_id) == package_id,
        col(Exemption.ended_at).is_(None),
        col(Exemption.expires_at) > at,
    )
    return set((await session.execute(wanted)).scalars())
