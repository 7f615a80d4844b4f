"""The shelf of rendered pages."""

import asyncio

import pytest

from devsper_registry.simple.rendered import OVERHEAD, Body, Rendered
from devsper_registry.simple.shelf import Shelf

pytestmark = pytest.mark.anyio


def page(serial: int, size: int = 10) -> Rendered:
    return Rendered(serial=serial, plain=Body(b"x" * size, '"p"'), gzipped=Body(b"", '"z"'))


class Kitchen:
    """Renders pages of one serial, counts them, and can be made to wait."""

    def __init__(self, serial: int = 1, size: int = 10) -> None:
        self.serial, self.size = serial, size
        self.rendered = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self) -> Rendered:
        self.rendered += 1
        serial = self.serial
        await self.go.wait()
        return page(serial, self.size)


async def settle() -> None:
    """Let every task come to where it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_page_is_rendered_once_for_a_serial() -> None:
    shelf, kitchen = Shelf(), Kitchen()
    first = await shelf.get("demo", serial=1, render=kitchen)
    assert await shelf.get("demo", serial=1, render=kitchen) is first
    assert kitchen.rendered == 1
    kitchen.serial = 2
    assert (await shelf.get("demo", serial=2, render=kitchen)).serial == 2
    assert kitchen.rendered == 2


async def test_a_rush_renders_once() -> None:
    shelf, kitchen = Shelf(), Kitchen()
    kitchen.go.clear()
    rush = [asyncio.create_task(shelf.get("demo", serial=1, render=kitchen)) for _ in range(100)]
    await settle()
    kitchen.go.set()
    assert len({id(page) for page in await asyncio.gather(*rush)}) == 1
    assert kitchen.rendered == 1


async def test_who_knows_of_a_change_does_not_get_a_page_begun_before_it() -> None:
    shelf, kitchen = Shelf(), Kitchen(serial=1)
    kitchen.go.clear()
    early = asyncio.create_task(shelf.get("demo", serial=1, render=kitchen))
    await settle()
    kitchen.serial = 2
    late = asyncio.create_task(shelf.get("demo", serial=2, render=kitchen))
    await settle()
    kitchen.go.set()
    assert (await early).serial == 1
    assert (await late).serial == 2


async def test_a_reader_who_goes_away_does_not_take_the_page_along() -> None:
    shelf, kitchen = Shelf(), Kitchen()
    kitchen.go.clear()
    gone = asyncio.create_task(shelf.get("demo", serial=1, render=kitchen))
    stays = asyncio.create_task(shelf.get("demo", serial=1, render=kitchen))
    await settle()
    gone.cancel()
    await settle()
    kitchen.go.set()
    assert (await stays).serial == 1
    assert kitchen.rendered == 1


async def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    shelf = Shelf()

    async def fail() -> Rendered:
        await asyncio.sleep(0)
        raise LookupError

    results = await asyncio.gather(
        *(shelf.get("demo", serial=1, render=fail) for _ in range(3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [LookupError] * 3
    assert (await shelf.get("demo", serial=1, render=Kitchen())).serial == 1


async def test_the_page_not_read_for_longest_gives_way() -> None:
    each = OVERHEAD + 10
    shelf = Shelf(limit=2 * each)
    one, two, three = Kitchen(), Kitchen(), Kitchen()
    await shelf.get("one", serial=1, render=one)
    await shelf.get("two", serial=1, render=two)
    await shelf.get("one", serial=1, render=one)
    await shelf.get("three", serial=1, render=three)
    assert shelf.weight == 2 * each
    await shelf.get("one", serial=1, render=one)
    await shelf.get("two", serial=1, render=two)
    assert (one.rendered, two.rendered, three.rendered) == (1, 2, 1)


async def test_a_page_larger_than_the_shelf_is_served_and_not_kept() -> None:
    shelf, small, large = Shelf(limit=5000), Kitchen(), Kitchen(size=10_000)
    await shelf.get("small", serial=1, render=small)
    await shelf.get("large", serial=1, render=large)
    await shelf.get("large", serial=1, render=large)
    await shelf.get("small", serial=1, render=small)
    assert (small.rendered, large.rendered) == (1, 2)


async def test_a_newer_page_replaces_the_older_ones_weight() -> None:
    shelf = Shelf()
    await shelf.get("demo", serial=1, render=Kitchen(serial=1, size=100))
    await shelf.get("demo", serial=2, render=Kitchen(serial=2, size=50))
    assert shelf.weight == OVERHEAD + 50


async def test_a_database_set_back_in_time_is_believed() -> None:
    shelf = Shelf()
    await shelf.get("demo", serial=9, render=Kitchen(serial=9))
    assert (await shelf.get("demo", serial=5, render=Kitchen(serial=5))).serial == 5
