"""Changes and reads in any order on two replicas, against a model that fits on a page.

What a replica has acknowledged it shows; the other one shows what was, until it has heard of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables.package import Role, Visibility
from devsper_registry.services import (
    deleting,
    keys,
    moderating,
    ownership,
    revoking,
    visibility,
    yanking,
)
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened, reader
from tests.services.published import account

pytestmark = pytest.mark.anyio
NUMBERS = count()
STRANGER, BOB = "a stranger", "bob"
# What a reader is shown: a status, and for a page its files with whether they are yanked.
Shown = tuple[int, dict[str, Any] | None]
STEPS = st.one_of(
    st.tuples(
        st.sampled_from(
            [
                "upload",
                "yank",
                "unyank",
                "delete file",
                "quarantine",
                "reactivate",
                "hide",
                "show",
                "add bob",
                "remove bob",
                "revoke",
                "delete",
            ]
        ),
        st.integers(0, 1),
    ),
    st.tuples(
        st.sampled_from([f"read as {STRANGER}", f"read as {BOB}", "hear"]), st.integers(0, 1)
    ),
)


@dataclass
class Model:
    """What there is."""

    files: dict[str, Any] = field(default_factory=dict)
    exists: bool = False
    quarantined: bool = False
    private: bool = False
    bob_reads: bool = False
    bobs_key: bool = True

    def shown(self, who: str) -> Shown:
        """Return what a reader gets."""
        if who == BOB and not self.bobs_key:
            return 401, None
        if not self.exists:
            return 404, None
        if self.private and who == STRANGER:
            return 401, None
        if self.private and not self.bob_reads:
            return 403, None
        return 200, {} if self.quarantined else dict(self.files)

    def told_of_file(self, who: str, filename: str) -> int:
        """Return the status that a reader of one file gets."""
        status, shown = self.shown(who)
        if status != 200:
            return status
        if shown is not None and filename in shown:
            return 200
        return 403 if filename in self.files else 404


@dataclass
class World:
    """Two replicas, a package that only this run knows, and the model of it."""

    replicas: tuple[Backend, Backend]
    doors: list[httpx.AsyncClient]
    admin: Principal
    name: NormalizedName
    bob: str
    secret: str = ""
    key_id: Any = None
    model: Model = field(default_factory=Model)
    # For each replica the states of the model that it may still show.
    possible: list[list[Model]] = field(default_factory=list)
    uploads: int = 0
    # Every file that there ever was, and where.
    paths: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> None:
        one = self.replicas[0]
        by = await account(one, self.bob)
        made = await keys.create(
            one, by=by, account=self.bob, name="ci", scopes=[Scope.READ], expires_at=None
        )
        self.secret, self.key_id = made.secret, made.key.id
        for replica in (0, 1):
            await self.hear(replica)

    async def step(self, what: str, at: int) -> None:
        if what == "hear":
            await self.hear(at)
        elif what.startswith("read as "):
            await self.read(what.removeprefix("read as "), at)
        else:
            # So that the change meets what is kept, and what is kept meets the change at once.
            await self.read_as_both(at)
            if await self.change(what, self.replicas[at]):
                self.possible[at] = [replace(self.model, files=dict(self.model.files))]
                self.possible[1 - at].append(self.possible[at][0])
                await self.read_as_both(at)

    async def hear(self, at: int) -> None:
        """Wait until that replica has heard of everything."""
        changes = self.replicas[at].database.changes
        newest = max(each.database.changes._newest for each in self.replicas)
        async with asyncio.timeout(60):
            while (changes.newest or -1) < newest:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        self.possible[at] = [replace(self.model, files=dict(self.model.files))]

    async def read_as_both(self, at: int) -> None:
        for who in (STRANGER, BOB):
            await self.read(who, at)

    async def read(self, who: str, at: int) -> None:
        headers = {"accept": SIMPLE_JSON}
        if who == BOB:
            headers["authorization"] = f"Bearer {self.secret}"
        answer = await self.doors[at].get(f"/simple/{self.name}/", headers=headers)
        files = answer.json().get("files") if answer.status_code == 200 else None
        shown = None if files is None else {file["filename"]: file["yanked"] for file in files}
        assert (answer.status_code, shown) in [each.shown(who) for each in self.possible[at]]
        for filename, path in self.paths.items():
            told = (await self.doors[at].head(path, headers=headers)).status_code
            assert told in [each.told_of_file(who, filename) for each in self.possible[at]]

    async def change(self, what: str, on: Backend) -> bool:
        """Change it through that replica, where there is anything to change."""
        model, by, name = self.model, self.admin, self.name
        if what == "revoke":
            if model.bobs_key:
                await revoking.revoke(on, by=by, key_id=self.key_id)
            changed, model.bobs_key = model.bobs_key, False
            return changed
        if what == "upload":
            return await self.upload(on)
        if not model.exists or (model.quarantined and what not in {"reactivate", "delete"}):
            return False
        match what:
            case "yank" | "unyank" | "delete file" if model.files:
                filename = next(iter(model.files))
                if what == "delete file":
                    await deleting.delete_file(
                        on, by=by, package=name, filename=filename, confirmation=filename
                    )
                    del model.files[filename]
                elif what == "yank":
                    await yanking.yank_file(
                        on, by=by, package=name, filename=filename, reason="bad"
                    )
                    model.files[filename] = "bad"
                else:
                    await yanking.unyank_file(on, by=by, package=name, filename=filename)
                    model.files[filename] = False
            case "quarantine":
                await moderating.quarantine(on, by=by, package=name, reason="unsafe")
                model.quarantined = True
            case "reactivate":
                await moderating.reactivate(on, by=by, package=name)
                model.quarantined = False
            case "hide" | "show":
                model.private = what == "hide"
                wanted = Visibility.PRIVATE if model.private else Visibility.PUBLIC
                await visibility.set_on_package(on, by=by, package=name, visibility=wanted)
            case "add bob" if not model.bob_reads:
                await ownership.add(on, by=by, package=name, account=self.bob, role=Role.READER)
                model.bob_reads = True
            case "remove bob" if model.bob_reads:
                await ownership.remove(on, by=by, package=name, account=self.bob)
                model.bob_reads = False
            case "delete":
                await deleting.delete_package(on, by=by, package=name, confirmation=name)
                self.model = Model(bobs_key=model.bobs_key)
            case _:
                return False
        return True

    async def upload(self, on: Backend) -> bool:
        if self.model.quarantined:
            return False
        if not self.model.exists:
            await seeds.package(on, self.name)
            self.model.exists = True
        self.uploads += 1
        filename = f"{self.name.replace('-', '_')}-{self.uploads}-py3-none-any.whl"
        listed = await seeds.file(
            on, filename, filename.encode(), name=self.name, version=str(self.uploads)
        )
        self.paths[filename] = listed.path
        self.model.files[filename] = False
        return True


@pytest.fixture
async def replicas(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Backend, Backend]]:
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(opened(database_url, tmp_path / each))
            for each in ("one", "two")
        ]
        for backend in (one, two):
            backend.listening.start()
        yield one, two


@given(steps=st.lists(STEPS, min_size=4, max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_replica_shows_what_it_knows_to_be_over(
    replicas: tuple[Backend, Backend], steps: list[tuple[str, int]]
) -> None:
    number = next(NUMBERS)
    admin = await account(replicas[0], f"root-{number}", is_administrator=True)
    async with reader(replicas[0]) as one, reader(replicas[1]) as two:
        world = World(
            replicas,
            [one, two],
            admin,
            NormalizedName(f"demo-{number}"),
            f"bob-{number}",
            possible=[[], []],
        )
        await world.begin()
        for what, at in [*steps, ("hear", 0), ("hear", 1)]:
            await world.step(what, at)
        for at in (0, 1):
            await world.read_as_both(at)
