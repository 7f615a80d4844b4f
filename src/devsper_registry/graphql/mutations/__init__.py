"""What can be changed: a noun a file, each mutation a verb of `services` and what it changed."""

import strawberry

from devsper_registry.graphql.mutations.api_keys import ApiKeyMutations
from devsper_registry.graphql.mutations.belonging import BelongingMutations
from devsper_registry.graphql.mutations.collaborators import CollaboratorMutations
from devsper_registry.graphql.mutations.devices import DeviceMutations
from devsper_registry.graphql.mutations.files import FileMutations
from devsper_registry.graphql.mutations.invitations import InvitationMutations
from devsper_registry.graphql.mutations.jobs import JobMutations
from devsper_registry.graphql.mutations.members import MemberMutations
from devsper_registry.graphql.mutations.organizations import OrganizationMutations
from devsper_registry.graphql.mutations.packages import PackageMutations
from devsper_registry.graphql.mutations.profile import ProfileMutations
from devsper_registry.graphql.mutations.releases import ReleaseMutations
from devsper_registry.graphql.mutations.rulings import RulingMutations
from devsper_registry.graphql.mutations.trust import TrustMutations


@strawberry.type(
    description="What can be changed. Each answers with what it changed, or with a Problem; then "
    "it changed nothing. The mutations of a document run one after the other, each for itself."
)
class Mutation(
    ApiKeyMutations,
    BelongingMutations,
    CollaboratorMutations,
    DeviceMutations,
    FileMutations,
    InvitationMutations,
    JobMutations,
    MemberMutations,
    OrganizationMutations,
    PackageMutations,
    ProfileMutations,
    ReleaseMutations,
    RulingMutations,
    TrustMutations,
):
    """The root of all changes."""
