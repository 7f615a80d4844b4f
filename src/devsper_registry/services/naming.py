"""Whether a new package may have its name. Packages that exist keep theirs, whatever the policy."""

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import packages
from devsper_registry.db.queries.reading import packages as visible
from devsper_registry.db.session import AsyncSession
from devsper_registry.distribution import name_policy
from devsper_registry.distribution.names import ultranormalized
from devsper_registry.errors import NameProhibited
from devsper_registry.services import sight


async def check(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> None:
    """Raise unless the name is free of the lists, and nobody can confuse it with another's."""
    _check_lists(backend, name, by=by)
    alike = await packages.looking_like(session, ultranormalized(name))
    alike = [other for other in alike if other != name]
    if not alike:
        return
    shown = await visible.by_name(session, alike, visible_to=sight.of_account(backend, by))
    name_policy.check_similar(name, (other for other in alike if other in shown))
    # What it looks like is not for this one to know.
    raise NameProhibited(name=name)


def _check_lists(backend: Backend, name: NormalizedName, *, by: Principal) -> None:
    if by.administers:
        # Whom the sentences tell people to ask. Python's own names are nobody's to give.
        name_policy.check(name)
    else:
        name_policy.check(
            name,
            prohibited=backend.settings.prohibited_names,
            reserved_prefixes=backend.settings.reserved_prefixes,
        )


async def warnings(
    backend: Backend, session: AsyncSession, name: NormalizedName, *, by: Principal
) -> list[str]:
    """Return a sentence for each package one slip away that this one may know of."""
    near = sorted(NormalizedName(other) for other in name_policy.neighbours(name))
    if not near:
        return []
    shown = await visible.by_name(session, near, visible_to=sight.of_account(backend, by))
    return name_policy.warnings(name, shown)
