"""Devices are let in or turned away, by the code that they show."""

from typing import Annotated

import strawberry

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.device import Device
from devsper_registry.services import approving


@strawberry.input(description="A device that shall be let in.")
class ApproveDeviceInput:
    """A code."""

    user_code: str = strawberry.field(
        description="The code that it shows, in any case, with or without the hyphen."
    )


@strawberry.input(description="A device that shall be turned away.")
class DenyDeviceInput:
    """A code."""

    user_code: str = strawberry.field(
        description="The code that it shows, in any case, with or without the hyphen."
    )


@strawberry.type(description="The device was let in: it fetches its key within seconds.")
class DeviceApproved:
    """A device with a key of ours to come."""

    device: Device = strawberry.field(description="The device.")


@strawberry.type(description="The device was turned away, and its code is used up.")
class DeviceDenied:
    """A device without a key."""

    device: Device = strawberry.field(description="The device.")


ApproveDeviceResult = Annotated[
    DeviceApproved | Problem,
    strawberry.union("ApproveDeviceResult", description="The device, or why it is not let in."),
]
DenyDeviceResult = Annotated[
    DeviceDenied | Problem,
    strawberry.union("DenyDeviceResult", description="The device, or why it is not turned away."),
]
Approve = Annotated[ApproveDeviceInput, strawberry.argument(description="Which device.")]
Deny = Annotated[DenyDeviceInput, strawberry.argument(description="Which device.")]


@strawberry.type
class DeviceMutations:
    """What can be done with devices."""

    @mutation(
        "Let a device in: it gets an API key of your account with the scopes that it asks for, for "
        "90 days. Needs a session; where nobody can sign in, a key with all rights of its account."
    )
    async def approve_device(self, info: RegistryInfo, input: Approve) -> ApproveDeviceResult:
        """Let a device in."""
        context = info.context
        device = await approving.approve(
            context.backend, by=context.principal, user_code=input.user_code
        )
        return DeviceApproved(device=Device.of(device))

    @mutation("Turn a device away. Needs what approveDevice needs.")
    async def deny_device(self, info: RegistryInfo, input: Deny) -> DenyDeviceResult:
        """Turn a device away."""
        context = info.context
        device = await approving.deny(
            context.backend, by=context.principal, user_code=input.user_code
        )
        return DeviceDenied(device=Device.of(device))
