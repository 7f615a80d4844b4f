"""The registry in figures. They read every row, so one answer serves everybody for a minute."""

from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading.stats import Stats
from devsper_registry.db.queries.visibility import Sight


async def read(backend: Backend, *, visible_to: Sight) -> Stats:
    """Return the figures of what is public, for administrators of everything.

    A credential that is bound to some packages sees those alone, and nobody else's answer.
    """
    return await backend.figures.get(visible_to, now=backend.now())
