"""What can be changed: a noun a file, each mutation a verb of `services` and what it changed."""

import strawberry

from devsper_registry.graphql.mutations.api_keys import ApiKeyMutations
from devsper_registry.graphql.mutations.releases import ReleaseMutations


@strawberry.type(
    description="What can be changed. Each answers with what it changed, or with a Problem; then "
    "it changed nothing. The mutations of a document run one after the other, each for itself."
)
class Mutation(ApiKeyMutations, ReleaseMutations):
    """The root of all changes."""
