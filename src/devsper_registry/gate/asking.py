"""Who is asking, and whether that one asks too often: the first step of every door."""

from collections.abc import Sequence
from typing import cast

from starlette.requests import HTTPConnection

from devsper_registry.auth import credentials
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.errors import Kind, RegistryError
from devsper_registry.gate.arriving import address_of
from devsper_registry.rates import LOGIN, REQUEST, Action, Standing
from devsper_registry.services import failing, pacing, sessions


def backend_of(connection: HTTPConnection) -> Backend:
    """Return the backend of the application that serves the connection."""
    return cast(Backend, connection.app.state.backend)


def base_url_of(connection: HTTPConnection) -> str:
    """Return where the client reaches the registry: as the setting says, else as it came."""
    # A WebSocket's own scheme is ws or wss.
    came = str(connection.base_url.replace(scheme=connection.url.scheme.replace("ws", "http")))
    return (backend_of(connection).settings.base_url or came).rstrip("/")


async def principal_of(connection: HTTPConnection, *, action: Action | None = REQUEST) -> Principal:
    """Return who asks, from the headers alone: no body is read.

    The request counts as the action; None leaves the counting to the door. Raise what
    `sessions.authenticate` does, and where it is one too many the refusal of the action.
    """
    return await principal_for(connection, await credentials_of(connection), action=action)


async def principal_for(
    connection: HTTPConnection, shown: Credentials | None, *, action: Action | None = REQUEST
) -> Principal:
    """Return who the credentials stand for, wherever on the connection they were shown."""
    backend = backend_of(connection)
    try:
        principal = await sessions.authenticate(backend, shown, address=address_of(connection))
    except RegistryError as error:
        if error.kind is Kind.UNAUTHENTICATED:
            await _failed(connection)
        raise
    connection.state.principal = principal  # for the log
    if action is not None:
        connection.state.standing = await pacing.count(backend, action, principal)
    return principal


async def count_stranger(connection: HTTPConnection, action: Action = REQUEST) -> None:
    """Count a request whose answer asks nobody who they are; raise where it is one too many."""
    backend, address = backend_of(connection), address_of(connection)
    connection.state.standing = await pacing.count_address(backend, action, address)


async def credentials_of(connection: HTTPConnection) -> Credentials | None:
    """Return what the headers show; raise `InvalidKey` where it cannot be read."""
    headers = connection.headers
    return await credentials_in(
        connection,
        authorization=headers.getlist("authorization"),
        api_key=headers.getlist("x-api-key"),
    )


async def credentials_in(
    connection: HTTPConnection, *, authorization: Sequence[str], api_key: Sequence[str]
) -> Credentials | None:
    """Return what is shown anywhere on the connection; unreadable, it is a failed sign-in too."""
    try:
        return credentials.read(authorization=authorization, api_key=api_key)
    except RegistryError as error:
        await count_failed(connection, error)
        raise


def note_standing(connection: HTTPConnection, error: RegistryError) -> None:
    """Let the headers of the answer tell of the limit that was met."""
    standing = error.facts.get("standing")
    if isinstance(standing, Standing):
        connection.state.standing = standing


async def count_failed(connection: HTTPConnection, error: RegistryError) -> None:
    """Count what was refused before `sessions` has seen it; raise where it is one too many."""
    failing.note(backend_of(connection), error, address=address_of(connection))
    await _failed(connection)


async def _failed(connection: HTTPConnection) -> None:
    """Count wrong credentials; raise instead of them where they are one too many.

    Only then, and so never before a look at them: behind one address a valid key works, whatever
    its neighbours try (docs/decisions/0012-limits-of-requests.md).
    """
    await pacing.count_address(backend_of(connection), LOGIN, address_of(connection))
