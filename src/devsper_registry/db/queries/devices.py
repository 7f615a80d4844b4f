"""The devices' rows: those that wait, those a person has decided on, those whose time is up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Device, Event
from devsper_registry.db.tables.device import DeviceState

GUESSED = "device.guessed"
_ARRIVALS = text("SELECT pg_advisory_xact_lock(hashtext('devsper_registry.device'))")


async def lock_arrivals(session: AsyncSession) -> None:
    """Until the commit, whoever adds a device waits for us, so that counts stay true."""
    await session.execute(_ARRIVALS)


async def count_pending(session: AsyncSession, *, at: datetime, network: str | None = None) -> int:
    """Return how many wait at that moment, in all or of one network."""
    waiting = select(func.count()).where(*_pending(at))
    if network is not None:
        waiting = waiting.where(col(Device.network) == network)
    return (await session.execute(waiting)).scalar_one()


async def add(session: AsyncSession, device: Device) -> bool:
    """Insert the device; False where its user code is taken."""
    row = device.model_dump()
    added = insert(Device).values(row).on_conflict_do_nothing(index_elements=["user_code_hash"])
    return (await session.execute(added.returning(col(Device.id)))).scalar() is not None


async def lock_by_device_code(session: AsyncSession, sha256: bytes) -> Device | None:
    """Return the device; until the commit, whoever polls with the same code waits for us."""
    wanted = select(Device).where(col(Device.device_code_sha256) == sha256).with_for_update()
    return (await session.execute(wanted)).scalar_one_or_none()


async def pending_by_user_code(
    session: AsyncSession, user_code_hash: bytes, *, at: datetime
) -> Device | None:
    """Return the device that waits under the code of this hash at that moment."""
    wanted = select(Device).where(col(Device.user_code_hash) == user_code_hash, *_pending(at))
    return (await session.execute(wanted)).scalar_one_or_none()


async def decide(
    session: AsyncSession,
    device_id: UUID,
    state: DeviceState,
    *,
    at: datetime,
    account_id: UUID | None,
    decided_with: UUID | None,
) -> bool:
    """Approve or deny the device if it still waits; tell whether it was this call that did."""
    decided = (
        update(Device)
        .where(col(Device.id) == device_id, *_pending(at))
        .values(state=state, account_id=account_id, decided_with=decided_with)
        .returning(col(Device.id))
    )
    return (await session.execute(decided)).scalar() is not None


async def guesses(
    session: AsyncSession, account_id: UUID, *, since: datetime
) -> Sequence[datetime]:
    """Return when the account named codes that were none, the oldest first."""
    wanted = (
        select(col(Event.at))
        .where(
            col(Event.action) == GUESSED,
            col(Event.account_id) == account_id,
            col(Event.at) > since,
        )
        .order_by(col(Event.at))
    )
    return (await session.execute(wanted)).scalars().all()


async def sweep(session: AsyncSession, *, expired_before: datetime) -> int:
    """Delete the devices whose time was up before that moment; return how many."""
    old = delete(Device).where(col(Device.expires_at) < expired_before)
    return len((await session.execute(old.returning(col(Device.id)))).all())


def _pending(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Device.state) == DeviceState.PENDING, col(Device.expires_at) > at
