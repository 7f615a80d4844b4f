"""What a principal may see, from its scopes and the registry's settings."""

from dataclasses import replace

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.visibility import NOTHING, Sight

__all__ = ["Sight", "of", "of_account"]


def of(backend: Backend, by: Principal) -> Sight:
    """Return what every query of `db.queries.reading` wants to know of who is asking.

    Where anonymous reading is on, a key's restriction to packages narrows only what is private.
    """
    reads = Scope.READ in by.scopes
    own = by.packages if reads or by.administers else NOTHING
    return Sight(
        public=None if backend.settings.readable_by_all else own,
        private=own,
        account_id=by.account_id,
        everything=by.administers,
    )


def of_account(backend: Backend, by: Principal) -> Sight:
    """Return what the account may see, even where this key of it only publishes.

    For what is shown of a thing that the principal names and changes, and of its name alone.
    """
    return of(backend, replace(by, scopes=by.scopes | {Scope.READ}, packages=None))
