"""What every mutation has in common."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price

# A transaction, its locks and its event: a document has room for two dozen.
WEIGHT = 1_000


class Afresh(FieldExtension):
    """Lets nothing that was read before a change be shown after it."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: RegistryInfo, **kwargs: Any
    ) -> Any:
        """Forget what the document's earlier mutations have read, then change."""
        info.context.forget()
        return await next_(source, info, **kwargs)


def mutation(description: str) -> Any:
    """Return the decorator of a mutation: one `input`, and a union of a success and `Problem`."""
    return strawberry.mutation(
        description=description, extensions=[Afresh()], metadata=price(weight=WEIGHT)
    )
