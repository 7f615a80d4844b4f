"""The types that refer to one another in circles, each by its name until all are made."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from devsper_registry.graphql.types.account import Account
    from devsper_registry.graphql.types.api_key import ApiKey
    from devsper_registry.graphql.types.event import Event
    from devsper_registry.graphql.types.file import File
    from devsper_registry.graphql.types.organization import Membership, Organization
    from devsper_registry.graphql.types.package import Package
    from devsper_registry.graphql.types.release import Release

_TYPES = "devsper_registry.graphql.types"
AnAccount = Annotated["Account", strawberry.lazy(f"{_TYPES}.account")]
AnApiKey = Annotated["ApiKey", strawberry.lazy(f"{_TYPES}.api_key")]
AnEvent = Annotated["Event", strawberry.lazy(f"{_TYPES}.event")]
AFile = Annotated["File", strawberry.lazy(f"{_TYPES}.file")]
AMembership = Annotated["Membership", strawberry.lazy(f"{_TYPES}.organization")]
AnOrganization = Annotated["Organization", strawberry.lazy(f"{_TYPES}.organization")]
APackage = Annotated["Package", strawberry.lazy(f"{_TYPES}.package")]
ARelease = Annotated["Release", strawberry.lazy(f"{_TYPES}.release")]
