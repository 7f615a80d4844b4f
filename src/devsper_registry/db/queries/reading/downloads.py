"""Downloads of packages, releases or files: the total and its parts, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.typed import Column
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import DownloadCount, File, Package, Release


class Of(Enum):
    """Whose downloads."""

    PACKAGE = "package"
    RELEASE = "release"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Downloads:
    """Counts since a day; days without any are left out. "" is an unknown installer or Python."""

    total: int = 0
    by_day: dict[date, int] = field(default_factory=dict)
    by_version: dict[str, int] = field(default_factory=dict)
    by_installer: dict[str, int] = field(default_factory=dict)
    by_python: dict[str, int] = field(default_factory=dict)


_OWNERS: dict[Of, Column] = {
    Of.PACKAGE: col(Release.package_id),
    Of.RELEASE: col(File.release_id),
    Of.FILE: col(File.id),
}


async def since(
    session: AsyncSession, ids: Collection[UUID], *, of: Of, first_day: date, visible_to: Sight
) -> dict[UUID, Downloads]:
    """Return the downloads of each, from that day on."""
    owner = _OWNERS[of]
    # First the files, so that what may be seen is asked once a file and not once a count; then
    # summed twice, since a package's files are many, its versions and days are few.
    seen = (
        select(
            col(File.id).label("file_id"),
            owner.label("owner"),
            col(Release.sort_key),
            col(Release.version),
        )
        .join_from(File, Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .where(among(owner, ids), visibility.files(visible_to))
        .cte("seen", nesting=False)
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    by: tuple[Any, ...] = (
        seen.c.owner,
        seen.c.sort_key,
        seen.c.version,
        col(DownloadCount.day),
        col(DownloadCount.installer),
        col(DownloadCount.python_version).label("python"),
    )
    fine = (
        select(*by, func.sum(col(DownloadCount.count)).label("count"))
        .join_from(seen, DownloadCount, col(DownloadCount.file_id) == seen.c.file_id)
        .where(col(DownloadCount.day) >= first_day)
        .group_by(*by)
        .subquery()
    ).c
    kinds = (fine.day, fine.sort_key, fine.installer, fine.python)
    count = func.sum(fine.count)
    statement = (
        select(
            fine.owner,
            func.grouping(*kinds),
            fine.day,
            func.min(fine.version),
            fine.installer,
            fine.python,
            count,
        )
        .group_by(func.grouping_sets(*(tuple_(fine.owner, kind) for kind in kinds)))
        .order_by(fine.day, fine.sort_key.desc(), count.desc(), fine.installer, fine.python)
    )
    found: dict[UUID, list[Sequence[Any]]] = {id_: [] for id_ in ids}
    for row in await session.execute(statement):
        found[row[0]].append(row[1:])
    return {id_: _counted(rows) for id_, rows in found.items()}


# GROUPING() has a bit for each column that a row sums over, the first column's the highest.
_BY_DAY, _BY_VERSION, _BY_INSTALLER, _BY_PYTHON = 0b0111, 0b1011, 0b1101, 0b1110


def _counted(rows: Sequence[Sequence[Any]]) -> Downloads:
    parts: dict[int, dict[Any, int]] = {}
    for kind, day, version, installer, python, count in rows:
        key = {_BY_DAY: day, _BY_VERSION: version, _BY_INSTALLER: installer, _BY_PYTHON: python}
        parts.setdefault(kind, {})[key.get(kind)] = int(count)
    return Downloads(
        total=sum(parts.get(_BY_DAY, {}).values()),
        by_day=parts.get(_BY_DAY, {}),
        by_version=parts.get(_BY_VERSION, {}),
        by_installer=parts.get(_BY_INSTALLER, {}),
        by_python=parts.get(_BY_PYTHON, {}),
    )
