"""The enumerations of the schema."""

from enum import Enum

import strawberry


@strawberry.enum(description="What state a package is in (PEP 792).")
class PackageStatus(Enum):
    """PEP 792's markers."""

    ACTIVE = strawberry.enum_value("active", description="Takes uploads and is installed as usual.")
    ARCHIVED = strawberry.enum_value(
        "archived", description="Takes no uploads any more; what is there stays installable."
    )
    DEPRECATED = strawberry.enum_value(
        "deprecated", description="Still works; its owners ask people to use something else."
    )
    QUARANTINED = strawberry.enum_value(
        "quarantined", description="Held back as unsafe: nothing of it can be installed."
    )


@strawberry.enum(description="What somebody is to a package.")
class Role(Enum):
    """Roles, the strongest first."""

    OWNER = strawberry.enum_value(
        "owner", description="Decides: deletes, archives, names owners and maintainers."
    )
    MAINTAINER = strawberry.enum_value("maintainer", description="Publishes and yanks releases.")
    READER = strawberry.enum_value("reader", description="Reads the package where it is private.")


@strawberry.enum(description="Who may know of a package.")
class Visibility(Enum):
    """As the package's row has it."""

    PUBLIC = strawberry.enum_value("public", description="Whoever reads this registry.")
    PRIVATE = strawberry.enum_value("private", description="Its people and administrators alone.")


@strawberry.enum(description="What somebody is to an organization.")
class Position(Enum):
    """Positions, the strongest first."""

    OWNER = strawberry.enum_value(
        "owner", description="Decides over the organization and everybody in it; owns its packages."
    )
    ADMIN = strawberry.enum_value(
        "admin", description="Invites and removes its people, save owners; owns its packages."
    )
    MEMBER = strawberry.enum_value("member", description="Publishes its packages.")


@strawberry.enum(description="What an API key or a session may be used for.")
class Scope(Enum):
    """The scopes of credentials."""

    READ = strawberry.enum_value("read", description="Reading what its account may read.")
    PUBLISH = strawberry.enum_value(
        "publish", description="Publishing and yanking; with READ, all that its account may decide."
    )
    ADMIN = strawberry.enum_value("admin", description="What administrators alone may do.")


@strawberry.enum(description="Whether an API key opens doors.")
class ApiKeyState(Enum):
    """A key's state at a moment."""

    ACTIVE = strawberry.enum_value("active", description="It does.")
    EXPIRED = strawberry.enum_value("expired", description="Its time is over.")
    REVOKED = strawberry.enum_value("revoked", description="Somebody has ended it.")


@strawberry.enum(description="The kind of a file.")
class Packagetype(Enum):
    """As the legacy upload calls them."""

    WHEEL = strawberry.enum_value("bdist_wheel", description="A wheel: installs without a build.")
    SDIST = strawberry.enum_value("sdist", description="A source distribution: built to install.")


@strawberry.enum(description="What a link leads to (PEP 753).")
class LinkKind(Enum):
    """PEP 753's well-known labels."""

    HOMEPAGE = strawberry.enum_value("homepage", description="The project's own site.")
    SOURCE = strawberry.enum_value("source", description="The source code.")
    DOWNLOAD = strawberry.enum_value("download", description="A place to download from.")
    CHANGELOG = strawberry.enum_value("changelog", description="What changed in which release.")
    RELEASE_NOTES = strawberry.enum_value("releasenotes", description="Notes on the releases.")
    DOCUMENTATION = strawberry.enum_value("documentation", description="The documentation.")
    ISSUES = strawberry.enum_value("issues", description="Where to report a problem.")
    FUNDING = strawberry.enum_value("funding", description="How to support the project.")
    OTHER = strawberry.enum_value("other", description="A label that is not well known.")


@strawberry.enum(description="How far the examination of a file has come.")
class VerificationState(Enum):
    """A file's verification."""

    NOT_EXAMINED = strawberry.enum_value(
        "not-examined", description="Nobody has asked for it to be examined."
    )
    PENDING = strawberry.enum_value("pending", description="It waits to be examined.")
    RUNNING = strawberry.enum_value("running", description="It is being examined.")
    PASSED = strawberry.enum_value("passed", description="Nothing was found that the policy minds.")
    FLAGGED = strawberry.enum_value(
        "flagged", description="Something was found that a person should look at."
    )
    REJECTED = strawberry.enum_value("rejected", description="It was found to be unsafe.")
    ERROR = strawberry.enum_value(
        "error", description="Its examination failed three times: an administrator decides."
    )


@strawberry.enum(description="Whether installers are given a file, and why not.")
class Availability(Enum):
    """What withholds a file, or nothing."""

    LISTED = strawberry.enum_value("listed", description="They are.")
    PENDING = strawberry.enum_value(
        "pending", description="Not yet: here, files are examined before they are listed."
    )
    HELD = strawberry.enum_value(
        "held", description="Not before an administrator has looked at what was found."
    )
    QUARANTINED = strawberry.enum_value("quarantined", description="No: it may be unsafe.")
    REJECTED = strawberry.enum_value("rejected", description="No: an administrator refused it.")


@strawberry.enum(description="How much a finding matters.")
class Severity(Enum):
    """Severities, the least first."""

    INFO = strawberry.enum_value("info", description="Worth knowing.")
    LOW = strawberry.enum_value("low", description="Careless.")
    MEDIUM = strawberry.enum_value("medium", description="Unusual: a person should look.")
    HIGH = strawberry.enum_value("high", description="Dangerous, or hidden.")
    CRITICAL = strawberry.enum_value("critical", description="What malware does.")


@strawberry.enum(description="What the policy makes of a finding.")
class PolicyAction(Enum):
    """Actions, the mildest first."""

    IGNORE = strawberry.enum_value("ignore", description="Nothing comes of it.")
    FLAG = strawberry.enum_value("flag", description="The file is shown to moderators.")
    HOLD = strawberry.enum_value(
        "hold", description="The file is not given out until an administrator decides."
    )
    REJECT = strawberry.enum_value("reject", description="The file is put into quarantine.")


@strawberry.enum(description="What the policy makes of a file.")
class PolicyOutcome(Enum):
    """The strictest of its actions."""

    ACCEPTED = strawberry.enum_value("accepted", description="Nothing stands against it.")
    FLAGGED = strawberry.enum_value("flagged", description="It is listed, and to be looked at.")
    HELD = strawberry.enum_value("held", description="It waits for an administrator.")
    REJECTED = strawberry.enum_value("rejected", description="It is in quarantine.")


@strawberry.enum(description="What an administrator has decided of a file.")
class FileDecision(Enum):
    """Decisions; each stands until the next."""

    RELEASED = strawberry.enum_value("released", description="It is given out.")
    QUARANTINED = strawberry.enum_value("quarantined", description="It may be unsafe.")
    REJECTED = strawberry.enum_value("rejected", description="It is refused.")


@strawberry.enum(description="What is said of a release or a package at a glance.")
class Badge(Enum):
    """Badges."""

    VERIFIED = strawberry.enum_value(
        "verified",
        description="Each of its files was examined by the present checks, and the policy minds "
        "nothing of it: not by an exemption, and not because somebody decided so.",
    )
    TRUSTED = strawberry.enum_value(
        "trusted", description="An administrator vouches for the package and its people."
    )


@strawberry.enum(description="What a list of packages is ordered by.")
class PackageOrderField(Enum):
    """Orderings of packages."""

    NAME = strawberry.enum_value("name", description="By normalized name.")
    CREATED_AT = strawberry.enum_value("created-at", description="By when it was created.")
    UPDATED_AT = strawberry.enum_value("updated-at", description="By when it last changed.")
    DOWNLOADS = strawberry.enum_value(
        "downloads", description="By its downloads of the last 30 days."
    )


@strawberry.enum(description="Where a job stands in the queue.")
class JobState(Enum):
    """The states of the table, by what they mean."""

    WAITING = strawberry.enum_value("queued", description="A worker takes it when it is due.")
    RUNNING = strawberry.enum_value("picked", description="A worker is at it.")
    HELD = strawberry.enum_value(
        "failed", description="It failed for the last time: an administrator has to decide."
    )


@strawberry.enum(description="Which end of a list comes first.")
class OrderDirection(Enum):
    """Directions."""

    ASC = strawberry.enum_value("asc", description="The smallest, oldest or first of the alphabet.")
    DESC = strawberry.enum_value("desc", description="The greatest, newest or last.")
