"""A device that waits to be let in, as the person sees it who decides."""

from datetime import datetime

import strawberry

from devsper_registry.graphql.types.words import Scope
from devsper_registry.services.approving import WaitingDevice


@strawberry.type(
    description="A program that asks for an API key of yours (RFC 8628): let it in only if you "
    "have started it yourself and it shows the same code."
)
class Device:
    """What is known of a device; it says its name itself."""

    user_code: str = strawberry.field(description="The code that it shows, as XXXX-XXXX.")
    client: str = strawberry.field(
        description="What it calls itself; the key will have this name. Nobody has verified it."
    )
    address: str | None = strawberry.field(
        description="The network address from which it asks; null where that is unknown."
    )
    scopes: list[Scope] = strawberry.field(description="What its key would be used for.")
    created_at: datetime = strawberry.field(description="When it asked.")
    expires_at: datetime = strawberry.field(description="When it stops waiting.")

    @classmethod
    def of(cls, device: WaitingDevice) -> "Device":
        """Return the device that waits."""
        return cls(
            user_code=device.user_code,
            client=device.client,
            address=device.address,
            scopes=[Scope(scope.value) for scope in device.scopes],
            created_at=device.created_at,
            expires_at=device.expires_at,
        )
