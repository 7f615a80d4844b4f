"""Reading the index and its files: always what the database says now, rendered seldom."""

import asyncio

from packaging.utils import NormalizedName

from devsper_registry.backend import Backend
from devsper_registry.db.queries import downloads, pages
from devsper_registry.db.queries.downloads import Download, Metadata
from devsper_registry.db.queries.pages import PageRow
from devsper_registry.db.tables.package import Status
from devsper_registry.errors import FileNotFound, PackageNotFound
from devsper_registry.simple import rendered
from devsper_registry.simple.negotiate import Representation
from devsper_registry.simple.page import File, Listing, PackagePage
from devsper_registry.simple.rendered import Rendered


async def package_page(
    backend: Backend, name: NormalizedName, representation: Representation, *, root: str
) -> Rendered:
    """Return the package's page, whose links reach the registry by `root`. Raise `PackageNotFound`.

    The one thing that is always asked is the package's serial: it makes the page right on
    every replica, without any word between them.
    """
    serial = await backend.serials.package(name)
    if serial is None:
        raise PackageNotFound(package=name)

    async def render() -> Rendered:
        async with backend.database.raw() as connection:
            rows = await pages.page(connection, name)
        if not rows:
            raise PackageNotFound(package=name)
        return await asyncio.to_thread(
            lambda: rendered.package_page(_page(name, rows), representation, root=root)
        )

    return await backend.shelf.get((name, representation, root), serial=serial, render=render)


async def listing(backend: Backend, representation: Representation) -> Rendered:
    """Return the list of all packages."""
    serial = await backend.serials.newest()

    async def render() -> Rendered:
        async with backend.database.raw() as connection:
            newest, packages = await pages.listing(connection)
        page = Listing(newest, packages)
        return await asyncio.to_thread(rendered.listing, page, representation)

    return await backend.shelf.get((None, representation), serial=serial, render=render)


async def file(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str
) -> Download:
    """Return what to send of a file. Raise `FileNotFound`."""
    async with backend.database.raw() as connection:
        found = await downloads.file(connection, package=package, sha256=sha256, filename=filename)
    if found is None:
        raise FileNotFound(filename=filename)
    return found


async def metadata(
    backend: Backend, *, package: NormalizedName, sha256: str, filename: str
) -> Metadata:
    """Return the core metadata of a file. Raise `FileNotFound`."""
    async with backend.database.raw() as connection:
        found = await downloads.metadata(
            connection, package=package, sha256=sha256, filename=filename
        )
    if found is None:
        raise FileNotFound(filename=f"{filename}.metadata")
    return found


def _page(name: NormalizedName, rows: list[PageRow]) -> PackagePage:
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
            )
            for row in shown
            if row.filename is not None
        ),
    )
