"""Whatever fits the schema is answered: schemathesis asks, as each kind of person."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from graphql import ArgumentNode, ObjectFieldNode, StringValueNode, parse, print_ast, visit
from graphql.language.visitor import Visitor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes, scalar

from tests import postgres
from tests.build import sdist, wheel
from tests.server import Server, running

SCHEMA = schemathesis.graphql.from_path(Path(__file__).parents[2] / "schema.graphql")
OPERATIONS = {
    result.ok().label: result.ok()
    for result in SCHEMA.get_all_operations()
    if isinstance(result, Ok)
}
Given = ArgumentNode | ObjectFieldNode
EXAMPLES = 10


def global_id(kind: str) -> str:
    """An id that is well formed and names nothing."""
    return b64encode(f"{kind}:019aaaaa-0000-7000-8000-000000000000".encode()).decode()


# Much is deleted, so there is more than one.
OTHERS = ("one", "two", "three")
# Strings of which some name something: random ones never meet a package.
NAMED = {
    "account": ("admin", "bob", "nobody"),
    "confirmation": ("demo", "1.0", "demo-1.0.tar.gz"),
    "filename": ("demo-1.0.tar.gz", "demo-1.0-py3-none-any.whl"),
    "id": tuple(map(global_id, ("Package", "Release", "File", "Account", "ApiKey", "Event"))),
    "name": ("demo", "Demo", "bob"),
    "organization": ("demo", "acme"),
    "package": ("demo", *OTHERS),
    "query": ("demo", '"a demo" -not', "name:demo"),
    "version": ("1.0", "1.0.0", "v2"),
}
MOMENTS = st.sampled_from(
    ("2026-11-24T12:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", "then")
)
scalar("DateTime", MOMENTS.map(nodes.String))
scalar("Date", MOMENTS.map(nodes.String))
scalar("BigInt", st.integers(-(2**70), 2**70).map(nodes.Int))
scalar("HTML", st.text(max_size=9).map(nodes.String))
scalar("JSON", st.text(max_size=9).map(nodes.String))


# Nobody is asked to wait here.
UNLIMITED = {
    f"RATE_LIMIT_{name}": "1000000/second" for name in ("RPS", "SEARCH", "DEVICE", "UPLOAD")
}


@pytest.fixture(scope="module")
def asked(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A registry of its own: much of it is changed and deleted here."""
    folder = tmp_path_factory.mktemp("asked")
    with postgres_server.database() as url, running(url, folder, **UNLIMITED) as server:
        for built in (wheel("demo", "1.0"), sdist("demo", "1.0"), *map(wheel, OTHERS)):
            server.publish(built)
        yield server


@pytest.fixture(scope="module")
def credentials(asked: Server) -> dict[str, dict[str, str]]:
    """Headers, by whose they are."""
    bob = asked.create_key("bobs", "--account", "bob", "--new-account", "--scope", "publish")
    return {
        "administrator": {"authorization": f"Bearer {asked.key}"},
        "person": {"authorization": f"Bearer {bob}"},
        "stranger": {},
    }


@pytest.mark.parametrize("who", ["administrator", "person", "stranger"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_that_fits_the_schema_is_a_server_error(
    asked: Server, credentials: dict[str, dict[str, str]], label: str, who: str
) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(OPERATIONS[label].as_strategy(), st.data())
    def ask(case: Any, data: st.DataObject) -> None:
        query = naming(case.body, data)
        answer = client.post("/graphql", json={"query": query})
        assert answer.status_code in {200, 400}, f"{answer.status_code} {answer.text}\n{query}"
        body = answer.json()
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        assert not codes & {"unexpected", "graphql.execution"}, f"{body['errors']}\n{query}"

    with httpx.Client(base_url=asked.url, headers=credentials[who], timeout=30) as client:
        ask()


def naming(query: str, data: st.DataObject) -> str:
    """Return the query with some of its strings replaced by the names of what there is."""

    class Named(Visitor):
        def named(self, node: Given, *_: object) -> Given | None:
            known = NAMED.get(node.name.value)
            if known and isinstance(node.value, StringValueNode) and data.draw(st.booleans()):
                return replace(node, value=StringValueNode(value=data.draw(st.sampled_from(known))))
            return None

        leave_argument = leave_object_field = named

    return print_ast(visit(parse(query), Named()))
