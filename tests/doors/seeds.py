"""Rows and bytes as an upload leaves them, for tests of the doors that only read."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from packaging.utils import NormalizedName, canonicalize_name
from sqlalchemy import select, update
from sqlmodel import col

from devsper_registry.auth import api_key
from devsper_registry.auth.principal import OPERATOR, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal
from devsper_registry.db.tables import Account, ApiKey, File, FileMetadata, Package, Release

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC)
METADATA = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\nBytes: \xc3\xa9 \x00 \r\n"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A file that stands in the index."""

    package: NormalizedName
    filename: str
    content: bytes
    sha256: str
    serial: int

    @property
    def path(self) -> str:
        return f"/packages/{self.package}/{self.sha256}/{self.filename}"


async def package(backend: Backend, name: str = "demo", *, status: str = "active") -> int:
    """Make a package without files; return its serial."""
    normalized = canonicalize_name(name)
    async with backend.transaction() as session:
        session.add(
            Package(
                name=name,
                normalized_name=normalized,
                ultranormalized_name=normalized,
                status=status,
                created_at=NOON,
            )
        )
        event = journal.event("package.created", at=NOON, by=OPERATOR, package=normalized)
        return await journal.add(session, event)


async def file(
    backend: Backend,
    filename: str = "demo-1.0-py3-none-any.whl",
    content: bytes = b"content of the file",
    *,
    name: str = "demo",
    version: str = "1.0",
    requires_python: str | None = ">=3.9",
    metadata: bytes | None = METADATA,
    yanked_reason: str | None = None,
    release_yanked_reason: str | None = None,
) -> Seeded:
    """Put a file into the storage and list it; its package must exist."""
    sha256 = hashlib.sha256(content).hexdigest()
    source = backend.store.incoming() / filename
    source.write_bytes(content)
    await backend.store.put(source, sha256=sha256)
    normalized = canonicalize_name(name)
    async with backend.transaction() as session:
        by_name = select(Package).where(col(Package.normalized_name) == normalized)
        owner = (await session.execute(by_name)).scalar_one()
        same = select(Release).where(
            col(Release.package_id) == owner.id, col(Release.version) == version
        )
        release = (await session.execute(same)).scalar_one_or_none()
        if release is None:
            release = Release(
                package_id=owner.id,
                version=version,
                created_at=NOON,
                yanked_reason=release_yanked_reason,
            )
            session.add(release)
            await session.flush()
        row = File(
            release_id=release.id,
            filename=filename,
            packagetype="bdist_wheel" if filename.endswith(".whl") else "sdist",
            python_version="py3",
            size=len(content),
            sha256=sha256,
            requires_python=requires_python,
            metadata_sha256=None if metadata is None else hashlib.sha256(metadata).hexdigest(),
            yanked_reason=yanked_reason,
            uploaded_at=NOON,
        )
        session.add(row)
        await session.flush()
        if metadata is not None:
            session.add(FileMetadata(file_id=row.id, content=metadata, fields={}))
        event = journal.event(
            "file.added", at=NOON, by=OPERATOR, package=normalized, filename=filename
        )
        serial = await journal.add(session, event)
    return Seeded(normalized, filename, content, sha256, serial)


async def set_status(
    backend: Backend, status: str, *, reason: str | None = None, name: str = "demo"
) -> int:
    """Change a package's status; return the new serial."""
    async with backend.transaction() as session:
        await session.execute(
            update(Package)
            .where(col(Package.normalized_name) == name)
            .values(status=status, status_reason=reason)
        )
        event = journal.event("package.status", at=NOON, by=OPERATOR, package=name)
        return await journal.add(session, event)


async def delete_file(backend: Backend, seeded: Seeded) -> int:
    """Take a file out of the index; its bytes stay in the storage until they are swept."""
    async with backend.transaction() as session:
        found = await session.scalars(select(File).where(col(File.filename) == seeded.filename))
        await session.delete(found.one())
        event = journal.event("file.deleted", at=NOON, by=OPERATOR, package=seeded.package)
        return await journal.add(session, event)


async def key(
    backend: Backend,
    *scopes: Scope,
    packages: list[str] | None = None,
    expires_in: timedelta | None = None,
    revoked: bool = False,
    suspended: bool = False,
) -> tuple[str, UUID]:
    """Make an account with one key; return the key's secret and id."""
    new = api_key.generate()
    now = backend.now()
    async with backend.transaction() as session:
        account = Account(
            name=f"account-{new.secret[3:20]}",
            created_at=now,
            suspended_at=now if suspended else None,
        )
        session.add(account)
        await session.flush()
        row = ApiKey(
            account_id=account.id,
            name="test",
            hint=new.hint,
            secret_sha256=new.secret_sha256,
            scopes=[scope.value for scope in scopes] or [Scope.READ.value],
            packages=packages,
            created_at=now,
            expires_at=None if expires_in is None else now + expires_in,
            revoked_at=now if revoked else None,
        )
        session.add(row)
        await session.flush()
        return new.secret, row.id
