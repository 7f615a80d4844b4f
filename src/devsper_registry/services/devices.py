"""Devices that ask to be let in (RFC 8628): they start, poll, and get their key, once.

A person decides in `services/approving.py`.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from devsper_registry.auth import device_code
from devsper_registry.auth.device_code import NewCodes
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, api_keys, devices, journal
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account, Device
from devsper_registry.db.tables.device import DeviceState
from devsper_registry.errors import (
    DeviceCodeInvalid,
    DeviceDenied,
    DeviceExpired,
    DevicePending,
    DevicesInAll,
    DevicesOfAddress,
    DeviceTooEager,
    InvalidKey,
    KeyScopeTooWide,
    RegistryError,
)
from devsper_registry.services import keys
from devsper_registry.services.keys import CreatedKey

LIFE = timedelta(minutes=10)
KEY_LIFE = timedelta(days=90)
INTERVAL = 5
MOST_PENDING = 10_000
MOST_OF_ADDRESS = 10
# So long a device hears that its code has expired, and not that there never was such a code.
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Started:
    """What a device is told: the codes, and in seconds how long and how often it may ask."""

    codes: NewCodes = field(repr=False)
    expires_in: int
    interval: int


async def start(
    backend: Backend, *, client: str, scopes: Collection[Scope], address: str | None
) -> Started:
    """Let a device wait to be let in. Raise `DevicesOfAddress` or `DevicesInAll` for one too many.

    The journal does not hear of it: strangers could fill it.
    """
    now, network = backend.now(), _network(address)
    while True:
        codes = device_code.generate()
        device = Device(
            device_code_sha256=device_code.sha256(codes.device_code),
            user_code_hash=await user_code_hash(backend, codes.letters),
            client=client,
            scopes=[scope.value for scope in Scope if scope in scopes],
            address=address,
            network=network,
            interval=INTERVAL,
            created_at=now,
            expires_at=now + LIFE,
        )
        async with backend.transaction() as session:
            await devices.lock_arrivals(session)
            if await devices.count_pending(session, at=now, network=network) >= MOST_OF_ADDRESS:
                raise DevicesOfAddress(limit=MOST_OF_ADDRESS)
            if await devices.count_pending(session, at=now) >= MOST_PENDING:
                raise DevicesInAll
            # Not added where its user code is taken: one time in millions.
            if await devices.add(session, device):
                return Started(codes=codes, expires_in=int(LIFE.total_seconds()), interval=INTERVAL)


async def user_code_hash(backend: Backend, letters: str) -> bytes:
    """Return what is stored of a user code; slow, so in a thread."""
    given = backend.settings.internal_secret
    secret = None if given is None else given.get_secret_value()
    return await asyncio.to_thread(device_code.slow_hash, letters, secret=secret)


async def poll(backend: Backend, *, code: str, client: str, address: str | None) -> CreatedKey:
    """Return the key of a device that was let in; raise what the device has to be told instead.

    Only one call ever returns a key. A code that comes again later than its interval was copied,
    or the answer with the key was lost: either way the key is revoked (RFC 6749, 4.1.2).
    """
    async with backend.transaction() as session:
        device = await devices.lock_by_device_code(session, device_code.sha256(code))
        if device is None or device.client != client:
            raise DeviceCodeInvalid
        # Returned, not raised: what it wrote stays.
        outcome = await _outcome(backend, session, device, address=address)
    if isinstance(outcome, RegistryError):
        raise outcome
    return outcome


async def sweep(backend: Backend) -> int:
    """Forget the devices whose time has been up for long; return how many."""
    async with backend.transaction() as session:
        return await devices.sweep(session, expired_before=backend.now() - KEPT_FOR)


async def _outcome(
    backend: Backend, session: AsyncSession, device: Device, *, address: str | None
) -> CreatedKey | RegistryError:
    now = backend.now()
    if device.state == DeviceState.ISSUED:
        await _used_again(session, device, at=now, address=address)
        return DeviceCodeInvalid()
    if device.expires_at <= now:
        return DeviceExpired()
    if device.state == DeviceState.DENIED:
        return DeviceDenied()
    if device.state == DeviceState.PENDING:
        return _still_pending(device, at=now)
    key = await _issue(backend, session, device, address=address)
    if key is None:
        device.state = DeviceState.DENIED
        return DeviceDenied()
    device.state, device.issued_at, device.api_key_id = DeviceState.ISSUED, now, key.key.id
    return key


def _still_pending(device: Device, *, at: datetime) -> RegistryError:
    before, device.polled_at = device.polled_at, at
    if before is not None and at < before + timedelta(seconds=device.interval):
        # RFC 8628, 3.5: for this and all subsequent requests.
        device.interval += INTERVAL
        return DeviceTooEager(interval=device.interval)
    return DevicePending()


async def _issue(
    backend: Backend, session: AsyncSession, device: Device, *, address: str | None
) -> CreatedKey | None:
    """Create the key; None where the one who approved may not do so any more."""
    assert device.account_id is not None
    account = await accounts.by_id(session, device.account_id)
    if account is None or account.suspended_at is not None:
        return None
    by = _approver(device, account, address=address)
    try:
        acting = await keys.hold(backend, session, by=by)
        return await keys.add(
            backend,
            session,
            by=by,
            account=account,
            name=device.client,
            scopes=[Scope(scope) for scope in device.scopes],
            expires_at=_end(acting, now=backend.now()),
        )
    except (InvalidKey, KeyScopeTooWide):
        return None  # a key then that has ended since, an administrator then and none now


def _end(acting: KeyRow | None, *, now: datetime) -> datetime:
    end = now + KEY_LIFE
    # A key never makes one that outlives it.
    return end if acting is None or acting.expires_at is None else min(end, acting.expires_at)


async def _used_again(
    session: AsyncSession, device: Device, *, at: datetime, address: str | None
) -> None:
    assert device.issued_at is not None
    # Within the interval it is the same device, which has asked twice at once.
    if device.api_key_id is None or at < device.issued_at + timedelta(seconds=device.interval):
        return
    if await api_keys.revoke(session, device.api_key_id, at=at):
        stranger = Principal(address=address)
        event = journal.event(
            "key.revoked",
            at=at,
            by=stranger,
            key=str(device.api_key_id),
            key_name=device.client,
            reason="the device code was used twice",
        )
        await journal.add(session, event)


def _approver(device: Device, account: Account, *, address: str | None) -> Principal:
    return Principal(
        account_id=account.id,
        account_name=account.name,
        api_key_id=device.decided_with,
        scopes=frozenset(map(Scope, device.scopes)),
        is_administrator=account.is_administrator,
        address=address,
    )


def _network(address: str | None) -> str:
    """Return what devices are counted by: a household has one IPv4 address, or one IPv6 /64."""
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
