"""What can be asked."""

import strawberry

from devsper_registry.graphql.queries.administration import Administration
from devsper_registry.graphql.queries.devices import Devices
from devsper_registry.graphql.queries.jobs import Jobs
from devsper_registry.graphql.queries.lists import Lists
from devsper_registry.graphql.queries.lookups import Lookups
from devsper_registry.graphql.queries.verifications import Verifications


@strawberry.type(description="What can be asked. What is not there, or not for you, is null.")
class Query(Lookups, Lists, Administration, Devices, Verifications, Jobs):
    """The root of all questions, put together from its parts."""
