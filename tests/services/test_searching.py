"""The search: what it finds, in which order, what it shows of it, and what it never shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.filters import EVERYTHING, PackageFilter
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.errors import CursorInvalid, SearchTooLong
from devsper_registry.services import searching, sight, yanking
from devsper_registry.services.searching import Facets, Results
from tests.build import Built, wheel
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
EVERYBODY = Sight(public=None)


def package(
    name: str, summary: str = "", *, keywords: str = "", readme: str = "", version: str = "1.0"
) -> Built:
    lines = [
        *([f"Summary: {summary}"] if summary else []),
        *([f"Keywords: {keywords}"] if keywords else []),
        "Description-Content-Type: text/plain",
    ]
    return wheel(name, version, lines=lines, description=readme)


async def find(
    backend: Backend,
    typed: str,
    only: PackageFilter = EVERYTHING,
    *,
    first: int = 20,
    after: str | None = None,
    visible_to: Sight = EVERYBODY,
) -> Results:
    wanted = searching.asked(backend, typed, only)
    page = paging.asked(first=first, after=after)
    return await searching.find(backend, wanted, page, visible_to=visible_to)


def names(results: Results) -> list[str]:
    return [found.package.name for found in results.found]


async def facets(backend: Backend, typed: str = "", *, visible_to: Sight = EVERYBODY) -> Facets:
    wanted = searching.asked(backend, typed)
    return await searching.facets_of(backend, wanted, visible_to=visible_to)


async def execute(backend: Backend, statement: str) -> None:
    async with backend.transaction() as session:
        await session.execute(text(statement))


async def test_the_exact_name_comes_first_however_popular_the_others_are(
    registry: Backend,
) -> None:
    ann = await account(registry)
    await publish(
        registry, ann, package("flask"), package("flask-login", "flask flask"), package("flasks")
    )
    await execute(
        registry,
        "UPDATE package_document SET downloads_30d = 9000000 WHERE normalized_name <> 'flask'",
    )
    assert names(await find(registry, "Flask"))[0] == "flask"
    assert set(names(await find(registry, "flask"))) == {"flask", "flask-login", "flasks"}


async def test_a_name_counts_more_than_keywords_a_summary_and_a_description_in_this_order(
    registry: Backend,
) -> None:
    ann = await account(registry)
    await publish(
        registry,
        ann,
        package("told", readme="It counts wolves."),
        package("short", "Counts wolves"),
        package("named", keywords="wolves"),
        package("great-wolves"),
    )
    assert names(await find(registry, "wolves")) == ["great-wolves", "named", "short", "told"]


async def test_downloads_and_freshness_raise_a_package_above_its_equals(
    registry: Backend, clock: Clock
) -> None:
    ann = await account(registry)
    clock.moment -= timedelta(days=1000)
    await publish(registry, ann, package("aaa", "sheep"))
    clock.moment += timedelta(days=1000)
    await publish(registry, ann, package("bbb", "sheep"), package("ccc", "sheep"))
    await execute(
        registry, "UPDATE package_document SET downloads_30d = 1000 WHERE normalized_name = 'ccc'"
    )
    results = await find(registry, "sheep")
    assert names(results) == ["ccc", "bbb", "aaa"]
    fresh, stale = results.found[1].score, results.found[2].score
    assert stale / fresh == pytest.approx(0.5 + 0.5 * 2 ** (-1000 / 365))


@pytest.mark.parametrize(
    "typed",
    ["Sheep_Counter", "sheep.counter", "sheep counter", "shee", "counting", "count", "wool",
     '"counts the sheep"', "sheep -goat", "sheepcounter", "sheap-counter"],
)  # fmt: skip
async def test_many_ways_lead_to_a_package(registry: Backend, typed: str) -> None:
    told = package("sheep-counter", "Counts the sheep", readme="All about wool.")
    await publish(registry, await account(registry), told, package("goat", "Of another kind"))
    assert names(await find(registry, typed)) == ["sheep-counter"]


@pytest.mark.parametrize(
    "typed",
    ["!!! ' \\ : & | ( ) * <->", "\x00sheep\x00", "\ud800sheep", "%_\\%", "or or", '"', "-"],
)
async def test_no_typing_is_an_error(registry: Backend, typed: str) -> None:
    await publish(registry, await account(registry), package("sheep"))
    await find(registry, typed)
    await facets(registry, typed)
    await searching.count(registry, searching.asked(registry, typed), visible_to=EVERYBODY)


async def test_a_search_that_is_too_long_is_refused(registry: Backend) -> None:
    with pytest.raises(SearchTooLong) as refused:
        searching.asked(registry, "x" * 201)
    assert str(refused.value) == "The search is 201 characters long: shorten it to 200."


async def test_without_matches_near_names_are_offered(registry: Backend) -> None:
    await publish(registry, await account(registry), package("Django"), package("requests"))
    results = await find(registry, "djnago")
    assert (names(results), results.suggestions) == ([], ["Django"])
    assert (await find(registry, "zzzzzzz")).suggestions == []


async def test_what_matched_is_marked_and_everything_else_escaped(registry: Backend) -> None:
    hostile = "1 < 2 & 'sheep' \ue000x\ue001 <mark>counts</mark> <img src=x onerror=alert(1)>"
    await publish(registry, await account(registry), package("sheep-dog", hostile))
    found = (await find(registry, "sheep")).found[0]
    assert found.name_html == "<mark>sheep</mark>-dog"
    assert found.snippet_html == (
        "1 &lt; 2 &amp; &#x27;<mark>sheep</mark>&#x27; x &lt;mark&gt;counts&lt;/mark&gt; "
        "&lt;img src=x onerror=alert(1)&gt;"
    )


async def test_the_snippet_cites_the_description_where_only_that_matched(
    registry: Backend,
) -> None:
    built = package("flock", "Farming", readme="Here one counts the woolly <i>sheep</i> at night.")
    await publish(registry, await account(registry), built)
    found = (await find(registry, "sheep")).found[0]
    assert found.snippet_html == ("Here one counts the woolly <mark>sheep</mark> at night")


async def test_pages_of_a_search_follow_one_another_without_gap_or_repetition(
    registry: Backend,
) -> None:
    ann = await account(registry)
    await publish(registry, ann, *(package(f"sheep-{number}", "wool") for number in range(7)))
    whole = names(await find(registry, "sheep"))
    seen, after, pages = [], None, 0
    while True:
        results = await find(registry, "sheep", first=3, after=after)
        seen += names(results)
        pages += 1
        if not results.has_next:
            break
        after = results.found[-1].cursor
    assert (seen, pages, len(whole)) == (whole, 3, 7)
    with pytest.raises(CursorInvalid):
        await find(registry, "sheep", after="bm90IGEgY3Vyc29y")


async def test_filters_narrow_together(registry: Backend) -> None:
    ann, bob = await account(registry, "ann"), await account(registry, "bob")
    licence = ["License-Expression: MIT", "Keywords: Wool", "Requires-Dist: Dep.End"]
    classifier = ["Classifier: Framework :: Pytest"]
    points = {"entry_points.txt": b"[pytest11]\nx = sheep_one\n"}
    one = wheel("sheep-one", "1.0", requires_python=">=3.12", lines=licence, dist_info=points)
    two = wheel("sheep-two", "1.0", requires_python="<3.12", lines=[*licence, *classifier])
    await publish(registry, ann, one, package("sheep-three"))
    await publish(registry, bob, two)
    both, only = ["sheep-one", "sheep-two"], PackageFilter
    wanted = {
        only(license="MIT"): both,
        only(keyword="WOOL"): both,
        only(depends_on="dep-end"): both,
        only(python="3.12"): ["sheep-one", "sheep-three"],
        only(entry_point_group="pytest11"): ["sheep-one"],
        only(classifiers=("Framework :: Pytest",)): ["sheep-two"],
        only(owner="ann"): ["sheep-one", "sheep-three"],
        only(owner="ann", license="MIT", python="3.13"): ["sheep-one"],
        only(owner="ann", classifiers=("Framework :: Pytest",)): [],
        only(status="archived"): [],
        only(name_prefix="sheep-t"): ["sheep-three", "sheep-two"],
        only(updated_since=registry.now() + timedelta(seconds=1)): [],
    }
    found = {narrow: sorted(names(await find(registry, "sheep", narrow))) for narrow in wanted}
    assert found == wanted
    assert {narrow: sorted(names(await find(registry, "", narrow))) for narrow in wanted} == wanted


async def test_facets_count_the_matches(registry: Backend) -> None:
    ann, bob = await account(registry, "ann"), await account(registry, "bob")
    mit = ["License-Expression: MIT", "Classifier: Framework :: Pytest"]
    points = {"entry_points.txt": b"[pytest11]\nx = sheep_one\n"}
    await publish(registry, ann, wheel("sheep-one", lines=mit, requires_python="==3.12.*"))
    await publish(registry, bob, wheel("sheep-two", lines=mit, dist_info=points,
                                       requires_python=">=3.12,<3.14"))  # fmt: skip
    await publish(registry, bob, package("goat"))
    assert await facets(registry, "sheep") == Facets(
        classifiers=[("Framework :: Pytest", 2)],
        licenses=[("MIT", 2)],
        pythons=[("3.12", 2), ("3.13", 1)],
        entry_point_groups=[("pytest11", 1)],
        owners=[("ann", 1), ("bob", 1)],
    )


async def test_a_yanked_release_is_no_longer_what_is_found(registry: Backend) -> None:
    ann = await account(registry)
    await publish(registry, ann, package("flock", "sheep"))
    await publish(registry, ann, package("flock", "goats", version="2.0"))
    assert names(await find(registry, "goats")) == ["flock"]
    await yanking.yank_release(registry, by=ann, package=NormalizedName("flock"), version="2.0")
    assert names(await find(registry, "goats")) == []
    assert names(await find(registry, "sheep")) == ["flock"]


# --- what one may not see -----------------------------------------------------------------------


async def sheep_of_three_kinds(backend: Backend) -> dict[str, Sight]:
    """Publish a public, a private and a quarantined package of ann's; return who looks."""
    ann, bob = await account(backend, "ann"), await account(backend, "bob")
    carl = await account(backend, "carl", is_administrator=True)
    await publish(backend, ann, *(package(f"sheep-{kind}") for kind in ("pub", "priv", "quar")))
    await execute(
        backend, "UPDATE package SET visibility = 'private' WHERE normalized_name = 'sheep-priv'"
    )
    await execute(
        backend, "UPDATE package SET status = 'quarantined' WHERE normalized_name = 'sheep-quar'"
    )
    unread = replace(ann, scopes=frozenset({Scope.PUBLISH}))
    bound = replace(ann, packages=frozenset({NormalizedName(QUAR)}))
    people: dict[str, Principal] = {
        "nobody": ANONYMOUS, "bob": bob, "ann": ann, "carl": carl,
        "carl without the scope": replace(carl, scopes=frozenset({Scope.READ})),
        "ann without the scope": unread, "ann bound": bound,
    }  # fmt: skip
    return {name: sight.of(backend, person) for name, person in people.items()}


PUB, PRIV, QUAR = "sheep-pub", "sheep-priv", "sheep-quar"
SEEN = {
    "nobody": [PUB],
    "bob": [PUB],
    "ann": [PRIV, PUB, QUAR],
    "carl": [PRIV, PUB, QUAR],
    "carl without the scope": [PUB],
    "ann without the scope": [PUB],
    "ann bound": [PUB, QUAR],
}


async def test_nobody_finds_what_is_not_for_them(registry: Backend) -> None:
    people = await sheep_of_three_kinds(registry)
    found = {
        name: sorted(names(await find(registry, "sheep", visible_to=looks)))
        for name, looks in people.items()
    }
    assert found == SEEN
    wanted = searching.asked(registry, "sheep")
    for name, looks in people.items():
        assert await searching.count(registry, wanted, visible_to=looks) == len(SEEN[name])
        owners = (await facets(registry, "sheep", visible_to=looks)).owners
        assert owners == [("ann", len(SEEN[name]))]
        near = (await find(registry, "sgeep-pruv", visible_to=looks)).suggestions
        assert set(near) == set(SEEN[name]) & {PRIV, PUB}


async def test_where_reading_is_private_a_key_finds_what_it_is_bound_to(
    registry: Backend,
) -> None:
    await sheep_of_three_kinds(registry)
    closed = replace(
        registry, settings=registry.settings.model_copy(update={"anonymous_read": False})
    )
    ann = Principal(
        account_id=None, scopes=frozenset({Scope.READ}), packages=frozenset({NormalizedName(PUB)})
    )
    assert names(await find(registry, "sheep", visible_to=sight.of(closed, ANONYMOUS))) == []
    assert names(await find(registry, "sheep", visible_to=sight.of(closed, ann))) == [PUB]
