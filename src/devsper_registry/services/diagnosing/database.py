"""The database: whether it answers, is new enough, has room, and has this program's tables."""

from datetime import datetime

from devsper_registry.backend import Backend
from devsper_registry.db import migrate
from devsper_registry.db.queries import server
from devsper_registry.db.queries.server import Facts
from devsper_registry.errors import RegistryError
from devsper_registry.services.diagnosing import clocks, queued
from devsper_registry.services.diagnosing.verdict import State, Verdict


async def examine(backend: Backend) -> list[Verdict]:
    """Ask the server about itself, then for its revision."""
    before = backend.now()
    try:
        async with backend.database.raw() as connection:
            facts = await server.facts(connection)
    except RegistryError as error:
        return [Verdict.refused("database", error)]
    after = backend.now()
    revision = await _revision(backend.database_url)
    # Without its table there is no queue to ask for.
    queue = [await queued.examine(backend)] if revision.state is State.OK else []
    return [
        _room(facts, backend.database.most_connections),
        _trigrams(facts),
        revision,
        *queue,
        clocks.compare("the database's", facts.now, _middle(before, after)),
    ]


def _room(facts: Facts, most: int) -> Verdict:
    free = facts.connections - facts.in_use
    found = (
        f"PostgreSQL {facts.version}; {facts.in_use} of {facts.connections} connections are in "
        f"use, and a process of the registry holds up to {most}."
    )
    if free < most:
        return Verdict.warn(
            "database",
            found,
            "Raise max_connections, or run fewer processes: the next one may not get all of its.",
        )
    return Verdict.ok("database", found)


def _trigrams(facts: Facts) -> Verdict:
    if facts.has_trigrams:
        return Verdict.ok("pg_trgm", "The extension is there.")
    if facts.offers_trigrams:
        return Verdict.warn(
            "pg_trgm",
            "The extension is not made yet.",
            "Run `devsper-registry migrate`; a user without the right to CREATE EXTENSION asks "
            "the database's owner to make it.",
        )
    return Verdict.fail(
        "pg_trgm",
        "The server does not offer the extension.",
        "Install PostgreSQL's contrib modules there: the search needs it.",
    )


async def _revision(database_url: str) -> Verdict:
    try:
        await migrate.check(database_url)
    except RegistryError as error:
        return Verdict.refused("migrations", error)
    return Verdict.ok("migrations", "The tables are those of this version.")


def _middle(before: datetime, after: datetime) -> datetime:
    return before + (after - before) / 2
