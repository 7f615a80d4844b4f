"""What a process asks about those who follow packages, when rights change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

# A session has no key, and a key no moment of issue. An account that is gone, shut out, or does not
# administer as before ends both.
FALLEN = """
    SELECT shown.number - 1 AS index
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::boolean[])
         WITH ORDINALITY AS shown (account_id, api_key_id, issued_at, is_administrator, number)
    LEFT JOIN account a ON a.id = shown.account_id
    LEFT JOIN api_key k ON k.id = shown.api_key_id
    WHERE a.id IS NULL OR a.suspended_at IS NOT NULL
       OR a.is_administrator <> shown.is_administrator
       OR a.sessions_ended_at > shown.issued_at
       OR shown.api_key_id IS NOT NULL AND (k.id IS NULL OR k.revoked_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential as it stood when it was shown: a key, or a session and when it was issued."""

    account_id: UUID
    api_key_id: UUID | None
    issued_at: datetime | None
    is_administrator: bool


async def fallen(connection: Connection, shown: Collection[Shown]) -> set[Shown]:
    """Return those that would not be let in like this any more."""
    asked = list(shown)
    rows = await connection.fetch(
        FALLEN,
        [each.account_id for each in asked],
        [each.api_key_id for each in asked],
        [each.issued_at for each in asked],
        [each.is_administrator for each in asked],
    )
    return {asked[row["index"]] for row in rows}
