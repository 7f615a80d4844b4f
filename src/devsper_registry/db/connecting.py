"""Connecting to PostgreSQL, straight or through pgbouncer: the URL, and how long is waited."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg

from devsper_registry import tracing
from devsper_registry.errors import (
    DatabaseRefused,
    DatabaseTooOld,
    DatabaseUnavailable,
    SettingInvalid,
)

OLDEST = 15
# How much longer than the server itself we wait for a statement: it may be the server that hangs.
GRACE = 5.0
SCHEMES = {"postgresql", "postgres", "postgresql+asyncpg"}
# libpq knows them and asyncpg does not: it would send them on as settings of the server.
LIBPQ_ONLY = {
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms connections are made; times in seconds.

    `through_pooler` is for pgbouncer in transaction mode: no statement stays prepared there, and
    no setting of a session is sent, for the session is another one after each transaction.
    """

    connect_timeout: float = 10.0
    statement_timeout: float | None = None
    through_pooler: bool = False

    @property
    def statement_cache_size(self) -> int:
        """How many statements stay prepared on a connection."""
        return 0 if self.through_pooler else 100

    @property
    def patience(self) -> float | None:
        """How long the driver waits for a statement before it gives up by itself."""
        if self.statement_timeout is None or self.through_pooler:
            return self.statement_timeout
        return self.statement_timeout + GRACE

    def session_settings(self, *, read_only: bool) -> dict[str, str]:
        """Return what the server is told when a connection begins."""
        told = {"application_name": "devsper-registry"}
        if self.through_pooler:
            return told
        if read_only:
            told["default_transaction_read_only"] = "on"
        if self.statement_timeout is not None:
            told["statement_timeout"] = f"{self.statement_timeout * 1000:.0f}"
        return told


async def connect(
    dsn: str, terms: Terms, session_settings: Mapping[str, str]
) -> asyncpg.Connection:
    """Connect, or say why not: what is for the administrator to mend, or what may pass."""
    try:
        connection = await asyncpg.connect(
            dsn,
            timeout=terms.connect_timeout,
            command_timeout=terms.patience,
            statement_cache_size=terms.statement_cache_size,
            server_settings=session_settings,
        )
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.ClientConfigurationError,
    ) as error:
        raise DatabaseRefused(reason=error) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise DatabaseUnavailable() from error
    tracing.watch(connection)
    version = connection.get_server_version()
    if version.major < OLDEST:
        await connection.close()
        raise DatabaseTooOld(found=version.major, wanted=OLDEST)
    return connection


def normalise(url: str) -> str:
    """Return the URL as asyncpg reads it; raise SettingInvalid when it is not PostgreSQL's."""
    scheme, found, rest = url.strip().partition("://")
    if not found or scheme.lower() not in SCHEMES:
        raise SettingInvalid(
            setting="DATABASE_URL",
            problem="must begin with postgresql://, such as "
            "postgresql://user:password@db.example.com/registry.",
        )
    try:
        parts = urlsplit(f"postgresql://{rest}")
        _ = parts.port
    except ValueError:
        # Without the error's own words: it quotes the URL, and with it the password.
        raise SettingInvalid(
            setting="DATABASE_URL",
            problem="cannot be read: write characters such as / @ # of the user name and the "
            "password as %2F %40 %23.",
        ) from None
    query = [
        ("sslmode" if name == "ssl" else name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in LIBPQ_ONLY
    ]
    return f"postgresql://{parts.netloc}{parts.path}" + (f"?{urlencode(query)}" if query else "")


def place(url: str) -> str:
    """Return where the URL leads, without its user name and password."""
    parts = urlsplit(normalise(url))
    given = dict(parse_qsl(parts.query)).get("host")
    return given or parts.netloc.rpartition("@")[2] or "the default socket"
