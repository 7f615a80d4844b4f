"""What a principal may see, from its scopes and the registry's settings."""

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.visibility import NOTHING, Sight

__all__ = ["Sight", "of"]


def of(backend: Backend, by: Principal) -> Sight:
    """Return what every query of `db.queries.reading` wants to know of who is asking.

    Where anonymous reading is on, a key's restriction to packages narrows only what is private.
    """
    reads = Scope.READ in by.scopes
    administers = by.is_administrator and Scope.ADMIN in by.scopes
    own = by.packages if reads or administers else NOTHING
    return Sight(
        public=None if backend.settings.readable_by_all else own,
        private=own,
        account_id=by.account_id,
        everything=administers,
    )
