"""Who may see a package: everybody who reads here, or its people alone."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal, packages
from devsper_registry.db.tables.package import Visibility
from devsper_registry.services import authority


async def set_on_package(
    backend: Backend, *, by: Principal, package: NormalizedName, visibility: Visibility
) -> UUID:
    """Make the package public or private; a second time changes nothing. Return its id.

    What was public may have been copied; from now on it is served to its people alone.
    """
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        before = Visibility(owned.visibility)
        if before is not visibility:
            await packages.set_visibility(session, owned.id, visibility)
            event = journal.event(
                "package.visibility-changed",
                at=backend.now(),
                by=by,
                package=package,
                before=before,
                after=visibility,
            )
            await journal.add(session, event)
        return owned.id
