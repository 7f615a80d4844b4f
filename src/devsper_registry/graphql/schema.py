"""The schema: its roots, put together in the same way for the door and for tests."""

from collections.abc import Iterable, Iterator

import strawberry
from graphql import GraphQLError, lexicographic_sort_schema, print_schema
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from devsper_registry.graphql.context import Context
from devsper_registry.graphql.documents import Document
from devsper_registry.graphql.mutations import Mutation
from devsper_registry.graphql.problems import RefusalsAsProblems
from devsper_registry.graphql.query import Query
from devsper_registry.graphql.scalars import SCALARS
from devsper_registry.graphql.subscription import Subscription


class ReadyDocument(SchemaExtension):
    """Hands over the document that the door has parsed, validated and guarded already."""

    def on_parse(self) -> Iterator[None]:
        """Put the tree in place, so that nothing is parsed again."""
        if (document := self._document()) is not None:
            self.execution_context.graphql_document = document.tree
        yield

    def on_validate(self) -> Iterator[None]:
        """Say that no fault was found, so that nothing is validated again."""
        if self._document() is not None:
            self.execution_context.pre_execution_errors = []
        yield

    def _document(self) -> Document | None:
        context = self.execution_context.context
        return context.document if isinstance(context, Context) else None


class RegistrySchema(strawberry.Schema):
    """Strawberry's schema, silent: the door logs what is unexpected, once and without the query."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here."""


def assemble(
    query: type,
    *,
    mutation: type | None = None,
    subscription: type | None = None,
    types: Iterable[type] = (),
) -> RegistrySchema:
    """Return a schema of these roots, with refusals as problems."""
    return RegistrySchema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[ReadyDocument],
        exception_handlers=[RefusalsAsProblems()],
    )


def printed(served: RegistrySchema) -> str:
    """Return the schema as a sorted text.

    Sorted only here: Strawberry does not find the members of a union in a schema that it sorted.
    """
    return print_schema(lexicographic_sort_schema(served._schema)) + "\n"


schema = assemble(Query, mutation=Mutation, subscription=Subscription)
