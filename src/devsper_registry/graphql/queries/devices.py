"""Devices that wait to be let in."""

from typing import Annotated

import strawberry

from devsper_registry.errors import DeviceNotFound
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.mutations.changing import WEIGHT
from devsper_registry.graphql.types.device import Device
from devsper_registry.services import approving

UserCode = Annotated[
    str, strawberry.argument(description="The code that it shows, in any spelling.")
]


@strawberry.type
class Devices:
    """A part of the root: what is shown before a device is let in."""

    # It counts wrong codes, so it costs what a change costs.
    @strawberry.field(
        description="The device that waits under this code, for whoever may let it in. Five codes "
        "a minute under which none waits, and you have to wait.",
        metadata=price(weight=WEIGHT),
    )
    async def device(self, info: RegistryInfo, user_code: UserCode) -> Device | None:
        """Return the device; null with an error for one who may not let it in."""
        context = info.context
        try:
            found = await approving.find(context.backend, by=context.principal, user_code=user_code)
        except DeviceNotFound:
            return None
        return Device.of(found)
