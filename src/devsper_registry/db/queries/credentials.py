"""What a shown API key stands for: read at every request that shows one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection

BY_SHA256 = """
    SELECT k.id, k.account_id, k.scopes, k.packages, k.expires_at, k.revoked_at, k.last_used_at,
           a.name AS account_name, a.is_administrator, a.suspended_at
    FROM api_key k JOIN account a ON a.id = k.account_id
    WHERE k.secret_sha256 = $1
"""

# Several replicas may come at once; the first to write wins and the others change nothing.
TOUCH = """
    UPDATE api_key SET last_used_at = $2
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)
"""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An API key together with what must be known of its account."""

    id: UUID
    account_id: UUID
    account_name: str
    is_administrator: bool
    scopes: list[str]
    packages: list[str] | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    suspended_at: datetime | None


async def by_sha256(connection: Connection, secret_sha256: bytes) -> StoredKey | None:
    """Return the key whose secret has this digest."""
    row = await connection.fetchrow(BY_SHA256, secret_sha256)
    return None if row is None else StoredKey(**row)


async def touch(connection: Connection, key_id: UUID, *, at: datetime, every: timedelta) -> None:
    """Note that the key was used, unless that was noted less than `every` ago."""
    await connection.execute(TOUCH, key_id, at, at - every)
