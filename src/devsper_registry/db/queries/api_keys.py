"""The API keys' rows, for the people who manage them. Machines show theirs to `credentials`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Account, ApiKey


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What may be shown of a key, with its account's name; never its secret or the digest."""

    id: UUID
    account_id: UUID
    account: str
    name: str
    hint: str
    scopes: list[str]
    packages: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_address: str | None

    def is_in_force(self, now: datetime) -> bool:
        """Whether the key opens doors at that moment."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


# In the order of a row's fields: the pages of the API read the same.
SHOWN: tuple[Any, ...] = (
    col(ApiKey.id),
    col(ApiKey.account_id),
    col(Account.name).label("account"),
    col(ApiKey.name),
    col(ApiKey.hint),
    col(ApiKey.scopes),
    col(ApiKey.packages),
    col(ApiKey.created_at),
    col(ApiKey.expires_at),
    col(ApiKey.revoked_at),
    col(ApiKey.last_used_at),
    col(ApiKey.last_used_address),
)
_SHOWN: Select[*tuple[Any, ...]] = (
    select(*SHOWN)
    .join(Account, col(Account.id) == col(ApiKey.account_id))
    .order_by(col(ApiKey.created_at), col(ApiKey.id))
)


async def of_account(session: AsyncSession, account_id: UUID | None) -> list[KeyRow]:
    """Return the account's keys, for None everyone's, the oldest first."""
    wanted = _SHOWN if account_id is None else _SHOWN.where(col(ApiKey.account_id) == account_id)
    return [KeyRow(**row) for row in (await session.execute(wanted)).mappings()]


async def by_id(session: AsyncSession, key_id: UUID) -> list[KeyRow]:
    """Return the key that has this id, if it is not revoked."""
    return await _unrevoked(session, col(ApiKey.id) == key_id)


async def lock(session: AsyncSession, *key_ids: UUID) -> dict[UUID, KeyRow]:
    """Return these keys as they are now; until the commit, whoever ends one waits for us.

    All at once and in one order, so that two keys that end each other do not deadlock.
    """
    wanted = _SHOWN.where(col(ApiKey.id).in_(key_ids)).order_by(None).order_by(col(ApiKey.id))
    locked = wanted.with_for_update(of=ApiKey, key_share=True)
    return {row["id"]: KeyRow(**row) for row in (await session.execute(locked)).mappings()}


async def lock_by_sha256(session: AsyncSession, digests: Collection[bytes]) -> dict[bytes, KeyRow]:
    """Return the keys that have these digests, revoked ones too; nobody ends one before us."""
    wanted = _SHOWN.add_columns(col(ApiKey.secret_sha256)).where(
        col(ApiKey.secret_sha256).in_(list(digests))
    )
    locked = (
        wanted.order_by(None).order_by(col(ApiKey.id)).with_for_update(of=ApiKey, key_share=True)
    )
    found = {}
    for row in (await session.execute(locked)).mappings():
        members = dict(row)
        digest = members.pop("secret_sha256")
        found[digest] = KeyRow(**members)
    return found


async def by_sha256(session: AsyncSession, secret_sha256: bytes) -> list[KeyRow]:
    """Return the key whose secret has this digest, if it is not revoked."""
    return await _unrevoked(session, col(ApiKey.secret_sha256) == secret_sha256)


async def by_name_or_hint(session: AsyncSession, text: str) -> list[KeyRow]:
    """Return the keys not revoked that have this name or hint: names need not be unique."""
    return await _unrevoked(session, or_(col(ApiKey.name) == text, col(ApiKey.hint) == text))


async def revoke(session: AsyncSession, key_id: UUID, *, at: datetime) -> bool:
    """Revoke the key; tell whether it was this call that did."""
    changed = (
        update(ApiKey)
        .where(col(ApiKey.id) == key_id, col(ApiKey.revoked_at).is_(None))
        .values(revoked_at=at)
        .returning(col(ApiKey.id))
    )
    return (await session.execute(changed)).scalar() is not None


async def _unrevoked(session: AsyncSession, those: ColumnElement[bool]) -> list[KeyRow]:
    wanted = _SHOWN.where(those, col(ApiKey.revoked_at).is_(None))
    return [KeyRow(**row) for row in (await session.execute(wanted)).mappings()]
