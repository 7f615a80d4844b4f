"""What has a global id (Relay's Node)."""

import strawberry


@strawberry.interface(description="A thing with an id that finds it again through `node`.")
class Node:
    """Relay's node."""

    id: strawberry.ID = strawberry.field(description="Opaque, and unique among all types.")
