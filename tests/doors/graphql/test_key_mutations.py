"""Keys over GraphQL: created, rotated and revoked, and never more than the one who does it."""

import pytest

from devsper_registry.auth.api_key import is_well_formed
from devsper_registry.backend import Backend
from tests.doors.graphql.changing import Person, door, person, problem
from tests.services import state

pytestmark = pytest.mark.anyio
CREATED = """ApiKeyCreated { secret apiKey {
  name hint scopes packages expiresAt revokedAt lastUsedAt lastUsedAddress account { name } } }"""


async def test_a_created_key_is_shown_once_and_opens_the_door(backend: Backend) -> None:
    ann = await person(backend, "ann")
    async with door(backend) as at:
        made = await at.change(
            "createApiKey",
            CREATED,
            ann,
            name="ci",
            scopes=["PUBLISH"],
            packages=["Foo.Bar"],
            expiresAt="2099-01-01T00:00:00Z",
        )
        assert is_well_formed(made["secret"])
        assert made["apiKey"] == {
            "name": "ci",
            "hint": made["secret"][:9],
            "scopes": ["PUBLISH"],
            "packages": ["foo-bar"],
            "expiresAt": "2099-01-01T00:00:00+00:00",
            "revokedAt": None,
            "lastUsedAt": None,
            "lastUsedAddress": None,
            "account": {"name": "ann"},
        }
        assert (await state.of(backend)).journal[-1] == "key.created"
        again = await at.change(
            "createApiKey",
            CREATED,
            Person(ann.principal, made["secret"]),
            name="more",
            scopes=["READ"],
        )
    assert again == problem(
        "auth.scope-missing",
        "This API key lacks the scope 'read': use a key that has it, or ask an administrator.",
        "scopes",
    )


async def test_a_stranger_makes_no_key(backend: Backend) -> None:
    before = await state.of(backend)
    async with door(backend) as at:
        made = await at.change("createApiKey", CREATED, name="x", scopes=["READ"])
    assert made == problem(
        "auth.required",
        "This registry asks for an API key: give it as the password, with any user name such as "
        "__token__.",
    )
    assert await state.of(backend) == before
