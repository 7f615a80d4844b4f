import re

import httpx
import pytest
from graphql import parse, validate

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from devsper_registry.graphql.graphiql.page import ASSETS
from devsper_registry.graphql.schema import schema
from tests.doors.graphql.conftest import talking_to

pytestmark = pytest.mark.anyio

EXAMPLES = re.findall(r"query: `([^`]+)`", (ASSETS / "examples.js").read_text())
PAGE = (ASSETS / "index.html").read_text()


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_is_valid_for_the_schema(query: str) -> None:
    assert validate(schema._schema, parse(query)) == []


@pytest.mark.parametrize("query", [text for text in EXAMPLES if "subscription" not in text])
async def test_every_example_of_one_answer_is_answered(backend: Backend, query: str) -> None:
    async with talking_to(create_app(backend)) as client:
        answer = await client.post("/graphql", json={"query": query})
    assert (answer.status_code, "errors" in answer.json()) == (200, False)


async def test_the_page_has_no_inline_script_and_a_new_nonce_each_time(
    client: httpx.AsyncClient,
) -> None:
    policies = set()
    for _ in range(2):
        page = await client.get("/graphql", headers={"accept": "text/html"})
        policies.add(page.headers["content-security-policy"])
    assert len(policies) == 2
    assert re.findall(r"<script(?![^>]* src=)", PAGE) == []
    assert re.findall(r"""(?:src|href)="(?!graphql/assets/)""", PAGE) == []


@pytest.mark.parametrize("name", re.findall(r'"graphql/assets/([^"]+)"', PAGE))
async def test_each_file_of_the_page_is_served_and_kept(
    client: httpx.AsyncClient, name: str
) -> None:
    asset = await client.get(f"/graphql/assets/{name}")
    assert asset.status_code == 200
    assert asset.content == (ASSETS / name).read_bytes()
    headers = {"if-none-match": asset.headers["etag"]}
    assert (await client.get(f"/graphql/assets/{name}", headers=headers)).status_code == 304


@pytest.mark.parametrize("name", ["page.py", "..%2fpage.py", "%00", "none.js"])
async def test_no_other_file_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/graphql/assets/{name}")).status_code == 404
