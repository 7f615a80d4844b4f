"""The name of a new package: what is refused, what is warned of, and who may know why."""

import asyncio
from dataclasses import replace

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import update

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Package
from devsper_registry.errors import Kind, NameTooSimilar, RegistryError
from devsper_registry.services import publishing
from devsper_registry.services.upload import Upload
from tests.build import wheel
from tests.services import state
from tests.services.published import account

pytestmark = pytest.mark.anyio


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    return await account(registry)


def strict(backend: Backend) -> Backend:
    lists = {
        "prohibited_names": frozenset({NormalizedName("malware")}),
        "reserved_prefixes": (NormalizedName("acme"),),
    }
    return replace(backend, settings=backend.settings.model_copy(update=lists))


async def publish(backend: Backend, by: Principal, name: str, version: str = "1.0") -> list[str]:
    """Publish a wheel of that name; return the warnings."""
    file = wheel(name, version)
    path = backend.store.incoming() / f"{name}-{version}"
    path.write_bytes(file.content)
    upload = Upload(path, file.filename, len(file.content), file.sha256, form={})
    return (await publishing.publish(backend, by=by, upload=upload)).warnings


async def refused(backend: Backend, by: Principal, name: str) -> str:
    """Return the sentence of the refusal, which changed nothing."""
    before = await state.of(backend)
    with pytest.raises(RegistryError) as error:
        await publish(backend, by, name)
    assert await state.of(backend) == before
    return str(error.value)


async def test_each_rule_has_its_own_sentence(registry: Backend, alice: Principal) -> None:
    backend = strict(registry)
    await publish(backend, alice, "color-lib")
    assert await refused(backend, alice, "json") == (
        "The name 'json' is that of a module of Python's standard library: choose another."
    )
    assert await refused(backend, alice, "Malware") == (
        "The name 'malware' is prohibited here: choose another, or ask an administrator."
    )
    assert await refused(backend, alice, "acme-tools") == (
        "Names that begin with 'acme' are reserved here: choose another, or ask an "
        "administrator for the prefix."
    )
    assert await refused(backend, alice, "c0lorl1b") == (
        "The name 'c0lorl1b' looks like the existing package 'color-lib': choose one that "
        "nobody can confuse with it."
    )
    assert NameTooSimilar.kind is Kind.INVALID


async def test_an_administrator_gives_what_the_lists_withhold(
    registry: Backend, alice: Principal
) -> None:
    backend = strict(registry)
    root = await account(backend, "root", is_administrator=True)
    assert await publish(backend, root, "acme-tools") == []
    assert await publish(backend, root, "malware") == []
    assert (await refused(backend, root, "json")).startswith("The name 'json' is that of a module")


async def test_a_package_that_exists_keeps_its_name(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, "acme-tools")
    assert await publish(strict(registry), alice, "acme-tools", "2.0") == []


async def test_a_name_one_slip_away_is_taken_with_a_warning(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, "requests")
    assert await publish(registry, alice, "reqests") == [
        "The name 'reqests' is one slip away from the existing package 'requests': "
        "check that this is what you mean."
    ]
    assert await publish(registry, alice, "reqests", "2.0") == []


async def test_a_private_package_is_not_told_of(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, "requests")
    async with registry.transaction() as session:
        await session.execute(update(Package).values(visibility="private"))
    bob = await account(registry, "bob")
    assert await publish(registry, bob, "reqests") == []
    assert await refused(registry, bob, "re-quests") == (
        "The name 're-quests' is prohibited here: choose another, or ask an administrator."
    )
    assert "'requests'" in await refused(registry, alice, "re-quests")


async def test_of_names_that_look_the_same_at_once_one_wins(
    registry: Backend, alice: Principal
) -> None:
    names = ["hello-oil", "he-llo-oil", "hel1ooil", "hell0-oil", "helloo1l", "h-e-l-l-o-oil"]
    done = await asyncio.gather(
        *(publish(registry, alice, name) for name in names), return_exceptions=True
    )
    assert [type(result) for result in done].count(NameTooSimilar) == 5
    assert (await state.of(registry)).packages == 1
