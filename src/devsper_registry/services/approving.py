"""A person lets a device in, or does not: by the code that the device shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from devsper_registry.auth import device_code
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import devices, journal, totals
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Device
from devsper_registry.db.tables.device import DeviceState
from devsper_registry.errors import (
    DeviceAsksTooMuch,
    DeviceGuessed,
    DeviceNeedsSession,
    DeviceNeedsWholeKey,
    DeviceNotFound,
    NotAuthenticated,
    RegistryError,
)
from devsper_registry.services.devices import LIFE, user_code_hash
from devsper_registry.settings import Settings

MOST_GUESSES = 5
GUESSES_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WaitingDevice:
    """What a person is shown before deciding."""

    user_code: str
    client: str
    address: str | None
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime


async def find(backend: Backend, *, by: Principal, user_code: str) -> WaitingDevice:
    """Return the device that waits under the code; raise `DeviceNotFound`, which is counted."""
    return await _decide(backend, by=by, user_code=user_code, state=None)


async def approve(backend: Backend, *, by: Principal, user_code: str) -> WaitingDevice:
    """Let the device in, with a key of one's own account that carries what it asks for."""
    return await _decide(backend, by=by, user_code=user_code, state=DeviceState.APPROVED)


async def deny(backend: Backend, *, by: Principal, user_code: str) -> WaitingDevice:
    """Turn the device away."""
    return await _decide(backend, by=by, user_code=user_code, state=DeviceState.DENIED)


async def _decide(
    backend: Backend, *, by: Principal, user_code: str, state: DeviceState | None
) -> WaitingDevice:
    _require_person(by, backend.settings)
    letters = device_code.read(user_code)
    code = None if letters is None else await user_code_hash(backend, letters)
    async with backend.transaction() as session:
        await _require_few_guesses(backend, session, by=by)
        device = None
        if code is not None:
            device = await devices.pending_by_user_code(session, code, at=backend.now())
        if device is None:
            # Not raised in here: that it was guessed stays.
            event = journal.event(devices.GUESSED, at=backend.now(), by=by)
            await journal.add(session, event)
        elif state is not None and not await _set(backend, session, device, state, by=by):
            device = None
    if device is None or letters is None:
        raise DeviceNotFound(minutes=int(LIFE.total_seconds()) // 60, field="user_code")
    return WaitingDevice(
        user_code=device_code.shown(letters),
        client=device.client,
        address=device.address,
        scopes=[Scope(scope) for scope in device.scopes],
        created_at=device.created_at,
        expires_at=device.expires_at,
    )


async def _set(
    backend: Backend, session: AsyncSession, device: Device, state: DeviceState, *, by: Principal
) -> bool:
    """Decide, and tell whether nobody was quicker."""
    if state is DeviceState.APPROVED:
        for scope in device.scopes:
            if scope not in by.scopes:
                raise DeviceAsksTooMuch(scope=scope)
    decided = await devices.decide(
        session,
        device.id,
        state,
        at=backend.now(),
        account_id=by.account_id,
        decided_with=by.api_key_id,
    )
    if decided:
        event = journal.event(
            f"device.{state}",
            at=backend.now(),
            by=by,
            client=device.client,
            scopes=device.scopes,
        )
        await journal.add(session, event)
    return decided


async def _require_few_guesses(backend: Backend, session: AsyncSession, *, by: Principal) -> None:
    """Raise when the account has guessed wrongly too often; whoever guesses beside it waits."""
    assert by.account_id is not None
    now = backend.now()
    await totals.lock_account(session, by.account_id)
    guesses = await devices.guesses(session, by.account_id, since=now - GUESSES_WITHIN)
    if len(guesses) >= MOST_GUESSES:
        until = guesses[-MOST_GUESSES] + GUESSES_WITHIN - now
        raise DeviceGuessed(
            limit=MOST_GUESSES, retry_after=max(1, -(-until // timedelta(seconds=1)))
        )


def _require_person(by: Principal, settings: Settings) -> None:
    """Raise unless it is a person who decides.

    A key is none. Where nobody can sign in there is nothing else, though: there, a key that may
    do all that its account may stands for its owner.
    """
    if by.is_anonymous:
        raise NotAuthenticated
    if by.api_key_id is None:
        return
    refusal = _refusal_of_key(by, settings)
    if refusal is not None:
        raise refusal


def _refusal_of_key(by: Principal, settings: Settings) -> RegistryError | None:
    if settings.people_sign_in:
        return DeviceNeedsSession()
    whole = {Scope.READ, Scope.PUBLISH} | ({Scope.ADMIN} if by.is_administrator else set())
    if by.packages is not None or not whole <= by.scopes:
        return DeviceNeedsWholeKey()
    return None
