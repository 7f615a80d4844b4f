"""What is read over GraphQL: each field as it should be, and bad input refused in plain words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.services import revoking
from tests.build import wheel
from tests.doors.graphql.changing import Door, Person, door, person, with_key
from tests.services.published import Clock, publish

pytestmark = pytest.mark.anyio
LINES = (
    "Summary: Counts the sheep",
    "Keywords: Wool,night",
    "License-Expression: MIT",
    "Requires-Python: >=3.11",
    "Classifier: Framework :: Pytest",
    "Project-URL: Bug Tracker, https://bugs.example.com",
    "Requires-Dist: lib-one>=2",
    "Description-Content-Type: text/markdown",
)


async def flock(backend: Backend) -> tuple[Person, Person]:
    """Publish what is looked at; return its owner and a maintainer."""
    ann, bob = await person(backend, "ann"), await person(backend, "bob")
    await publish(
        backend,
        ann.principal,
        wheel("lib-one", "2.0"),
        wheel(
            "Sheep-Counter",
            "1.0",
            lines=LINES,
            description="# All about <script>wool</script>",
            dist_info={"entry_points.txt": b"[pytest11]\nsheep = sheep_counter:plugin\n"},
        ),
    )
    await execute(
        backend,
        "INSERT INTO package_role (package_id, account_id, role, created_at)"
        " SELECT p.id, a.id, 'maintainer', now() FROM package p, account a"
        " WHERE p.name = 'Sheep-Counter' AND a.name = 'bob'",
    )
    return ann, bob


async def execute(backend: Backend, statement: str) -> None:
    async with backend.transaction() as session:
        await session.execute(text(statement))


async def data(opened: Door, query: str, by: Person | None = None, **variables: Any) -> Any:
    body = await opened.post(query, by, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]


async def test_a_package_tells_what_its_latest_release_does(backend: Backend) -> None:
    await flock(backend)
    query = """{ package(name: "sheep.counter") {
      name visibility readme links { kind label url } installCommands { pip }
      entryPoints { group entryPoints { name value } }
      dependencies { name specifier package { name } }
      owners { account { name } } maintainers { account { name } }
      events(first: 2) { totalCount nodes { action filename } }
      latestRelease { files { metadata } }
    } }"""
    async with door(backend) as opened:
        package = (await data(opened, query))["package"]
    (file,) = package.pop("latestRelease")["files"]
    readme = package.pop("readme")
    assert "All about &lt;script&gt;wool&lt;/script&gt;" in readme
    assert "<script" not in readme
    assert package == {
        "name": "Sheep-Counter",
        "visibility": "PUBLIC",
        "links": [{"kind": "ISSUES", "label": "Bug Tracker", "url": "https://bugs.example.com"}],
        "installCommands": {
            "pip": "pip install --index-url http://registry.example.com/simple/"
            " Sheep-Counter==1.0"
        },
        "entryPoints": [
            {"group": "pytest11",
             "entryPoints": [{"name": "sheep", "value": "sheep_counter:plugin"}]}
        ],
        "dependencies": [
            {"name": "lib-one", "specifier": ">=2", "package": {"name": "lib-one"}}
        ],
        "owners": [{"account": {"name": "ann"}}],
        "maintainers": [{"account": {"name": "bob"}}],
        "events": {
            "totalCount": 3,
            "nodes": [
                {"action": "file.added", "filename": "sheep_counter-1.0-py3-none-any.whl"},
                {"action": "release.created", "filename": None},
            ],
        },
    }  # fmt: skip
    assert file["metadata"]["requires_dist"] == ["lib-one>=2"]
    assert "description" not in file["metadata"]


async def test_a_search_is_that_of_the_scripts(backend: Backend) -> None:
    await flock(backend)
    query = """{ search(query: "sheep", filter: {python: "3.12", license: "MIT"}) {
      totalCount suggestions edges { node { name } nameHtml snippetHtml }
      facets { licenses { value count } entryPointGroups { value count } owners { value count } }
    } near: search(query: "shpee-cuonter") { nodes { name } suggestions } }"""
    async with door(backend) as opened:
        found = await data(opened, query)
        scripts = await opened.client.get(
            "/api/v1/search", params={"q": "sheep", "python": "3.12", "license": "MIT"}
        )
    (package,) = scripts.json()["packages"]
    assert found["search"] == {
        "totalCount": 1,
        "suggestions": [],
        "edges": [
            {
                "node": {"name": package["name"]},
                "nameHtml": package["name_html"],
                "snippetHtml": package["snippet_html"],
            }
        ],
        "facets": {
            "licenses": [{"value": "MIT", "count": 1}],
            "entryPointGroups": [{"value": "pytest11", "count": 1}],
            "owners": [{"value": "ann", "count": 1}],
        },
    }
    assert package["name_html"] == "<mark>Sheep</mark>-Counter"
    assert package["snippet_html"] == "Counts the <mark>sheep</mark>"
    assert found["near"] == {"nodes": [], "suggestions": ["Sheep-Counter"]}


async def test_the_viewer_is_who_asks_and_sees_its_keys_without_their_secrets(
    backend: Backend,
) -> None:
    ann, _ = await flock(backend)
    ended = await with_key(backend, "ann", Scope.READ)
    assert ended.principal.api_key_id is not None
    await revoking.revoke(backend, by=ann.principal, key_id=ended.principal.api_key_id)
    soon = backend.now() + timedelta(hours=1)
    bound = await with_key(backend, "ann", Scope.READ, packages=["Lib.One"], expires_at=soon)
    query = """query($all: Boolean!) { viewer {
      account { name } scopes boundTo packages(role: OWNER) { totalCount nodes { name } }
      apiKeys(includeRevoked: $all) { totalCount nodes {
        name state isCurrent scopes packages account { name } } } } }"""
    async with door(backend) as opened:
        nobody = await data(opened, query, all=True)
        viewer = (await data(opened, query, ann, all=False))["viewer"]
        whole = await data(opened, query, bound, all=True)
    late = replace(backend, now=lambda: soon)
    async with door(late) as opened:
        later = await data(opened, query, ann, all=True)
    assert nobody == {"viewer": None}
    assert viewer["account"] == {"name": "ann"}
    assert (viewer["scopes"], viewer["boundTo"]) == (["PUBLISH", "READ"], None)
    assert viewer["packages"] == {
        "totalCount": 2, "nodes": [{"name": "lib-one"}, {"name": "Sheep-Counter"}],
    }  # fmt: skip
    assert [key["state"] for key in viewer["apiKeys"]["nodes"]] == ["ACTIVE", "ACTIVE"]
    assert [key["isCurrent"] for key in viewer["apiKeys"]["nodes"]] == [False, True]
    assert whole["viewer"]["boundTo"] == ["lib-one"]
    assert whole["viewer"]["apiKeys"]["totalCount"] == 3
    assert whole["viewer"]["apiKeys"]["nodes"][0] == {
        "name": "key of ann", "state": "ACTIVE", "isCurrent": True, "scopes": ["READ"],
        "packages": ["lib-one"], "account": {"name": "ann"},
    }  # fmt: skip
    states = [key["state"] for key in later["viewer"]["apiKeys"]["nodes"]]
    assert states == ["EXPIRED", "REVOKED", "ACTIVE"]
    for secret in (ann.secret, ended.secret, bound.secret):
        assert secret not in str((viewer, whole, later))


async def test_the_feed_is_followed_by_serial_and_page_by_page(backend: Backend) -> None:
    ann, _ = await flock(backend)
    query = """query($filter: EventFilter, $after: String, $direction: OrderDirection) {
      events(filter: $filter, first: 2, after: $after, direction: $direction) {
        totalCount pageInfo { hasNextPage endCursor } nodes { serial action packageName
          actor { name } package { name } release { version } file { filename } } } }"""
    only = {"package": "Sheep.Counter", "actions": ["release.created", "file.added"]}
    async with door(backend) as opened:
        first = (await data(opened, query, filter=only, direction="ASC"))["events"]
        serial = first["nodes"][0]["serial"]
        rest = await data(
            opened, query, ann, filter={**only, "afterSerial": serial}, direction="ASC"
        )
        everything = (await data(opened, query))["events"]
        after = everything["pageInfo"]["endCursor"]
        second = (await data(opened, query, after=after))["events"]
        by_ann = {"actor": "ann", "actions": ["package.created"]}
        acted = [(await data(opened, query, who, filter=by_ann))["events"]["totalCount"]
                 for who in (None, ann)]  # fmt: skip
        unknown = (await data(opened, query, ann, filter={"actor": "nobody"}))["events"]
    assert [event["action"] for event in first["nodes"]] == ["release.created", "file.added"]
    assert first["nodes"][1] == {
        "serial": serial + 1, "action": "file.added", "packageName": "sheep-counter",
        "actor": None, "package": {"name": "Sheep-Counter"}, "release": {"version": "1.0"},
        "file": {"filename": "sheep_counter-1.0-py3-none-any.whl"},
    }  # fmt: skip
    (event,) = rest["events"]["nodes"]
    assert (event["action"], event["actor"]) == ("file.added", {"name": "ann"})
    assert everything["totalCount"] == 6
    serials = [event["serial"] for event in (*everything["nodes"], *second["nodes"])]
    assert serials == sorted(serials, reverse=True)
    assert len(set(serials)) == 4
    assert acted == [0, 2]
    assert (unknown["totalCount"], unknown["nodes"]) == (0, [])


async def test_administrators_read_everything_that_happened(backend: Backend) -> None:
    ann, _ = await flock(backend)
    carl = await person(backend, "carl", is_administrator=True)
    query = """{ accounts(filter: {namePrefix: "a"}) { totalCount nodes { name email } }
      auditLog(filter: {actions: ["file.added"], actor: "ann"}, first: 1) {
        totalCount nodes { packageName actor { name } origin } } }"""
    here = replace(ann.principal, address="192.0.2.1")
    await publish(backend, here, wheel("lib-one", "3.0"))
    async with door(backend) as opened:
        shown = await data(opened, query, carl)
    assert shown["accounts"] == {"totalCount": 1, "nodes": [{"name": "ann", "email": None}]}
    (event,) = shown["auditLog"]["nodes"]
    assert shown["auditLog"]["totalCount"] == 3
    assert (event["packageName"], event["actor"]) == ("lib-one", {"name": "ann"})
    assert len(event["origin"]) == 32


async def test_figures_are_a_minute_old_at_most(backend: Backend) -> None:
    clock = Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
    backend = replace(backend, now=clock)
    ann, _ = await flock(backend)
    query = "{ stats { packages releases files size downloadsLast30Days accounts } }"
    async with door(backend) as opened:
        before = (await data(opened, query))["stats"]
        await publish(backend, ann.principal, wheel("lib-one", "3.0"))
        clock.moment += timedelta(seconds=59)
        kept = (await data(opened, query))["stats"]
        clock.moment += timedelta(seconds=1)
        after = (await data(opened, query))["stats"]
    assert (before["packages"], before["releases"], before["files"]) == (2, 2, 2)
    assert (before["downloadsLast30Days"], before["accounts"]) == (0, None)
    assert kept == before
    assert (after["releases"], after["files"]) == (3, 3)
    assert after["size"] > before["size"] > 0


LISTS = {
    "packages": "{ packages(%s) { nodes { name } } }",
    "search": '{ search(query: "sheep", %s) { nodes { name } } }',
    "events": "{ events(%s) { nodes { serial } } }",
    "releases": '{ package(name: "lib-one") { releases(%s) { nodes { version } } } }',
    "dependents": '{ package(name: "lib-one") { dependents(%s) { nodes { name } } } }',
    "history": '{ package(name: "lib-one") { events(%s) { nodes { serial } } } }',
    "of an account": '{ account(name: "ann") { packages(%s) { nodes { name } } } }',
    "of the viewer": "{ viewer { packages(%s) { nodes { name } } } }",
    "keys": "{ viewer { apiKeys(%s) { nodes { name } } } }",
    "accounts": "{ accounts(%s) { nodes { name } } }",
    "audit log": "{ auditLog(%s) { nodes { serial } } }",
    "moderation": "{ moderationQueue(%s) { nodes { since } } }",
}
REFUSED = {
    "first: 0": "page.size",
    "last: 0": "page.size",
    "first: -1": "graphql.page-size",
    "first: 101": "graphql.page-size",
    "first: 1000000000": "graphql.page-size",
    "first: 1, last: 1": "page.both-ways",
    'first: 1, after: ""': "cursor.invalid",
    'first: 1, after: "x"': "cursor.invalid",
    'last: 1, before: "W10"': "cursor.invalid",
    'first: 1, after: "é"': "cursor.invalid",
    'first: 1, after: "bm90IGEgY3Vyc29y"': "cursor.invalid",
    'first: 1, after: "\\u0000"': "graphql.validation",
}


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS)
async def test_no_list_takes_a_page_that_is_none(backend: Backend, query: str) -> None:
    await flock(backend)
    carl = await person(backend, "carl", is_administrator=True)
    async with door(backend) as opened:
        for arguments, code in REFUSED.items():
            body = await opened.post(query % arguments, carl)
            codes = [error["extensions"]["code"] for error in body["errors"]]
            assert codes == [code], arguments


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ events(filter: {since: "2026-11-24T12:00:00"}) { totalCount } }',
         "moment.out-of-range"),
        ('{ events(filter: {until: "0001-01-01T00:00:00Z"}) { totalCount } }',
         "moment.out-of-range"),
        ('{ events(filter: {since: "yesterday"}) { totalCount } }', "graphql.validation"),
        ("{ events(filter: {afterSerial: 9007199254740993}) { totalCount } }",
         "graphql.validation"),
        ("{ events(filter: {afterSerial: 1.5}) { totalCount } }", "graphql.validation"),
        ('{ node(id: "RXZlbnQ6OTk5OTk5OTk5OTk5OTk5OTk5OTk5") { id } }', "id.invalid"),
        ('{ node(id: "RXZlbnQ6LTE=") { id } }', "id.invalid"),
        ('{ node(id: "QXBpS2V5OjE=") { id } }', "id.invalid"),
        (f'{{ search(query: "{"x" * 201}") {{ totalCount }} }}', "search.too-long"),
    ],
)  # fmt: skip
async def test_bad_values_are_refused(backend: Backend, query: str, code: str) -> None:
    async with door(backend) as opened:
        body = await opened.post(query)
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]


async def test_a_moment_that_is_none_is_told_how_one_is_written(backend: Backend) -> None:
    async with door(backend) as opened:
        body = await opened.post('{ events(filter: {since: "yesterday"}) { totalCount } }')
    (error,) = body["errors"]
    assert error["message"] == (
        "Expected value of type 'DateTime', but encountered error "
        "'a DateTime is written as 2026-11-24T12:00:00Z'; found: \"yesterday\"."
    )


async def raw(client: httpx.AsyncClient, body: bytes) -> tuple[int, str]:
    answer = await client.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    )
    (error, *_) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"]


async def test_nul_and_lone_surrogates_are_refused_where_they_arrive(backend: Backend) -> None:
    queries = (
        rb'{"query": "query($t: String!) { search(query: $t) { totalCount } }",'
        rb' "variables": {"t": "%s"}}',
        rb'{"query": "query($t: String!) { events(filter: {actor: $t}) { totalCount } }",'
        rb' "variables": {"t": "%s"}}',
        rb'{"query": "query($t: String!) { package(name: $t) { id } }",'
        rb' "variables": {"t": "%s"}}',
    )
    async with door(backend) as opened:
        for query in queries:
            for text_, status in ((rb"\u0000", 400), (rb"\ud800", 400), (b"\xff", 400)):
                assert await raw(opened.client, query.replace(b"%s", text_)) == (
                    status,
                    "graphql.request",
                )
