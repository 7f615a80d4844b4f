"""What a shown API key or session stands for: read at every request that shows one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection

BY_SHA256 = """
    SELECT k.id, k.secret_sha256, k.account_id, k.scopes, k.packages, k.expires_at, k.revoked_at,
           k.last_used_at, a.name AS account_name, a.is_administrator, a.suspended_at
    FROM api_key k JOIN account a ON a.id = k.account_id
    WHERE k.secret_sha256 = $1
"""

BY_SUBJECT = """
    SELECT id, name, is_administrator, suspended_at, sessions_ended_at
    FROM account WHERE issuer = $1 AND subject = $2
"""

# Several replicas may come at once; the first to write wins and the others change nothing.
TOUCH = """
    UPDATE api_key SET last_used_at = $2, last_used_address = $4
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)
"""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An API key together with what must be known of its account."""

    id: UUID
    secret_sha256: bytes = field(repr=False)
    account_id: UUID
    account_name: str
    is_administrator: bool
    scopes: list[str]
    packages: list[str] | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """What must be known of the account behind a session."""

    id: UUID
    name: str
    is_administrator: bool
    suspended_at: datetime | None
    sessions_ended_at: datetime | None


async def by_sha256(connection: Connection, secret_sha256: bytes) -> StoredKey | None:
    """Return the key whose secret has this digest."""
    row = await connection.fetchrow(BY_SHA256, secret_sha256)
    return None if row is None else StoredKey(**row)


async def by_subject(connection: Connection, issuer: str, subject: str) -> StoredAccount | None:
    """Return the account that signs in there under this subject."""
    row = await connection.fetchrow(BY_SUBJECT, issuer, subject)
    return None if row is None else StoredAccount(**row)


async def touch(
    connection: Connection, key_id: UUID, *, at: datetime, every: timedelta, address: str | None
) -> None:
    """Note that the key was used, and whence, unless that was noted less than `every` ago."""
    await connection.execute(TOUCH, key_id, at, at - every, address and address[:64])
