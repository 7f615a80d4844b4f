"""Whether an account may come in, and as what: made known, suspended, its sessions and keys ended.

An administrator's business, the auth service's and the operator's. Each holds from the next request
on; on other replicas once they have heard of it (docs/decisions/0016-what-is-kept-in-memory.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from devsper_registry.auth import permissions
from devsper_registry.auth.claims import Person
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, api_keys, journal
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account
from devsper_registry.errors import AccountNotFound
from devsper_registry.services import keys, signing_up


class Subject(NamedTuple):
    """Somebody in the words of an auth service."""

    issuer: str
    subject: str


# An account is given by its name, or by who its person is elsewhere.
Whose = Subject | str


@dataclass(frozen=True, slots=True)
class Standing:
    """The account as it stands now, and what this call has done to it."""

    account: Account
    created: bool = False
    changed: bool = False
    revoked_keys: int = 0


async def upsert(
    backend: Backend, *, by: Principal, person: Person, changes: Mapping[str, Any]
) -> Standing:
    """Make the person's account where there is none, and change these columns of it."""
    permissions.require_administrator(by)
    async with backend.transaction() as session:
        found, created = await signing_up.ensure(backend, session, person, by=by)
        account = await accounts.lock(session, found.id)
        assert account is not None  # accounts are not deleted
        changed = await _change(backend, session, account, by=by, values=changes)
        return Standing(account, created=created, changed=changed)


async def suspend(backend: Backend, *, by: Principal, whose: Whose) -> Standing:
    """Let the account, its sessions and its keys in no more; a second time changes nothing."""
    async with backend.transaction() as session:
        account = await _held(session, whose, by=by)
        if account.suspended_at is not None:
            return Standing(account)
        await _stamp(backend, session, account, "account.suspended", by=by, column="suspended_at")
        return Standing(account, changed=True)


async def unsuspend(backend: Backend, *, by: Principal, whose: Whose) -> Standing:
    """Let the account in again, and what of its sessions and keys is still in force."""
    async with backend.transaction() as session:
        account = await _held(session, whose, by=by)
        if account.suspended_at is None:
            return Standing(account)
        account.suspended_at = None
        await _note(backend, session, account, "account.unsuspended", by=by)
        return Standing(account, changed=True)


async def end_sessions(backend: Backend, *, by: Principal, whose: Whose) -> Standing:
    """Refuse every session whose token was made before now; keys stay."""
    async with backend.transaction() as session:
        account = await _held(session, whose, by=by)
        action, column = "account.sessions-ended", "sessions_ended_at"
        await _stamp(backend, session, account, action, by=by, column=column)
        return Standing(account, changed=True)


async def revoke_keys(backend: Backend, *, by: Principal, whose: Whose) -> Standing:
    """Revoke every key of the account's that is in force or not yet revoked."""
    async with backend.transaction() as session:
        account = await _held(session, whose, by=by)
        now = backend.now()
        revoked = [
            key
            for key in await api_keys.of_account(session, account.id)
            if await api_keys.revoke(session, key.id, at=now)
        ]
        if revoked:
            events = [keys.event("key.revoked", backend, by, key) for key in revoked]
            await journal.add(session, *events)
        return Standing(account, changed=bool(revoked), revoked_keys=len(revoked))


async def set_administrator(
    backend: Backend, *, by: Principal, whose: Whose, administrator: bool
) -> Standing:
    """Make the account an administrator's, or an ordinary one again."""
    async with backend.transaction() as session:
        account = await _held(session, whose, by=by)
        values = {"is_administrator": administrator}
        changed = await _change(backend, session, account, by=by, values=values)
        return Standing(account, changed=changed)


async def _held(session: AsyncSession, whose: Whose, *, by: Principal) -> Account:
    """Return the account, locked: of two that change it, the second sees what the first did."""
    permissions.require_administrator(by)
    if isinstance(whose, Subject):
        found = await accounts.by_subject(session, whose.issuer, whose.subject)
    else:
        found = await accounts.by_name(session, whose)
    account = None if found is None else await accounts.lock(session, found.id)
    if account is None:
        raise AccountNotFound(account=whose.subject if isinstance(whose, Subject) else whose)
    return account


async def _change(
    backend: Backend,
    session: AsyncSession,
    account: Account,
    *,
    by: Principal,
    values: Mapping[str, Any],
) -> bool:
    changed = {name: new for name, new in values.items() if new != getattr(account, name)}
    if not changed:
        return False
    detail: dict[str, Any] = {"changed": sorted(changed)}
    if "is_administrator" in changed:
        # Not the person's name or address: the journal is never emptied.
        detail["administrator"] = changed["is_administrator"]
    for name, new in changed.items():
        setattr(account, name, new)
    await _note(backend, session, account, "account.changed", by=by, **detail)
    return True


async def _stamp(
    backend: Backend,
    session: AsyncSession,
    account: Account,
    action: str,
    *,
    by: Principal,
    column: str,
) -> None:
    setattr(account, column, backend.now())
    await _note(backend, session, account, action, by=by)


async def _note(
    backend: Backend,
    session: AsyncSession,
    account: Account,
    action: str,
    *,
    by: Principal,
    **detail: Any,
) -> None:
    change = journal.event(action, at=backend.now(), by=by, account=account.name, **detail)
    await journal.add(session, change)
