"""What is told of a release and its package: from a file's metadata to lists and the search.

Publishing calls `facts` once it has inspected the file, and `enter` in its transaction; yanking and
deleting call `documents.renew` in theirs, after the change and before the journal.
"""

from datetime import datetime
from email.utils import getaddresses
from functools import lru_cache
from uuid import UUID

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from devsper_registry.db.queries import documents
from devsper_registry.db.queries.documents import Facts
from devsper_registry.db.session import AsyncSession
from devsper_registry.distribution import Inspection, prose
from devsper_registry.distribution.core_metadata import CoreMetadata

MINOR_VERSIONS = ("2.7", *(f"3.{minor}" for minor in range(6, 18)))
# Of a minor version, any patch may be the one let in, such as by ">=3.11.4" or "==3.12.1".
PATCHES = (0, 99, *range(1, 30))
# Older metadata may hold the whole text of a licence where its name is expected.
LONGEST_LICENCE = 100
LICENCE_CLASSIFIER = "License :: "


def facts(inspection: Inspection) -> Facts:
    """Return what the file tells of its release."""
    metadata = inspection.metadata
    page = inspection.description_html
    return Facts(
        summary=prose.plain(metadata.summary or "") or None,
        description_html=page,
        excerpt=prose.excerpt(page),
        license=_licence(metadata),
        author=_person(metadata.author, metadata.author_email),
        maintainer=_person(metadata.maintainer, metadata.maintainer_email),
        requires_python=metadata.requires_python,
        python_versions=list(_python_versions(metadata.requires_python or "")),
        keywords=list(dict.fromkeys(filter(None, map(prose.plain, metadata.keywords)))),
        classifiers=list(metadata.classifiers),
        project_urls=_links(metadata),
        entry_points=[
            {"group": group, "name": name, "value": value}
            for group, points in inspection.entry_points.items()
            for name, value in points.items()
        ],
        dependencies=[_dependency(text) for text in metadata.requires_dist],
    )


async def enter(
    session: AsyncSession,
    told: Facts,
    *,
    package_id: UUID,
    release_id: UUID,
    packagetype: str,
    at: datetime,
) -> None:
    """Give the release the facts, unless it has better ones, and renew its package's document."""
    await session.flush()
    await documents.describe(session, release_id, told, packagetype=packagetype)
    await documents.renew(session, package_id, at=at)


def _licence(metadata: CoreMetadata) -> str | None:
    if metadata.license_expression:
        return metadata.license_expression
    written = (metadata.license or "").strip()
    if written and "\n" not in written and len(written) <= LONGEST_LICENCE:
        return prose.plain(written)
    for classifier in metadata.classifiers:
        if classifier.startswith(LICENCE_CLASSIFIER):
            return classifier.rpartition(" :: ")[2]
    return None


def _person(name: str | None, addresses: str | None) -> str | None:
    """Return the names, never the addresses: those are for the file's own metadata."""
    if name and name.strip():
        return prose.plain(name)
    named = [found for found, _address in getaddresses([addresses or ""]) if found]
    return prose.plain(", ".join(named)) or None


def _links(metadata: CoreMetadata) -> list[dict[str, str]]:
    links = dict(metadata.project_urls)
    if metadata.home_page:
        links.setdefault("Homepage", metadata.home_page)
    if metadata.download_url:
        links.setdefault("Download", metadata.download_url)
    return [{"label": label, "url": url} for label, url in links.items()]


def _dependency(text: str) -> dict[str, object]:
    requirement = Requirement(text)
    return {
        "name": canonicalize_name(requirement.name),
        "requirement": text,
        "specifier": str(requirement.specifier),
        "extras": sorted(requirement.extras),
        "marker": None if requirement.marker is None else str(requirement.marker),
    }


@lru_cache(maxsize=1024)
def _python_versions(requires_python: str) -> tuple[str, ...]:
    accepted = SpecifierSet(requires_python)
    return tuple(
        minor
        for minor in MINOR_VERSIONS
        if any(accepted.contains(f"{minor}.{patch}") for patch in PATCHES)
    )
