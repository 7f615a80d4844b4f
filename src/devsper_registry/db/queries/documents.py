"""The packages' documents: written anew from the release that speaks for each package."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.typed import Condition
from devsper_registry.db.tables import Package, Release

SDIST, WHEEL = "sdist", "bdist_wheel"

# The latest release: the highest final version that is not yanked, else the highest not yanked,
# else the highest. A dot, slash or underscore would make one word of what a person types as two.
_RENEW = text(r"""
    WITH latest AS (
        SELECT DISTINCT ON (p.id) p.id AS package_id, p.normalized_name, r.id AS release_id,
               r.version, r.summary, r.license, r.requires_python, r.python_versions, r.excerpt,
               ARRAY(SELECT DISTINCT lower(word) FROM unnest(r.keywords) word ORDER BY 1)
                   AS keywords,
               coalesce(r.classifiers, '{}') AS classifiers,
               ARRAY(SELECT DISTINCT point->>'group'
                     FROM jsonb_array_elements(r.entry_points) point ORDER BY 1)
                   AS entry_point_groups,
               ARRAY(SELECT DISTINCT dependency->>'name'
                     FROM jsonb_array_elements(r.dependencies) dependency ORDER BY 1)
                   AS dependencies
        FROM package p LEFT JOIN release r ON r.package_id = p.id AND NOT r.is_withheld
        WHERE p.id = ANY(:package_ids)
        ORDER BY p.id, r.yanked_reason IS NOT NULL, r.yanked_reason IS NULL AND r.is_prerelease,
                 r.sort_key DESC, r.id DESC
    ), titled AS (
        SELECT *,
               setweight(to_tsvector('english', normalized_name), 'A')
               || setweight(to_tsvector('simple', normalized_name), 'A')
               || setweight(to_tsvector('english', array_to_string(keywords, ' ')), 'B')
               || setweight(to_tsvector('simple', array_to_string(keywords, ' ')), 'B')
               || setweight(to_tsvector('english', coalesce(translate(summary, './_', '   '), '')),
                            'C') AS title
        FROM latest
    )
    INSERT INTO package_document (
        package_id, normalized_name, release_id, version, summary, license, requires_python,
        python_versions, keywords, classifiers, entry_point_groups, dependencies, updated_at,
        excerpt, title, search
    )
    SELECT package_id, normalized_name, release_id, version, summary, license, requires_python,
           coalesce(python_versions, '{}'), keywords, classifiers, entry_point_groups,
           dependencies, :at, coalesce(excerpt, ''), title,
           title || setweight(to_tsvector('english', coalesce(translate(excerpt, './_', '   '),
                                                              '')), 'D')
    FROM titled
    ON CONFLICT (package_id) DO UPDATE SET
        release_id = excluded.release_id, version = excluded.version, summary = excluded.summary,
        license = excluded.license, requires_python = excluded.requires_python,
        python_versions = excluded.python_versions, keywords = excluded.keywords,
        classifiers = excluded.classifiers, entry_point_groups = excluded.entry_point_groups,
        dependencies = excluded.dependencies, updated_at = excluded.updated_at,
        excerpt = excluded.excerpt, title = excluded.title, search = excluded.search
""").bindparams(bindparam("package_ids", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file's metadata tells of its release; the shapes stand in `db.tables.release`."""

    summary: str | None
    description_html: str | None
    excerpt: str
    license: str | None
    author: str | None
    maintainer: str | None
    requires_python: str | None
    python_versions: list[str]
    keywords: list[str]
    classifiers: list[str]
    project_urls: list[dict[str, Any]]
    entry_points: list[dict[str, Any]]
    dependencies: list[dict[str, Any]]


async def describe(
    session: AsyncSession, release_id: UUID, facts: Facts, *, packagetype: str
) -> bool:
    """Give the release these facts unless it has better ones; tell whether it took them.

    The first file describes it, and the first wheel once more: an sdist's PKG-INFO may leave
    dependencies and entry points to the build, a wheel's METADATA is final.
    """
    worse: Condition = col(Release.described_by).is_(None)
    if packagetype == WHEEL:
        worse = or_(worse, col(Release.described_by) == SDIST)
    changed = (
        update(Release)
        .where(col(Release.id) == release_id, worse)
        .values(described_by=packagetype, **asdict(facts))
        .returning(col(Release.id))
    )
    return (await session.execute(changed)).scalar() is not None


async def renew(session: AsyncSession, package_id: UUID, *, at: datetime) -> None:
    """Write the package's document anew; call it after the change and before the journal.

    The row of the package is locked first: of two who publish at once, the second waits here and
    then sees what the first has committed.
    """
    await session.flush()
    locked = select(col(Package.id)).where(col(Package.id) == package_id)
    await session.execute(locked.with_for_update(key_share=True))
    await renew_all(session, [package_id], at=at)


async def renew_all(session: AsyncSession, package_ids: Collection[UUID], *, at: datetime) -> None:
    """Write the documents of these packages anew, in one statement; `renew` is for one."""
    await session.execute(_RENEW, {"package_ids": list(package_ids), "at": at})
