"""What a resolver finds in `info.context`: one for each operation, never shared."""

from dataclasses import dataclass, field

from strawberry.types import Info

from devsper_registry.auth.principal import ANONYMOUS, Principal
from devsper_registry.backend import Backend
from devsper_registry.graphql.documents import Document
from devsper_registry.graphql.loaders import Loaders
from devsper_registry.services import sight
from devsper_registry.services.sight import Sight


@dataclass(slots=True)
class Context:
    """The backend, who asks and what it may see, and the request's id as a masked error shows it.

    `base_url` is where the one who asks reaches the registry, without a slash at its end.
    """

    backend: Backend
    principal: Principal = ANONYMOUS
    request_id: str = ""
    base_url: str = ""
    # The document that the guards have let through; the schema runs it without a second look.
    document: Document | None = field(default=None, repr=False)
    sight: Sight = field(init=False)
    loaders: Loaders = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look with the eyes of the one who asks, from the first field on."""
        self.sight = sight.of(self.backend, self.principal)
        self.forget()

    def forget(self) -> None:
        """Forget what was read: a mutation or, between two events, anybody may have changed it."""
        self.loaders = Loaders(self.backend, self.sight)


RegistryInfo = Info[Context, None]
