"""A small schema with one of everything that the door must handle."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from devsper_registry.errors import PackageNotFound
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.schema import assemble

SECRET = "hm_in_a_message_that_nobody_may_read"


@strawberry.type
class Release:
    version: str

    @strawberry.field
    def package(self) -> "Package":
        return Package(name="demo")


@strawberry.type
class ReleaseConnection:
    nodes: list[Release]


@strawberry.type
class Package:
    name: str

    @strawberry.field
    def releases(self, first: int = 20) -> ReleaseConnection:
        return ReleaseConnection(nodes=[Release(version=f"{n}.0") for n in range(first)])

    @strawberry.field(metadata=price(length=3))
    def owners(self) -> list["Account"]:
        return [Account(name="ada")]

    @strawberry.field(metadata=price(weight=30))
    def readme(self) -> str:
        return "<p>"


@strawberry.type
class Account:
    name: str

    @strawberry.field
    def packages(self) -> list[Package]:
        return [Package(name="demo")]


@strawberry.type
class PackageEdge:
    node: Package
    cursor: str


@strawberry.type
class PackageConnection:
    edges: list[PackageEdge]
    nodes: list[Package]
    total_count: int


@strawberry.input
class Filter:
    prefix: str | None = None
    any_of: list["Filter"] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def version(self) -> str:
        return "1.0"

    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def packages(
        self, first: int | None = None, last: int | None = None, filter: Filter | None = None
    ) -> PackageConnection:
        rows = [Package(name=f"p{n}") for n in range(first or last or 20)]
        edges = [PackageEdge(node=row, cursor=row.name) for row in rows]
        return PackageConnection(edges=edges, nodes=rows, total_count=1000)

    @strawberry.field
    def package(self, name: str) -> Package | None:
        return Package(name=name) if name == "demo" else None

    @strawberry.field
    def by_ids(self, ids: list[strawberry.ID]) -> list[Package]:
        return [Package(name=str(i)) for i in ids]

    @strawberry.field
    def refused(self) -> str | None:
        raise PackageNotFound(package="demo")

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    def who(self, info: RegistryInfo) -> str | None:
        return info.context.principal.account_name


@strawberry.type
class Renamed:
    name: str


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, name: str) -> Annotated[Renamed | Problem, strawberry.union("RenameResult")]:
        if name == "broken":
            raise RuntimeError(SECRET)
        if name != "demo":
            raise PackageNotFound(package=name, field="name")
        return Renamed(name=name)


@strawberry.type
class Subscription:
    closed = 0

    @strawberry.subscription
    async def count(self, to: int, wait: float = 0.0) -> AsyncIterator[int]:
        try:
            for number in range(to):
                await asyncio.sleep(wait)
                yield number
        finally:
            Subscription.closed += 1

    @strawberry.subscription
    async def breaks(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError(SECRET)

    @strawberry.subscription
    async def whoami(self, info: RegistryInfo) -> AsyncIterator[str | None]:
        yield info.context.principal.account_name


schema = assemble(Query, mutation=Mutation, subscription=Subscription)
