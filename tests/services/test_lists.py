"""Pages of lists: in order, both ways, unmoved by what happens meanwhile, one statement each."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import (
    accounts,
    collaborators,
    documents,
    events,
    files,
    keys,
    moderation,
    packages,
    paging,
    releases,
    stats,
)
from devsper_registry.db.queries.reading.events import EventFilter
from devsper_registry.db.queries.reading.packages import Order, PackageRow
from devsper_registry.db.queries.reading.paging import Page, Slice
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.errors import CursorInvalid, PageBothWays, PageSizeInvalid
from devsper_registry.services import sight
from tests.build import sdist, wheel
from tests.services.published import Clock, account, publish
from tests.statements import statements

pytestmark = pytest.mark.anyio
EVERYBODY = Sight(public=None)
ALL_ORDERS = [(by, descending) for by in Order for descending in (False, True)]
NAMES = [f"demo-{letter}" for letter in "abcdefg"]


@pytest.fixture
async def seven(registry: Backend, clock: Clock) -> Backend:
    """Seven packages; the order of their names is that of no other column."""
    ann = await account(registry, "ann")
    for number in (3, 1, 6, 0, 4, 2, 5):
        await publish(registry, ann, wheel(NAMES[number]))
        clock.moment += timedelta(minutes=1 if number != 6 else 0)  # two at the same moment
    await execute(
        registry, "UPDATE package_document SET downloads_30d = ascii(right(normalized_name, 1)) % 3"
    )
    return registry


async def execute(backend: Backend, statement: str) -> None:
    async with backend.transaction() as session:
        await session.execute(text(statement))


async def page(
    backend: Backend, wanted: Slice, by: Order, descending: bool, *, visible_to: Sight = EVERYBODY
) -> Page[PackageRow]:
    ordering = packages.ordering(by, descending=descending)
    async with backend.read() as session:
        return await packages.page(session, wanted, ordering=ordering, visible_to=visible_to)


def names(found: Page[PackageRow]) -> list[str]:
    return [package.name for package in found.items]


@pytest.mark.parametrize(("by", "descending"), ALL_ORDERS)
async def test_pages_forward_and_backward_are_the_whole_list(
    seven: Backend, by: Order, descending: bool
) -> None:
    whole = await page(seven, Slice(size=100), by, descending)
    assert (len(whole.items), whole.has_next, whole.has_previous) == (7, False, False)
    assert names(await page(seven, Slice(size=100), by, not descending)) == names(whole)[::-1]
    forward, wanted = [], Slice(size=3)
    while True:
        found = await page(seven, wanted, by, descending)
        forward += names(found)
        if not found.has_next:
            break
        wanted = Slice(size=3, cursor=found.cursors[-1])
    assert (forward, found.has_previous) == (names(whole), True)
    backward: list[str] = []
    wanted = Slice(size=3, backward=True)
    while True:
        found = await page(seven, wanted, by, descending)
        backward = names(found) + backward
        if not found.has_previous:
            break
        wanted = Slice(size=3, cursor=found.cursors[0], backward=True)
    assert (backward, found.has_next) == (names(whole), True)


async def test_a_page_is_one_statement(seven: Backend) -> None:
    first = await page(seven, Slice(size=3), Order.DOWNLOADS, True)
    with statements(seven) as seen:
        await page(seven, Slice(size=3, cursor=first.cursors[-1]), Order.DOWNLOADS, True)
    assert len(seen) == 1
    assert "OFFSET" not in seen[0]


async def test_what_is_published_meanwhile_moves_no_page(seven: Backend) -> None:
    first = await page(seven, Slice(size=3), Order.NAME, False)
    bob = await account(seven, "bob")
    await publish(seven, bob, wheel("demo-aa"), wheel("demo-ee"))
    rest = await page(seven, Slice(size=9, cursor=first.cursors[-1]), Order.NAME, False)
    assert names(rest) == ["demo-d", "demo-e", "demo-ee", "demo-f", "demo-g"]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "%%%", "é", "\ud800", "\x00", "x" * 5000, "bnVsbA", "W10",
     "WyJwYWNrYWdlIG5hbWUgdXAiXQ",
     "WyJwYWNrYWdlIG5hbWUgdXAiLDFd", "WyJwYWNrYWdlIG5hbWUgdXAiLG51bGxd", "e30", "MQ", "IngiCg"],
)  # fmt: skip
async def test_a_malformed_cursor_is_refused(registry: Backend, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        await page(registry, Slice(cursor=cursor), Order.NAME, False)


async def test_a_cursor_of_another_list_is_refused(seven: Backend) -> None:
    found = await page(seven, Slice(), Order.CREATED_AT, False)
    for by, descending in ((Order.CREATED_AT, True), (Order.UPDATED_AT, False)):
        with pytest.raises(CursorInvalid):
            await page(seven, Slice(cursor=found.cursors[0]), by, descending)


@pytest.mark.parametrize("size", [0, -1, 101, 10**9])
def test_a_page_has_one_to_a_hundred_items(size: int) -> None:
    with pytest.raises(PageSizeInvalid):
        paging.asked(first=size)
    with pytest.raises(PageSizeInvalid):
        paging.asked(last=size)


def test_a_page_goes_one_way() -> None:
    with pytest.raises(PageBothWays):
        paging.asked(first=1, last=1)
    with pytest.raises(PageBothWays):
        paging.asked(first=1, before="x")
    with pytest.raises(PageBothWays):
        paging.asked(after="x", last=1)
    assert paging.asked(last=5, before="x") == Slice(size=5, cursor="x", backward=True)
    assert paging.asked() == Slice(size=20)


async def ids(backend: Backend) -> list[UUID]:
    return [package.id for package in (await page(backend, Slice(), Order.NAME, False)).items]


async def test_what_belongs_to_many_packages_is_read_in_one_statement_each(
    seven: Backend,
) -> None:
    some = await ids(seven)
    async with seven.read() as session:
        with statements(seven) as seen:
            by_package = await releases.by_package(session, some, Slice(), visible_to=EVERYBODY)
            found = [release.id for listed in by_package.values() for release in listed.items]
            by_release = await files.by_release(session, found, visible_to=EVERYBODY)
            told = await documents.by_package(session, some, visible_to=EVERYBODY)
            people = await collaborators.by_package(session, some, visible_to=EVERYBODY)
            facts = await releases.facts_by_id(session, found, visible_to=EVERYBODY)
            history = await events.by_package(session, NAMES, Slice(), visible_to=EVERYBODY)
    assert len(seen) == 6
    assert [len(by_release[id_]) for id_ in found] == [1] * 7
    assert [told[id_].version for id_ in some] == ["1.0"] * 7
    assert [[person.account.name for person in people[id_]] for id_ in some] == [["ann"]] * 7
    assert len(facts) == 7
    assert [[event.action for event in history[name].items] for name in NAMES] == [
        ["file.added", "release.created", "package.created"]
    ] * 7


async def test_each_package_gets_its_own_page_of_releases(registry: Backend) -> None:
    ann = await account(registry)
    for version in ("1", "2", "3"):
        await publish(registry, ann, wheel("demo-a", version), sdist("demo-b", version))
    some = await ids(registry)
    async with registry.read() as session:
        first = await releases.by_package(session, some, Slice(size=2), visible_to=EVERYBODY)
        after = {id_: listed.cursors[-1] for id_, listed in first.items()}
        last = {
            id_: await releases.by_package(
                session, [id_], Slice(size=2, cursor=after[id_]), visible_to=EVERYBODY
            )
            for id_ in some
        }
    assert [[r.version for r in first[id_].items] for id_ in some] == [["3", "2"]] * 2
    assert [first[id_].has_next for id_ in some] == [True, True]
    assert [[r.version for r in last[id_][id_].items] for id_ in some] == [["1"]] * 2


async def test_dependents_are_found_by_what_their_latest_release_requires(
    registry: Backend,
) -> None:
    ann = await account(registry)
    needs = ["Requires-Dist: Lib.One"]
    await publish(registry, ann, wheel("demo-a", lines=needs), wheel("demo-b", lines=needs))
    await publish(registry, ann, wheel("demo-b", "2.0"))
    async with registry.read() as session:
        found = await packages.dependents(
            session, ["lib-one", "other"], Slice(), visible_to=EVERYBODY
        )
    assert {name: names(listed) for name, listed in found.items()} == {
        "lib-one": ["demo-a"],
        "other": [],
    }


# --- what one may not see -----------------------------------------------------------------------


async def three_kinds(backend: Backend) -> dict[str, Sight]:
    """Publish a public, a private and a quarantined package of ann's; return who looks."""
    ann, bob = await account(backend, "ann"), await account(backend, "bob")
    carl = await account(backend, "carl", is_administrator=True)
    for name in ("pub", "priv", "quar"):
        await publish(backend, ann, wheel(name))
    await execute(backend, "UPDATE package SET visibility = 'private' WHERE name = 'priv'")
    await execute(backend, "UPDATE package SET status = 'quarantined' WHERE name = 'quar'")
    bound = replace(ann, packages=frozenset({NormalizedName("pub")}))
    people = {"nobody": ANONYMOUS, "bob": bob, "ann": ann, "carl": carl, "bound": bound}
    return {name: sight.of(backend, person) for name, person in people.items()}


async def seen_by(backend: Backend, looks: Sight) -> dict[str, list[str]]:
    """Everything that each query lets one see, by the names of the packages."""
    kinds = ["priv", "pub", "quar"]
    async with backend.read() as session:
        rows = (await session.execute(text("SELECT name, id FROM package"))).all()
        by_name: dict[str, UUID] = {row[0]: row[1] for row in rows}
        by_id = {id_: name for name, id_ in by_name.items()}
        every = list(by_id)
        rows = (await session.execute(text("SELECT id FROM release"))).all()
        every_release = [row[0] for row in rows]
        versions = [(id_, "1.0") for id_ in every]
        pages = await releases.by_package(session, every, Slice(), visible_to=looks)
        filed = await files.by_release(session, every_release, visible_to=looks)
        history = await events.page(session, Slice(size=100), visible_to=looks)
        own = await packages.by_account(
            session, [looks.account_id] if looks.account_id else [], Slice(), visible_to=looks
        )
        figures = await stats.read(session, visible_to=looks)
        listed = names(await packages.page(session, Slice(), visible_to=looks))
        assert len(listed) == await packages.count(session, visible_to=looks) == figures.packages
        assert figures.files == figures.releases == len(listed)
        facts = await releases.facts_by_id(session, every_release, visible_to=looks)
        assert len(facts) == len(listed)
        return {
            "known": sorted(await packages.by_name(session, kinds, visible_to=looks)),
            "by id": sorted(
                row.name
                for row in (await packages.by_id(session, every, visible_to=looks)).values()
            ),
            "people": sorted(
                by_id[id_]
                for id_, people in (
                    await collaborators.by_package(session, every, visible_to=looks)
                ).items()
                if people
            ),
            "listed": listed,
            "told": sorted(
                by_id[id_] for id_ in await documents.by_package(session, every, visible_to=looks)
            ),
            "releases": sorted(by_id[id_] for id_, listed in pages.items() if listed.items),
            "versions": sorted(
                by_id[id_]
                for id_, _ in await releases.by_version(session, versions, visible_to=looks)
            ),
            "files": sorted({file.package for some in filed.values() for file in some}),
            "events": sorted({event.package or "" for event in history.items}),
            "own": sorted(p.name for listed in own.values() for p in listed.items),
        }


EVERY, PUBLIC_ONLY, NOT_PRIVATE = ["priv", "pub", "quar"], ["pub"], ["pub", "quar"]
CONTENTS = ("listed", "told", "releases", "versions", "files", "events")
STRANGER = {
    **dict.fromkeys(("known", "by id", "people"), NOT_PRIVATE),
    **dict.fromkeys(CONTENTS, PUBLIC_ONLY),
    "own": [],
}
NOTHING: dict[str, list[str]] = {query: [] for query in STRANGER}


async def test_no_query_shows_what_is_not_for_one(registry: Backend) -> None:
    looks = await three_kinds(registry)
    found = {name: await seen_by(registry, person) for name, person in looks.items()}
    assert found["nobody"] == STRANGER
    assert found["bob"] == STRANGER
    assert found["bound"] == {**STRANGER, "own": ["pub"]}
    assert found["ann"] == dict.fromkeys(STRANGER, EVERY)
    assert found["carl"] == {**dict.fromkeys(STRANGER, EVERY), "own": []}


async def test_where_reading_is_private_a_stranger_sees_nothing(registry: Backend) -> None:
    await three_kinds(registry)
    closed = registry.settings.model_copy(update={"anonymous_read": False})
    nobody = sight.of(replace(registry, settings=closed), ANONYMOUS)
    assert await seen_by(registry, nobody) == NOTHING
    unread = sight.of(
        replace(registry, settings=closed), Principal(scopes=frozenset({Scope.PUBLISH}))
    )
    assert await seen_by(registry, unread) == NOTHING


async def test_who_acted_and_from_where_is_for_those_of_the_package(registry: Backend) -> None:
    looks = await three_kinds(registry)
    await execute(registry, "ALTER TABLE event DISABLE TRIGGER journal_only_grows")
    await execute(registry, """UPDATE event SET detail = '{"address": "192.0.2.1", "a": 1}'""")
    ann = looks["ann"].account_id
    told = {}
    async with registry.read() as session:
        for name, person in looks.items():
            only = EventFilter(package="pub")
            (row, *_) = (await events.page(session, Slice(), only=only, visible_to=person)).items
            acted = EventFilter(package="pub", account_id=ann)
            by_ann = await events.count(session, only=acted, visible_to=person)
            told[name] = (row.account_id == ann, row.detail, by_ann)
    whole = {"address": "192.0.2.1", "a": 1}
    assert told == {
        "nobody": (False, {"a": 1}, 0),
        "bob": (False, {"a": 1}, 0),
        "ann": (True, whole, 3),
        "bound": (True, whole, 3),
        "carl": (True, whole, 3),
    }


async def test_events_of_a_deleted_package_are_not_those_of_its_successor(
    registry: Backend, clock: Clock
) -> None:
    looks = await three_kinds(registry)
    await execute(registry, "DELETE FROM package WHERE name = 'priv'")
    clock.moment += timedelta(hours=1)
    await publish(registry, await account(registry, "dan"), wheel("priv", "2.0"))
    async with registry.read() as session:
        only = EventFilter(package="priv")
        found = await events.page(session, Slice(), only=only, visible_to=looks["nobody"])
        every = await events.page(session, Slice(), only=only, visible_to=looks["carl"])
    assert [event.version for event in found.items] == ["2.0", "2.0", None]
    assert len(every.items) == 6


async def test_accounts_show_their_secrets_to_themselves_and_to_administrators(
    registry: Backend,
) -> None:
    looks = await three_kinds(registry)
    await execute(registry, "UPDATE account SET email = name || '@example.com'")
    told, listed = {}, {}
    async with registry.read() as session:
        for name, person in looks.items():
            found = await accounts.by_name(session, ["ann"], visible_to=person)
            told[name] = (found["ann"].email, found["ann"].is_administrator)
            listed[name] = [
                row.name for row in (await accounts.page(session, Slice(), visible_to=person)).items
            ]
    shown, hidden = ("ann@example.com", False), (None, None)
    assert told == {"nobody": hidden, "bob": hidden, "ann": shown, "carl": shown, "bound": shown}
    assert listed == {
        "nobody": [], "bob": [], "ann": [], "bound": [], "carl": ["ann", "bob", "carl"],
    }  # fmt: skip


async def test_the_queue_of_moderators_is_theirs_alone(registry: Backend) -> None:
    looks = await three_kinds(registry)
    async with registry.read() as session:
        queues = {
            name: [
                case.package.name
                for case in (await moderation.page(session, Slice(), visible_to=person)).items
            ]
            for name, person in looks.items()
        }
    assert queues == {"nobody": [], "bob": [], "ann": [], "bound": [], "carl": ["quar"]}


async def test_keys_are_seen_by_their_account_and_by_administrators(registry: Backend) -> None:
    looks = await three_kinds(registry)
    ann = looks["ann"].account_id
    assert ann is not None
    await execute(
        registry,
        "INSERT INTO api_key (id, account_id, name, hint, secret_sha256, scopes, created_at)"
        f" VALUES (gen_random_uuid(), '{ann}', 'laptop', 'hm_abc', sha256('x'), '{{read}}', now())",
    )
    async with registry.read() as session:
        found = {
            name: [
                key.name
                for key in (await keys.of_account(session, ann, Slice(), visible_to=person)).items
            ]
            for name, person in looks.items()
        }
    assert found == {
        "nobody": [], "bob": [], "ann": ["laptop"], "bound": ["laptop"], "carl": ["laptop"],
    }  # fmt: skip
