"""Failed sign-ins in the journal: told by place and reason once a minute, never one by one.

Writers of the journal wait for one another, and it is never emptied: a stranger who tries keys as
fast as the network allows makes the same few events a minute as one who tries two.
"""

import asyncio
from uuid import UUID

import structlog

from devsper_registry.auth.failures import Failure
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal
from devsper_registry.db.tables import Event
from devsper_registry.errors import InternalSecretWrong, Kind, RegistryError

WRITE_EVERY = 60.0
# The most frequent, those with keys of ours first; all others are one event together.
MOST_EVENTS = 20
ACTION = "sign-in.failed"

log = structlog.get_logger()


def note(backend: Backend, error: RegistryError, *, address: str | None) -> None:
    """Count the refusal, if it is one of a credential."""
    # The secret of the auth service is no person's: 403, since nobody can sign in instead.
    if error.kind is Kind.UNAUTHENTICATED or isinstance(error, InternalSecretWrong):
        account_id, api_key_id = error.facts.get("account_id"), error.facts.get("api_key_id")
        backend.failures.add(
            Failure(
                address=address,
                code=error.code,
                account_id=account_id if isinstance(account_id, UUID) else None,
                api_key_id=api_key_id if isinstance(api_key_id, UUID) else None,
            )
        )


async def write_regularly(backend: Backend) -> None:
    """Write what was counted once a minute and, cancelled, a last time."""
    try:
        while True:
            await asyncio.sleep(WRITE_EVERY)
            await _attempt(backend)
    finally:
        await _attempt(backend)


async def write(backend: Backend) -> None:
    """Write what was counted, in one transaction; keep it for the next time when that fails."""
    counts, others = backend.failures.take()
    if not counts and not others:
        return
    ranked = sorted(counts.items(), key=_rank)
    told, rest = ranked[:MOST_EVENTS], ranked[MOST_EVENTS:]
    events = [_event(backend, failure, count) for failure, count in told]
    untold = others + sum(count for _, count in rest)
    if untold:
        events.append(_event(backend, Failure(None, "others"), untold))
    try:
        async with backend.transaction() as session:
            await journal.add(session, *events)
    except RegistryError:
        for failure, count in ranked:
            backend.failures.add(failure, count)
        backend.failures.add_others(others)
        raise


def _rank(counted: tuple[Failure, int]) -> tuple[bool, int]:
    failure, count = counted
    return failure.api_key_id is None, -count


def _event(backend: Backend, failure: Failure, count: int) -> Event:
    by = Principal(
        account_id=failure.account_id, api_key_id=failure.api_key_id, address=failure.address
    )
    return journal.event(ACTION, at=backend.now(), by=by, reason=failure.code, count=count)


async def _attempt(backend: Backend) -> None:
    try:
        await write(backend)
    except RegistryError as error:
        # The database is away; the next attempt may find it.
        log.warning("failed sign-ins not written", error=error.code)
