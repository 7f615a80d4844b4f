"""Who sees what, as SQL conditions: every query of `reading` takes a `Sight` and asks here.

`packages` is the one answer to "may this one know of the package?". Quarantine hides more:
releases, files and all that their publisher wrote, which `contents` answers; of what a package
shows, `releases` and `files` leave out what is withheld by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, false, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from devsper_registry.db.queries import roles
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.typed import Condition
from devsper_registry.db.tables import (
    Account,
    ApiKey,
    Event,
    File,
    Organization,
    OrganizationInvitation,
    OrganizationMember,
    Package,
    Release,
)
from devsper_registry.db.tables.organization import Position
from devsper_registry.db.tables.package import Role, Status, Visibility

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see, in the database's terms; `services/sight.py` makes it of a principal.

    `public` and `private` are normalized names: None is all, empty is none. Of the private ones
    only those are seen in which the account has a role, unless it sees `everything`.
    """

    public: frozenset[str] | None = NOTHING
    private: frozenset[str] | None = NOTHING
    account_id: UUID | None = None
    everything: bool = False

    @property
    def is_blind(self) -> bool:
        """Whether no package at all can be seen."""
        return self.public == NOTHING and self.private == NOTHING

    @property
    def is_whole(self) -> bool:
        """Whether it is that of a whole account, and not narrowed to packages or to no reading."""
        return self.account_id is not None and self.private is None


def packages(to: Sight) -> Condition:
    """Return the condition on `package` for those of which this one may know."""
    public = and_(_named(to.public), col(Package.visibility) == Visibility.PUBLIC)
    if to.everything:
        return or_(public, _named(to.private))
    return or_(public, and_(_named(to.private), _has_role(to)))


def contents(to: Sight) -> Condition:
    """Return the condition on `package` for those whose releases and files this one may see.

    Lists, counts and the search use it too: what is quarantined is found by its name alone.
    """
    calm = col(Package.status) != Status.QUARANTINED
    if to.everything:
        return and_(packages(to), or_(calm, _named(to.private)))
    return and_(packages(to), or_(calm, and_(_named(to.private), _has_role(to, Role.OWNER))))


def releases(to: Sight) -> Condition:
    """Return the condition on `release` and its `package`: not those of which all is withheld."""
    return and_(contents(to), or_(not_(col(Release.is_withheld)), findings(to)))


def files(to: Sight) -> Condition:
    """Return the condition on `file` and its `package`: withheld ones are for who sees why."""
    return and_(contents(to), or_(col(File.withheld).is_(None), findings(to)))


def findings(to: Sight) -> Condition:
    """Return the condition on `package` for those of whose files this one reads the findings.

    They tell an attacker what was seen, and everybody what may be a mistake: they are for those
    who publish the package and for administrators.
    """
    if to.everything:
        return _named(to.private)
    return and_(_named(to.private), _has_role(to, Role.OWNER, Role.MAINTAINER))


def accounts(to: Sight) -> Condition:
    """Return the condition on `account`: whoever reads packages sees their people's names."""
    return col(Account.id) == to.account_id if to.is_blind else true()


def account_secrets(to: Sight) -> Condition:
    """Return the condition on `account` for what only itself and administrators see: e-mail."""
    return true() if to.everything else col(Account.id) == to.account_id


def organizations(to: Sight) -> Condition:
    """Return the condition on `organization`: as accounts are seen, whoever reads sees names."""
    return _joined(to) if to.is_blind else true()


def invitations(to: Sight) -> Condition:
    """Return the condition on `organization_invitation`: for whom it is, and who may send one."""
    if not to.is_whole:
        return false()
    if to.everything:
        return true()
    run = select(col(OrganizationMember.organization_id)).where(
        col(OrganizationMember.account_id) == to.account_id,
        col(OrganizationMember.position) != Position.MEMBER,
    )
    return or_(
        col(OrganizationInvitation.account_id) == to.account_id,
        col(OrganizationInvitation.organization_id).in_(run),
    )


def _joined(to: Sight) -> Condition:
    theirs = select(col(OrganizationMember.organization_id)).where(
        col(OrganizationMember.account_id) == to.account_id
    )
    return col(Organization.id).in_(theirs)


def members(to: Sight) -> Condition:
    """Return the condition on `organization_member`: who belongs to it sees who else does."""
    if not to.is_whole:
        return false()
    if to.everything:
        return true()
    theirs = aliased(OrganizationMember)
    return col(OrganizationMember.organization_id).in_(
        select(col(theirs.organization_id)).where(col(theirs.account_id) == to.account_id)
    )


def api_keys(to: Sight) -> Condition:
    """Return the condition on `api_key`: one's own."""
    return true() if to.everything else col(ApiKey.account_id) == to.account_id


def event_actors(to: Sight) -> Condition:
    """Return the condition on `package` for those whose events also tell who acted."""
    return true() if to.everything else and_(_named(to.private), _has_role(to))


def administrators(to: Sight) -> Condition:
    """Return the condition that holds for administrators alone."""
    return true() if to.everything else false()


def events(to: Sight) -> Condition:
    """Return the condition on `event` left joined with `package` by name.

    An event older than its package is of a deleted one that had the same name and may have been
    private: as of those without a package, only administrators read it.
    """
    if to.everything and to.private is None:
        return true()
    return and_(contents(to), col(Event.at) >= col(Package.created_at))


def _named(names: frozenset[str] | None) -> Condition:
    if names is None:
        return true()
    return among(col(Package.normalized_name), sorted(names)) if names else false()


def _has_role(to: Sight, *wanted: Role) -> Condition:
    return false() if to.account_id is None else roles.has(to.account_id, *wanted)
