"""Which packages a list holds, and in which order."""

from datetime import datetime

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.queries.reading import packages
from devsper_registry.db.queries.reading.filters import PackageFilter
from devsper_registry.db.queries.reading.packages import Order
from devsper_registry.db.queries.reading.paging import Ordering
from devsper_registry.graphql.types.words import OrderDirection, PackageOrderField, PackageStatus


@strawberry.input(name="PackageFilter", description="Which packages; all conditions must hold.")
class PackagesFilter:
    """Conditions on packages; what is left out or null is no condition."""

    name_prefix: str | None = strawberry.field(
        default=None, description="The name begins so, in any spelling."
    )
    classifiers: list[str] | None = strawberry.field(
        default=None, description="The latest release has all of these trove classifiers."
    )
    license: str | None = strawberry.field(default=None, description="The licence is exactly this.")
    python: str | None = strawberry.field(
        default=None, description="It runs on this minor version of Python, such as 3.12."
    )
    entry_point_group: str | None = strawberry.field(
        default=None, description="It has entry points of this group, such as pytest11."
    )
    owner: str | None = strawberry.field(
        default=None, description="The account of this name owns it."
    )
    status: PackageStatus | None = strawberry.field(
        default=None, description="It is in this state."
    )
    keyword: str | None = strawberry.field(default=None, description="It has this keyword.")
    depends_on: str | None = strawberry.field(
        default=None, description="The latest release requires the package of this name."
    )
    updated_since: datetime | None = strawberry.field(
        default=None, description="It has changed since then."
    )

    def to_query(self) -> PackageFilter:
        """Return it in the database's terms."""
        return PackageFilter(
            name_prefix=None if self.name_prefix is None else canonicalize_name(self.name_prefix),
            classifiers=tuple(self.classifiers or ()),
            license=self.license,
            python=self.python,
            entry_point_group=self.entry_point_group,
            owner=self.owner,
            status=None if self.status is None else str(self.status.value),
            keyword=self.keyword,
            depends_on=None if self.depends_on is None else canonicalize_name(self.depends_on),
            updated_since=self.updated_since,
        )


@strawberry.input(description="In which order a list of packages stands.")
class PackageOrder:
    """A field and a direction."""

    field: PackageOrderField = strawberry.field(description="What is compared.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")

    def to_query(self) -> Ordering:
        """Return it in the database's terms."""
        descending = self.direction is OrderDirection.DESC
        return packages.ordering(Order(str(self.field.value)), descending=descending)
