"""Reading the index and its files: what the database says now, asked and rendered seldom."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from packaging.utils import NormalizedName
from packaging.version import Version

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import downloads, pages
from devsper_registry.db.queries.downloads import Download, Metadata, Nothing, Provenance
from devsper_registry.db.queries.pages import PageRow, Standing
from devsper_registry.db.queries.reading import packages as visible
from devsper_registry.db.tables.file import Withheld
from devsper_registry.db.tables.package import Status
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.errors import (
    FileHeld,
    FileNotExamined,
    FileNotFound,
    FileQuarantined,
    FileRejected,
    PackageNotFound,
    ProvenanceNotFound,
    RegistryError,
)
from devsper_registry.services import admission, sight
from devsper_registry.simple import rendered
from devsper_registry.simple.negotiate import Representation
from devsper_registry.simple.page import File, Listing, PackagePage
from devsper_registry.simple.rendered import Rendered

# From a page to where the registry begins.
ROOT = "../../"
T = TypeVar("T", Download, Metadata, Provenance)

WITHHELD: dict[Withheld, type[RegistryError]] = {
    Withheld.PENDING: FileNotExamined,
    Withheld.HELD: FileHeld,
    Withheld.QUARANTINED: FileQuarantined,
    Withheld.REJECTED: FileRejected,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, whether it is for the one who asked alone, and whether it was kept in memory."""

    page: Rendered
    is_private: bool
    was_kept: bool


async def package_page(
    backend: Backend,
    name: NormalizedName,
    representation: Representation,
    *,
    root: str,
    by: Principal,
) -> Shown:
    """Return the package's page, whose links reach the registry by `root`.

    Raise `PackageNotFound`, and what `admission` raises. How the package stands is known while
    changes are heard, and asked for otherwise: its serial tells whether a kept page is right.
    """
    standing = await backend.serials.package(name)
    await admission.admit(
        backend, name, by=by, is_private=None if standing is None else standing.is_private
    )
    if standing is None:
        raise PackageNotFound(package=name)

    async def render() -> Rendered:
        async with backend.database.raw() as connection:
            rows = await pages.page(connection, name)
        if not rows:
            raise PackageNotFound(package=name)
        return await asyncio.to_thread(
            lambda: rendered.package_page(_page(backend, name, rows), representation, root=root)
        )

    # The page is the same for all who may see it: kept once, and asked for each time whether.
    key = (name, representation, root)
    return await _shown(
        backend, key, serial=standing.serial, render=render, is_private=standing.is_private
    )


async def listing(backend: Backend, representation: Representation, *, by: Principal) -> Shown:
    """Return the list of all packages that are not private, and of those that this one may see."""
    serial = await backend.serials.newest()
    private = await _private_names(backend, by)

    async def render() -> Rendered:
        async with backend.database.raw() as connection:
            newest, packages = await pages.listing(connection, private=private)
        page = Listing(newest, packages)
        return await asyncio.to_thread(rendered.listing, page, representation)

    key = (None, representation, private)
    return await _shown(backend, key, serial=serial, render=render, is_private=not by.is_anonymous)


async def _shown(
    backend: Backend,
    key: Hashable,
    *,
    serial: int,
    render: Callable[[], Awaitable[Rendered]],
    is_private: bool,
) -> Shown:
    """Return the page from the shelf, or as it is rendered now, by us or by who came before."""
    kept = backend.shelf.kept(key, serial=serial)
    page = kept or await backend.shelf.get(key, serial=serial, render=render)
    return Shown(page, is_private=is_private, was_kept=kept is not None)


async def _private_names(backend: Backend, by: Principal) -> frozenset[str]:
    if by.is_anonymous:
        return frozenset()
    looks, kept = sight.of(backend, by), backend.private_names
    names = kept.get(looks)
    if names is None:
        edition = kept.edition
        async with backend.read() as session:
            names = await visible.private_names(session, visible_to=looks)
        kept.put(looks, names, edition=edition)
    return names


def ready_page(
    backend: Backend, name: NormalizedName, representation: Representation, *, by: Principal
) -> Shown | None:
    """Return the package's page where it lies ready, for one who is known to read it.

    None where anything has to be asked or rendered, or refused: then `package_page` does.
    """
    standing = backend.serials.known(name)
    if not isinstance(standing, Standing):
        return None
    if standing.is_private and not admission.is_known_reader(backend, name, by=by):
        return None
    page = backend.shelf.kept((name, representation, ROOT), serial=standing.serial)
    if page is None:
        return None
    return Shown(page, is_private=standing.is_private, was_kept=True)


def ready_listing(backend: Backend, representation: Representation) -> Shown | None:
    """Return the list that strangers see where it lies ready, else None."""
    newest = backend.database.changes.newest
    if newest is None:
        return None
    page = backend.shelf.kept((None, representation, frozenset()), serial=newest)
    return None if page is None else Shown(page, is_private=False, was_kept=True)


async def file(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str, by: Principal
) -> Download:
    """Return what to send of a file; raise why not, and what `admission` raises."""
    found = await _found(backend, package=package, sha256=sha256, filename=filename)
    return await _admitted(backend, found, package=package, filename=filename, by=by)


def ready_file(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str, by: Principal
) -> Download | None:
    """Return what to send of a file where that is known, to one who is known to read it.

    None where anything has to be asked, or refused: then `file` does.
    """
    standing = backend.serials.known(package)
    if not isinstance(standing, Standing):
        return None
    found = backend.downloads.get((package, sha256, filename), serial=standing.serial)
    if found is None or found.withheld is not None:
        return None
    if found.is_private and not admission.is_known_reader(backend, package, by=by):
        return None
    return found


async def _found(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str
) -> Download | Nothing | None:
    # First the serial, then the file: what is kept is never older than the serial it is kept by.
    heard = backend.database.changes.are_heard
    standing = await backend.serials.package(package) if heard else None
    key = (package, sha256, filename)
    if standing is not None:
        kept = backend.downloads.get(key, serial=standing.serial)
        if kept is not None:
            return kept
    async with backend.database.raw() as connection:
        found = await downloads.file(connection, package=package, sha256=sha256, filename=filename)
    # What there is not has as many names as somebody likes to make up.
    if standing is not None and isinstance(found, Download):
        backend.downloads.put(key, found, serial=standing.serial)
    return found


async def metadata(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str, by: Principal
) -> Metadata:
    """Return the core metadata of a file. Raise as `file` does."""
    async with backend.database.raw() as connection:
        found = await downloads.metadata(
            connection, package=package, sha256=sha256, filename=filename
        )
    return await _admitted(backend, found, package=package, filename=f"{filename}.metadata", by=by)


async def provenance(
    backend: Backend, *, package: NormalizedName, version: Version, filename: str, by: Principal
) -> Provenance:
    """Return the provenance of a file. Raise `ProvenanceNotFound`, and as `file` does."""
    async with backend.database.raw() as connection:
        found = await downloads.provenance(
            connection, package=package, sort_key=sort_key(version), filename=filename
        )
    try:
        return await _admitted(backend, found, package=package, filename=filename, by=by)
    except FileNotFound:
        raise ProvenanceNotFound(filename=filename) from None


async def _admitted(
    backend: Backend,
    found: T | Nothing | None,
    *,
    package: NormalizedName,
    filename: str,
    by: Principal,
) -> T:
    await admission.admit(
        backend, package, by=by, is_private=None if found is None else found.is_private
    )
    if found is None or isinstance(found, Nothing):
        raise FileNotFound(filename=filename)
    if found.withheld is not None:
        # Not as if it were not there: an installer would look for it in the next index.
        raise WITHHELD[Withheld(found.withheld)](filename=filename)
    return found


def _provenance_url(backend: Backend, name: NormalizedName, row: PageRow) -> str | None:
    # PEP 740 wants it absolute and with HTTPS: elsewhere it is only served.
    if not row.has_provenance or not backend.settings.is_https:
        return None
    return f"{backend.settings.base_url}/integrity/{name}/{row.version}/{row.filename}/provenance"


def _page(backend: Backend, name: NormalizedName, rows: list[PageRow]) -> PackagePage:
    package = rows[0]
    # PEP 792: a quarantined package offers nothing, and says so.
    shown = [] if package.status == Status.QUARANTINED else rows
    return PackagePage(
        name=name,
        serial=package.serial,
        status=package.status,
        status_reason=package.status_reason,
        versions=tuple(dict.fromkeys(row.version for row in shown if row.version is not None)),
        files=tuple(
            File(
                filename=row.filename,
                sha256=row.sha256,
                size=row.size,
                uploaded_at=row.uploaded_at,
                requires_python=row.requires_python,
                metadata_sha256=row.metadata_sha256,
                yanked_reason=row.yanked_reason,
                provenance=_provenance_url(backend, name, row),
            )
            for row in shown
            if row.filename is not None
        ),
    )
