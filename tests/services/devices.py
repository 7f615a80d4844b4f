"""Devices as tests make them, and what became of them."""

from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import ApiKey, Device
from devsper_registry.services import devices
from devsper_registry.services.devices import Started
from devsper_registry.services.keys import CreatedKey

CLIENT = "devsper-registry on laptop"
ADDRESS = "192.0.2.7"


async def start(
    backend: Backend,
    *scopes: Scope,
    client: str = CLIENT,
    address: str | None = ADDRESS,
) -> Started:
    """Let a device wait; it asks to read and publish unless told."""
    wanted = scopes or (Scope.READ, Scope.PUBLISH)
    return await devices.start(backend, client=client, scopes=wanted, address=address)


async def poll(backend: Backend, started: Started, *, client: str = CLIENT) -> CreatedKey:
    """Ask for the key."""
    code = started.codes.device_code
    return await devices.poll(backend, code=code, client=client, address=ADDRESS)


async def rows(backend: Backend) -> list[Device]:
    """Return the devices, the oldest first."""
    async with backend.read() as session:
        wanted = select(Device).order_by(col(Device.id))
        return list((await session.execute(wanted)).scalars())


async def keys(backend: Backend) -> list[ApiKey]:
    """Return the keys, the oldest first."""
    async with backend.read() as session:
        wanted = select(ApiKey).order_by(col(ApiKey.id))
        return list((await session.execute(wanted)).scalars())
