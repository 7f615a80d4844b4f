"""The principal: who is asking, read once from the credentials of a request."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from packaging.utils import NormalizedName


class Scope(StrEnum):
    """What a key may be used for."""

    READ = "read"
    PUBLISH = "publish"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """An account behind a key or a session, or nobody (`account_id` is None).

    `packages` binds it to those packages; None leaves it unbound. `address` is where the request
    came from, in plain; the journal keeps it only as a keyed hash. `issued_at` is when a
    session began, `expires_at` when the credential ends by itself.
    """

    account_id: UUID | None = None
    account_name: str | None = None
    api_key_id: UUID | None = None
    scopes: frozenset[Scope] = frozenset()
    packages: frozenset[NormalizedName] | None = None
    is_administrator: bool = False
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    address: str | None = field(default=None, repr=False)

    @property
    def is_anonymous(self) -> bool:
        """Whether no valid credential was shown."""
        return self.account_id is None

    @property
    def administers(self) -> bool:
        """Whether an administrator acts, with a credential that may."""
        return self.is_administrator and Scope.ADMIN in self.scopes


ANONYMOUS = Principal()

# Whoever may start this program on the registry's own machine. No account stands behind the nil id,
# by which the journal tells what was done there from what came through a door.
OPERATOR = Principal(
    account_id=UUID(int=0),
    account_name="operator",
    scopes=frozenset(Scope),
    is_administrator=True,
)

# What examines files. It decides by the policy and nothing else.
VERIFIER = Principal(account_id=UUID(int=2), account_name="verification")

# Whoever knows INTERNAL_SECRET. Its id, too, is no account's.
AUTH_SERVICE = Principal(
    account_id=UUID(int=1),
    account_name="auth service",
    scopes=frozenset(Scope),
    is_administrator=True,
)
