"""What a resolver finds in `info.context`: one for each operation, never shared."""

from dataclasses import dataclass, field

from strawberry.types import Info

from devsper_registry.auth.principal import ANONYMOUS, Principal
from devsper_registry.backend import Backend
from devsper_registry.graphql.documents import Document


@dataclass(slots=True)
class Context:
    """The backend, who asks, and the request's id as a masked error shows it."""

    backend: Backend
    principal: Principal = ANONYMOUS
    request_id: str = ""
    # The document that the guards have let through; the schema runs it without a second look.
    document: Document | None = field(default=None, repr=False)


RegistryInfo = Info[Context, None]
