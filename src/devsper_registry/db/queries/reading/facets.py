"""Facets: what the matches of a search have in common, so that one can narrow it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.reading import matching
from devsper_registry.db.queries.reading.matching import Wanted
from devsper_registry.db.queries.typed import Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, PackageDocument, PackageRole
from devsper_registry.db.tables.package import Role

MOST_VALUES = 20

Counted = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Facets:
    """For each facet its most frequent values and their counts; each value fits the filter."""

    classifiers: Counted = field(default_factory=list)
    licenses: Counted = field(default_factory=list)
    pythons: Counted = field(default_factory=list)
    entry_point_groups: Counted = field(default_factory=list)
    owners: Counted = field(default_factory=list)


async def read(session: AsyncSession, asked: Wanted, *, visible_to: Sight) -> Facets:
    """Return the facets of the matches; of more than 1,000, of those that are ranked."""
    found = matching.candidates(
        asked,
        col(PackageDocument.package_id),
        col(PackageDocument.classifiers),
        col(PackageDocument.license),
        col(PackageDocument.python_versions),
        col(PackageDocument.entry_point_groups),
        visible_to=visible_to,
    ).c
    owners: Selection = (
        select(literal("owners").label("facet"), col(Account.name).label("value"))
        .join_from(PackageRole, Account, col(Account.id) == col(PackageRole.account_id))
        .join(found.package_id.table, found.package_id == col(PackageRole.package_id))
        .where(col(PackageRole.role) == Role.OWNER)
    )
    values = union_all(
        _each("classifiers", func.unnest(found.classifiers)),
        _each("licenses", found.license).where(found.license.is_not(None)),
        _each("pythons", func.unnest(found.python_versions)),
        _each("entry_point_groups", func.unnest(found.entry_point_groups)),
        owners,
    ).subquery()
    number = func.count().label("number")
    place = func.row_number().over(
        partition_by=values.c.facet, order_by=(number.desc(), values.c.value)
    )
    counted = (
        select(values.c.facet, values.c.value, number, place.label("place"))
        .group_by(values.c.facet, values.c.value)
        .subquery()
    )
    statement = select(counted).where(counted.c.place <= MOST_VALUES).order_by(counted.c.place)
    await matching.by_index(session)
    facets = Facets()
    for facet, value, count, _place in await session.execute(statement):
        getattr(facets, facet).append((value, count))
    return facets


def _each(facet: str, value: Any) -> Selection:
    return select(literal(facet).label("facet"), value.label("value"))
