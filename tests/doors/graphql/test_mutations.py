"""What holds for every mutation: its shape, its order, its price, and how it may come."""

import json

import pytest
from graphql import GraphQLNonNull, GraphQLUnionType, get_named_type

from devsper_registry.backend import Backend
from devsper_registry.graphql.schema import schema
from tests.build import wheel
from tests.doors.graphql.changing import door, person
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio
ROOT = schema._schema.mutation_type
MUTATIONS = {} if ROOT is None else ROOT.fields
YANK = """mutation($a: YankReleaseInput!, $b: YankReleaseInput!) {
  a: yankRelease(input: $a) { ...on ReleaseYanked { release { isYanked yankedReason
    package { name serial } } } ...on Problem { code } }
  b: yankRelease(input: $b) { ...on ReleaseYanked { release { isYanked yankedReason
    package { name serial } } } ...on Problem { code } } }"""


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_mutation_takes_one_input_and_answers_with_its_success_or_a_problem(name: str) -> None:
    field = MUTATIONS[name]
    kind = f"{name[0].upper()}{name[1:]}"
    assert {argument: str(given.type) for argument, given in field.args.items()} == {
        "input": f"{kind}Input!"
    }
    assert isinstance(field.type, GraphQLNonNull)
    union = get_named_type(field.type)
    assert isinstance(union, GraphQLUnionType)
    assert union.name == f"{kind}Result"
    assert [member.name for member in union.types][1:] == ["Problem"]


async def test_mutations_of_a_document_run_in_turn_and_each_for_itself(backend: Backend) -> None:
    ann = await person(backend, "ann")
    await publish(backend, ann.principal, wheel("demo", "1.0"))
    async with door(backend) as at:
        given = {"package": "demo", "version": "1.0"}
        body = await at.post(YANK, ann, a=given | {"reason": "x"}, b=given | {"reason": "y"})
        a, b = (body["data"][alias]["release"] for alias in "ab")
        assert (a["yankedReason"], b["yankedReason"]) == ("x", "y")
        # What the first has read of the package is not shown by the second.
        assert b["package"]["serial"] == a["package"]["serial"] + 1
        body = await at.post(YANK, ann, a=given | {"reason": "z"}, b=given | {"version": "2.0"})
    assert body["data"]["a"]["release"]["yankedReason"] == "z"
    assert body["data"]["b"] == {"code": "release.not-found"}
    assert (await state.of(backend)).journal[-3:] == ("release.yanked",) * 3


def many(count: int) -> str:
    """Return a document of so many mutations."""
    given = '(input: {package: "demo", version: "1.0"})'
    one = f"yankRelease{given} {{ ...on ReleaseYanked {{ release {{ isYanked }} }} }}"
    return "mutation {" + " ".join(f"a{n}: {one}" for n in range(count)) + "}"


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (
            25,
            "The query costs 25050 and 25000 are allowed: ask for smaller pages or fewer fields.",
        ),
        (50, "The query uses 50 aliases and 40 are allowed: split it."),
    ],
)
async def test_a_document_of_many_mutations_is_stopped_before_the_first(
    backend: Backend, count: int, message: str
) -> None:
    ann = await person(backend, "ann")
    await publish(backend, ann.principal, wheel("demo", "1.0"))
    before = await state.rows(backend)
    async with door(backend) as at:
        body = await at.post(many(count), ann)
        assert [error["message"] for error in body["errors"]] == [message]
        assert await state.rows(backend) == before
        body = await at.post(many(24), ann)
    assert body["extensions"]["cost"] == {"requested": 24_048, "budget": 25_000}
    assert len(body["data"]) == 24


async def test_a_mutation_comes_by_post_and_as_json_alone(backend: Backend) -> None:
    """Anything else a stranger's page could send, with the credentials of this browser."""
    ann = await person(backend, "ann")
    await publish(backend, ann.principal, wheel("demo", "1.0"))
    before = await state.rows(backend)
    headers = {"authorization": f"Bearer {ann.secret}"}
    async with door(backend) as at:
        by_get = await at.client.get("/graphql", params={"query": many(1)}, headers=headers)
        as_form = await at.client.post("/graphql", data={"query": many(1)}, headers=headers)
        as_text = await at.client.post(
            "/graphql",
            content=json.dumps({"query": many(1)}),
            headers=headers | {"content-type": "text/plain"},
        )
    assert (by_get.status_code, by_get.headers["allow"]) == (405, "POST")
    assert (as_form.status_code, as_text.status_code) == (415, 415)
    assert await state.rows(backend) == before
