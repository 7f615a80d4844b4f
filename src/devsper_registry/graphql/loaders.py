"""Loaders: what sibling fields ask for one by one is read in one statement."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader

from devsper_registry.backend import Backend
from devsper_registry.db.queries.visibility import Sight

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Query = Callable[..., Awaitable[Mapping[K, V]]]


class Loaders:
    """One loader a query and its arguments, for one operation; what is read once is kept.

    Each batch has a session of its own: siblings run concurrently, and a session is for one.
    """

    def __init__(self, backend: Backend, sight: Sight) -> None:
        self._backend = backend
        self._sight = sight
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def load(
        self, query: Query[K, V], key: K, *args: Hashable, **options: Hashable
    ) -> Awaitable[V | None]:
        """Return what `query(session, keys, *args, visible_to=…, **options)` will find for the key.

        No coroutine of its own: hundreds of fields of one answer wait here.
        """
        return self._loader(query, args, options).load(key)

    def prime(self, query: Query[K, V], found: Mapping[K, V]) -> None:
        """Keep what another statement has read already, so that `query` is not run for it."""
        self._loader(query, (), {}).prime_many(found)

    def _loader(
        self, query: Query[K, V], args: tuple[Hashable, ...], options: Mapping[str, Hashable]
    ) -> DataLoader[Any, Any]:
        which = (query, args, tuple(sorted(options.items())) if options else ())
        loader = self._loaders.get(which)
        if loader is None:
            loader = self._loaders[which] = DataLoader(load_fn=self._batch(query, args, options))
        return loader

    def _batch(
        self, query: Query[K, V], args: tuple[Hashable, ...], options: Mapping[str, Hashable]
    ) -> Callable[[Sequence[K]], Awaitable[list[Any]]]:
        async def read(keys: Sequence[K]) -> list[Any]:
            async with self._backend.look() as session:
                found = await query(session, list(keys), *args, visible_to=self._sight, **options)
            return [found.get(key) for key in keys]

        return read
