"""What one may not see is null or absent, whichever way one asks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.graphql import ids
from tests.build import Built, wheel
from tests.doors.graphql.changing import Door, Person, door, person, with_key
from tests.doors.reading import private
from tests.services.published import publish

pytestmark = pytest.mark.anyio

# A private and a quarantined package, and a word that stands in nothing but its releases.
PRIVATE, ITS_WORD = "hidden-one", "murmur"
HELD, ITS_POISON = "held-two", "poison"
TOLD = (PRIVATE, ITS_WORD, HELD, ITS_POISON)

# Many ways to one thing. `hub` requires all the others, and they require it.
PACKAGE = """{ name summary readme keywords classifiers license requiresPython links { url }
  installCommands { pip } latestRelease { version summary } releases { nodes { summary } }
  collaborators { role } entryPoints { group } dependencies { requirement }
  events { nodes { packageName detail } } }"""
WAYS = {
    "list": "{ packages { nodes { name summary } } }",
    "by downloads": "{ packages(orderBy: {field: DOWNLOADS, direction: DESC}) { nodes { name } } }",
    "by keyword": """{ packages(filter: {keyword: "murmur"}) { nodes { name } }
        held: packages(filter: {keyword: "poison"}) { nodes { name } } }""",
    "by name prefix": '{ packages(filter: {namePrefix: "h"}) { nodes { name summary } } }',
    "by status": "{ packages(filter: {status: QUARANTINED}) { nodes { name summary } } }",
    "by owner": '{ packages(filter: {owner: "ann"}) { nodes { name summary } } }',
    "by dependency": '{ packages(filter: {dependsOn: "hub"}) { nodes { name summary } } }',
    "search": """{ search(query: "wool") { edges { nameHtml snippetHtml node { name } } }
        one: search(query: "hidden-one") { suggestions nodes { name summary } }
        two: search(query: "held-two") { suggestions nodes { name summary } } }""",
    "facets": """{ search(query: "wool") { facets {
        classifiers { value } licenses { value } pythons { value } entryPointGroups { value }
        owners { value } } } }""",
    "suggestions": """{ one: search(query: "hiddne-noe") { suggestions nodes { name } }
        two: search(query: "hel-wto") { suggestions nodes { name } } }""",
    "events": "{ events(first: 100) { nodes { packageName detail package { name } } } }",
    "events by filter": """{ one: events(filter: {package: "hidden-one"}) { nodes { packageName } }
        two: events(filter: {package: "held-two"}) { nodes { packageName } } }""",
    "dependents": '{ package(name: "hub") { dependents { nodes { name summary } } } }',
    "account": '{ account(name: "ann") { packages { nodes { name summary } } } }',
    "package": f"""{{ package(name: "hidden-one") {PACKAGE}
        held: package(name: "held-two") {PACKAGE} }}""",
    "dependencies": """{ release(package: "hub", version: "1.0") {
        dependencies { package { name summary } } } }""",
    "release": """{ one: release(package: "hidden-one", version: "1.0") { summary package { name } }
        two: release(package: "held-two", version: "1.0") { summary package { name } } }""",
    "file": """{ one: file(filename: "hidden_one-1.0-py3-none-any.whl") { filename url metadata }
        two: file(filename: "held_two-1.0-py3-none-any.whl") { filename url metadata } }""",
    "nodes": """query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Package { name summary }
        ... on Release { summary package { name } } ... on File { filename url }
        ... on Event { packageName at: filename } } }""",
}  # fmt: skip
COUNTS = """{ packages { totalCount } search(query: "wool") { totalCount }
  package(name: "hub") { dependents { totalCount } }
  account(name: "ann") { packages { totalCount } }
  events(filter: {actions: ["package.created"]}) { totalCount }
  stats { packages releases files accounts } }"""
# What is held back is known by its name to whoever knows the name.
BY_NAME = ("package", "dependencies", "nodes")


def built(name: str, word: str, *lines: str) -> Built:
    told = (f"Summary: {word} of wool", f"Keywords: {word}", *lines)
    return wheel(name, lines=told, description=f"All about {word}.")


async def world(backend: Backend) -> dict[str, Person | None]:
    """Publish a package of each kind; return who looks."""
    ann, bob = await person(backend, "ann"), await person(backend, "bob")
    rita = await person(backend, "rita")
    carl = await person(backend, "carl", is_administrator=True)
    needs = "Requires-Dist: hub"
    licences = {PRIVATE: f"License-Expression: LicenseRef-{ITS_WORD}",
                HELD: f"License-Expression: LicenseRef-{ITS_POISON}"}  # fmt: skip
    await publish(
        backend,
        ann.principal,
        built("open", "plain", needs),
        built(PRIVATE, ITS_WORD, needs, licences[PRIVATE]),
        built(HELD, ITS_POISON, needs, licences[HELD]),
        wheel("hub", lines=[f"Requires-Dist: {name}" for name in ("open", PRIVATE, HELD)]),
    )
    async with backend.transaction() as session:
        for statement in (
            f"UPDATE package SET visibility = 'private' WHERE name = '{PRIVATE}'",
            f"UPDATE package SET status = 'quarantined' WHERE name = '{HELD}'",
            "INSERT INTO package_role (package_id, account_id, role, created_at)"
            " SELECT p.id, a.id, 'reader', now() FROM package p, account a"
            f" WHERE p.name = '{PRIVATE}' AND a.name = 'rita'",
        ):
            await session.execute(text(statement))
    return {
        "nobody": None,
        "stranger": bob,
        "bound elsewhere": await with_key(backend, "ann", Scope.READ, packages=["open"]),
        "only publishing": await with_key(backend, "ann", Scope.PUBLISH),
        "reader": rita,
        "bound here": await with_key(backend, "ann", Scope.READ, packages=[PRIVATE]),
        "owner": ann,
        "administrator": carl,
    }


async def every_id(backend: Backend) -> list[str]:
    """Return the global ids of all packages, releases, files and events."""
    found: list[str] = []
    async with backend.read() as session:
        for kind in ("Package", "Release", "File"):
            rows = await session.execute(text(f"SELECT id FROM {kind.lower()}"))
            found += [ids.encode(kind, key) for key in rows.scalars()]
        rows = await session.execute(text("SELECT serial FROM event"))
        return found + [ids.encode("Event", serial) for serial in rows.scalars()]


async def learned(opened: Door, by: Person | None, given: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return what each way tells this one of the two packages."""
    told = {}
    for way, query in WAYS.items():
        variables = given if way == "nodes" else {}
        answer = await opened.post(query, by, **variables)
        assert "errors" not in answer, (way, answer)
        told[way] = {word for word in TOLD if word in str(answer["data"]).replace("_", "-")}
    return told


async def test_no_way_leads_to_what_is_not_for_one(backend: Backend) -> None:
    people = await world(backend)
    given = {"ids": await every_id(backend)}
    async with door(backend) as opened:
        told = {name: await learned(opened, by, given) for name, by in people.items()}
    strangers = {way: {HELD} if way in BY_NAME else set() for way in WAYS}
    for name in ("nobody", "stranger", "bound elsewhere", "only publishing"):
        assert told[name] == strangers, name
    # The control: each way leads there for whoever may go it.
    whole = {way: set(TOLD) for way in WAYS} | WITHOUT_WORDS
    assert told["owner"] == whole
    assert told["administrator"] == whole
    of_private = {way: words & {PRIVATE, ITS_WORD} | strangers[way] for way, words in whole.items()}
    assert told["reader"] == of_private
    assert told["bound here"] == of_private


# Ways that tell names alone, or values alone.
WITHOUT_WORDS = {
    "by downloads": {PRIVATE, HELD},
    "by keyword": {PRIVATE, HELD},
    "by status": {HELD, ITS_POISON},
    "facets": {ITS_WORD, ITS_POISON},
    "suggestions": {PRIVATE, HELD},
    "events": {PRIVATE, HELD},
    "events by filter": {PRIVATE, HELD},
}


async def test_no_count_counts_what_is_not_for_one(backend: Backend) -> None:
    people = await world(backend)
    counted = {}
    async with door(backend) as opened:
        for name, by in people.items():
            data = (await opened.post(COUNTS, by))["data"]
            stats = data["stats"]
            counted[name] = (
                data["packages"]["totalCount"],
                data["search"]["totalCount"],
                data["package"]["dependents"]["totalCount"],
                data["account"]["packages"]["totalCount"],
                data["events"]["totalCount"],
                (stats["packages"], stats["releases"], stats["files"], stats["accounts"]),
            )
    public = (2, 2, 2, None)
    stranger, reader, owner = (2, 1, 1, 2, 2), (3, 2, 2, 3, 3), (4, 3, 3, 4, 4)
    assert counted == {
        "nobody": (*stranger, public),
        "stranger": (*stranger, public),
        "bound elsewhere": (*stranger, public),
        "only publishing": (*stranger, public),
        "reader": (*reader, public),
        "bound here": (*reader, public),
        "owner": (*owner, public),
        "administrator": (*owner, (4, 4, 4, 4)),
    }


async def test_where_reading_asks_for_a_key_a_stranger_learns_nothing(backend: Backend) -> None:
    people = await world(backend)
    given = {"ids": await every_id(backend)}
    names = '{ packages { nodes { name } } package(name: "open") { name } }'
    async with door(private(backend)) as opened:
        for name in ("nobody", "only publishing"):
            told = await learned(opened, people[name], given)
            assert told == {way: set() for way in WAYS}, name
            data = (await opened.post(names, people[name]))["data"]
            assert data == {"packages": {"nodes": []}, "package": None}
        bound = await opened.post(names, people["bound here"])
        assert bound["data"] == {"packages": {"nodes": [{"name": PRIVATE}]}, "package": None}
        answer = await opened.post("{ stats { packages files accounts } }")
        assert answer["data"] == {"stats": {"packages": 0, "files": 0, "accounts": None}}


ADMINISTRATION = """{ accounts { totalCount } auditLog { totalCount }
  moderationQueue { totalCount nodes { package { name } since actor { name } } } }"""


async def test_what_is_for_administrators_is_null_for_everybody_else(backend: Backend) -> None:
    people = await world(backend)
    carls = await with_key(backend, "carl", Scope.READ, Scope.PUBLISH)
    async with door(backend) as opened:
        for by in (*(by for name, by in people.items() if name != "administrator"), carls):
            answer = await opened.post(ADMINISTRATION, by)
            assert answer["data"] == {"accounts": None, "auditLog": None, "moderationQueue": None}
        shown = (await opened.post(ADMINISTRATION, people["administrator"]))["data"]
    assert shown["accounts"]["totalCount"] == 4
    assert shown["moderationQueue"] == {
        "totalCount": 1, "nodes": [{"package": {"name": HELD}, "since": None, "actor": None}],
    }  # fmt: skip


async def test_keys_and_accounts_show_their_secrets_to_themselves(backend: Backend) -> None:
    people = await world(backend)
    async with backend.transaction() as session:
        await session.execute(text("UPDATE account SET email = name || '@example.com'"))
    ann = people["owner"]
    assert ann is not None
    query = """query($key: ID!, $ann: ID!, $event: ID!) {
      key: node(id: $key) { ... on ApiKey { name hint account { name } } }
      ann: node(id: $ann) { ... on Account { name email isAdministrator } }
      event: node(id: $event) { ... on Event { action apiKey { hint } } } }"""
    async with backend.read() as session:
        found = await session.execute(text("SELECT serial FROM event WHERE action = 'key.created'"))
        serial = found.scalars().first()
    assert ann.principal.api_key_id is not None
    assert ann.principal.account_id is not None
    assert serial is not None
    given = {
        "key": ids.encode("ApiKey", ann.principal.api_key_id),
        "ann": ids.encode("Account", ann.principal.account_id),
        "event": ids.encode("Event", serial),
    }
    nothing = {
        "key": None,
        "ann": {"name": "ann", "email": None, "isAdministrator": None},
        "event": None,
    }
    async with door(backend) as opened:
        told = {name: (await opened.post(query, by, **given)) for name, by in people.items()}
    for name in ("nobody", "stranger", "reader"):
        assert told[name]["data"] == nothing, name
    for name in ("owner", "administrator"):
        assert told[name]["data"]["key"]["name"] == "key of ann"
        assert told[name]["data"]["ann"]["email"] == "ann@example.com"
    assert told["owner"]["data"]["event"] is None
    assert told["administrator"]["data"]["event"]["action"] == "key.created"
    assert ann.secret not in str(told)


async def test_what_the_public_sees_is_not_kept_from_what_an_administrator_saw(
    backend: Backend,
) -> None:
    people = await world(backend)
    stats = "{ stats { packages } }"
    async with door(replace(backend)) as opened:
        for name, count in (
            ("administrator", 4),
            ("nobody", 2),
            ("owner", 2),
            ("administrator", 4),
        ):
            answer = await opened.post(stats, people[name])
            assert answer["data"]["stats"]["packages"] == count, name
