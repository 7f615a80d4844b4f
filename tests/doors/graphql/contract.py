"""The operations of the frontend, run by their ids as it runs them; their statements counted."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devsper_registry.backend import Backend
from devsper_registry.graphql.documents import read_manifest
from devsper_registry.graphql.door import MANIFEST
from tests.doors.graphql.changing import Door, Person
from tests.statements import statements

_KIND_AND_NAME = re.compile(r"\b(query|mutation|subscription) (\w+)")


@dataclass(frozen=True)
class Operation:
    """An operation of the manifest."""

    kind: str
    name: str
    document_id: str


def _named(document_id: str, text: str) -> Operation:
    found = _KIND_AND_NAME.search(text)
    assert found is not None
    return Operation(kind=found[1], name=found[2], document_id=document_id)


_MANIFESTED = read_manifest(Path(__file__).parents[3] / MANIFEST)
OPERATIONS = {one.name: one for one in (_named(*entry) for entry in _MANIFESTED.items())}


def of_kind(kind: str) -> set[str]:
    """Return the names of the queries, mutations or subscriptions."""
    return {one.name for one in OPERATIONS.values() if one.kind == kind}


async def run(
    backend: Backend, door: Door, by: Person, name: str, variables: dict[str, Any]
) -> tuple[dict[str, Any], int]:
    """Return an operation's data, and how many statements it took.

    Those that find out whose the key is are not among them.
    """
    with statements(backend) as seen:
        answer = await door.client.post(
            "/graphql",
            json={"documentId": OPERATIONS[name].document_id, "variables": variables},
            headers={"authorization": f"Bearer {by.secret}"},
        )
    body = answer.json()
    assert "errors" not in body, body["errors"]
    return body["data"], len(seen)


async def change(
    backend: Backend, door: Door, by: Person, name: str, given: dict[str, Any]
) -> tuple[dict[str, Any], int]:
    """Return what a mutation answered, which is no problem, and how many statements it took."""
    data, number = await run(backend, door, by, name, {"input": given})
    (answer,) = data.values()
    assert answer["__typename"] != "Problem", (name, answer)
    return answer, number
