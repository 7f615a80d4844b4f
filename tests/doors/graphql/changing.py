"""Changes over GraphQL, for tests: people with keys of their own, and what a mutation answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from devsper_registry.app import create_app
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import OPERATOR, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.services import keys, sessions
from tests.doors.graphql.conftest import talking_to
from tests.services import published

PROBLEM = "... on Problem { code message field }"
EVERY = (Scope.READ, Scope.PUBLISH)


@dataclass(frozen=True)
class Person:
    """An account, as one of its keys would show it, and that key."""

    principal: Principal
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.principal.account_name)


async def person(backend: Backend, name: str, *, is_administrator: bool = False) -> Person:
    """Make an account with an unbound key for all that it may do."""
    await published.account(backend, name, is_administrator=is_administrator)
    return await with_key(backend, name, *(tuple(Scope) if is_administrator else EVERY))


async def with_key(
    backend: Backend,
    name: str,
    *scopes: Scope,
    packages: list[str] | None = None,
    expires_at: datetime | None = None,
) -> Person:
    """Give the account one more key; return the account as that key shows it."""
    created = await keys.create(
        backend,
        by=OPERATOR,
        account=name,
        name=f"key of {name}",
        scopes=scopes,
        packages=packages,
        expires_at=expires_at,
    )
    shown = await sessions.authenticate(backend, Credentials(created.secret))
    return Person(principal=shown, secret=created.secret)


@dataclass(frozen=True)
class Door:
    """The application in process."""

    client: httpx.AsyncClient

    async def post(self, query: str, by: Person | None = None, **variables: Any) -> Any:
        """Return the body of the answer to a query."""
        answer = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={} if by is None else {"authorization": f"Bearer {by.secret}"},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def change(
        self, mutation: str, shown: str, by: Person | None = None, **given: Any
    ) -> Any:
        """Run one mutation; return what it answered: `shown` of its success, or the problem.

        `shown` is a selection on the success type, such as "ReleaseYanked { release { id } }".
        """
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        query = f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ ... on {shown} "
        body = await self.post(f"{query} {PROBLEM} }} }}", by, input=given)
        assert "errors" not in body, body["errors"]
        return body["data"][mutation]


@asynccontextmanager
async def door(backend: Backend) -> AsyncIterator[Door]:
    """Open the application's door."""
    async with talking_to(create_app(backend)) as client:
        yield Door(client)


def problem(code: str, message: str, field: str | None = None) -> dict[str, str | None]:
    """Return a refusal as `Door.change` shows it."""
    return {"code": code, "message": message, "field": field}
