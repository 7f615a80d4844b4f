"""What the database server says of itself."""

from datetime import datetime
from typing import NamedTuple

import asyncpg

_FACTS = """
    SELECT current_setting('server_version') AS version,
           current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS connections,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS in_use,
           EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') AS has_trigrams,
           EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS offers_trigrams,
           clock_timestamp() AS now
"""


class Facts(NamedTuple):
    """`connections` are those for ordinary users, `in_use` of all databases there."""

    version: str
    connections: int
    in_use: int
    has_trigrams: bool
    offers_trigrams: bool
    now: datetime


async def facts(connection: asyncpg.Connection) -> Facts:
    """Return them; `now` is the server's clock, not the transaction's."""
    return Facts(**await connection.fetchrow(_FACTS))
