"""Publishing in code, for tests that need packages as an upload leaves them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from devsper_registry.services import publishing
from devsper_registry.services.upload import Upload
from tests.build import Built

ALL_SCOPES = frozenset(Scope)


async def account(
    backend: Backend, name: str = "alice", *, is_administrator: bool = False
) -> Principal:
    """Make an account; return it as an unbound key of all its scopes would show it."""
    row = Account(name=name, created_at=backend.now(), is_administrator=is_administrator)
    async with backend.transaction() as session:
        session.add(row)
    return principal(row.id, name, is_administrator=is_administrator)


def principal(account_id: UUID, name: str, *, is_administrator: bool = False) -> Principal:
    """Who shows a key that may do everything its account may."""
    return Principal(
        account_id=account_id,
        account_name=name,
        scopes=ALL_SCOPES,
        is_administrator=is_administrator,
    )


@dataclass
class Clock:
    """Stands still until it is set."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


async def publish(backend: Backend, by: Principal, *files: Built) -> None:
    """Publish the files, one after the other."""
    for file in files:
        path = Path(backend.store.incoming()) / file.filename
        path.write_bytes(file.content)
        upload = Upload(
            path=path,
            filename=file.filename,
            size=len(file.content),
            sha256=file.sha256,
            form={},
        )
        await publishing.publish(backend, by=by, upload=upload)
