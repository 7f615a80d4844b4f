"""What a list or a search of packages leaves out: every condition given must hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.typed import Condition, Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, Package, PackageDocument, PackageRole
from devsper_registry.db.tables.package import Role


@dataclass(frozen=True, slots=True)
class PackageFilter:
    """Names are normalized, `python` a minor version such as "3.12", `owner` an account's name."""

    name_prefix: str | None = None
    classifiers: tuple[str, ...] = ()
    license: str | None = None
    python: str | None = None
    entry_point_group: str | None = None
    owner: str | None = None
    status: str | None = None
    keyword: str | None = None
    depends_on: str | None = None
    updated_since: datetime | None = None


EVERYTHING = PackageFilter()


def joined(*columns: Any) -> Selection:
    """Return a selection from packages and their documents."""
    return select(*columns).join_from(
        Package, PackageDocument, col(PackageDocument.package_id) == col(Package.id)
    )


def listed(statement: Selection, wanted: PackageFilter, *, visible_to: Sight) -> Selection:
    """Narrow a `joined` selection to what the filter wants and this one may see."""
    conditions = [
        condition for value, condition in _conditions(wanted) if value is not None and value != ()
    ]
    return statement.where(visibility.contents(visible_to), *conditions)


def _conditions(wanted: PackageFilter) -> list[tuple[object, Condition]]:
    name, group = col(PackageDocument.normalized_name), wanted.entry_point_group
    return [
        (wanted.name_prefix, name.startswith(wanted.name_prefix or "", autoescape=True)),
        (wanted.classifiers, _has(PackageDocument.classifiers, *wanted.classifiers)),
        (wanted.license, col(PackageDocument.license) == wanted.license),
        (wanted.python, _has(PackageDocument.python_versions, wanted.python)),
        (group, _has(PackageDocument.entry_point_groups, group)),
        (wanted.owner, col(Package.id).in_(_owned_by(wanted.owner))),
        (wanted.status, col(Package.status) == wanted.status),
        (wanted.keyword, _has(PackageDocument.keywords, (wanted.keyword or "").lower())),
        (wanted.depends_on, _has(PackageDocument.dependencies, wanted.depends_on)),
        (wanted.updated_since, col(PackageDocument.updated_at) >= wanted.updated_since),
    ]


def _has(words: Any, *wanted: str | None) -> Condition:
    """Return the condition that the array holds all of these."""
    return col(words).contains(literal(list(wanted), ARRAY(Text)))


def _owned_by(name: str | None) -> Selection:
    return (
        select(col(PackageRole.package_id))
        .join(Account, col(Account.id) == col(PackageRole.account_id))
        .where(col(Account.name) == name, col(PackageRole.role) == Role.OWNER)
    )
