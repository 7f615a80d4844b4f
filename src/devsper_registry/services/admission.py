"""Whether one may read a package, where installers ask: 401 and 403, and 404 only for what is free.

An installer that hears 404 asks the next index, where somebody else may have taken the name
(docs/decisions/0006-private-names.md).
"""

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import packages
from devsper_registry.distribution import name_policy
from devsper_registry.errors import NotAuthenticated, NotReadable
from devsper_registry.services import sight
from devsper_registry.services.sight import Sight


async def admit(
    backend: Backend, name: NormalizedName, *, by: Principal, is_private: bool | None
) -> None:
    """Raise unless this one may read the package; `is_private` is None where there is none.

    A public package costs no statement.
    """
    if is_private is False:
        return
    if is_private is None:
        reserved = backend.settings.reserved_prefixes
        if by.is_anonymous and name_policy.reserving(name, reserved) is not None:
            raise NotAuthenticated
        return
    if not by.administers:
        permissions.require_scope(by, Scope.READ)
    if not await _reads(backend, name, sight.of(backend, by)):
        raise NotReadable(package=name)


def is_known_reader(backend: Backend, name: NormalizedName, *, by: Principal) -> bool:
    """Tell whether this one is known to read the private package; False where it must be asked."""
    return backend.readers.get((sight.of(backend, by), name)) is True


async def _reads(backend: Backend, name: NormalizedName, looks: Sight) -> bool:
    kept = backend.readers
    if kept.get((looks, name)):
        return True
    edition = kept.edition
    async with backend.read() as session:
        seen = await packages.by_name(session, [name], visible_to=looks)
    if name not in seen:
        return False
    kept.put((looks, name), True, edition=edition)
    return True
