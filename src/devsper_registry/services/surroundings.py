"""What the registry knows around a file, gathered for the checks of facts."""

from packaging.version import Version

from devsper_registry.backend import Backend
from devsper_registry.db.queries import advisories, verifications
from devsper_registry.db.queries.advisories import Known
from devsper_registry.db.queries.verifications import Subject
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.verification import lookups, profile
from devsper_registry.verification.finding import Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Before, Surroundings
from devsper_registry.verification.vulnerability import Vulnerability


async def gather(backend: Backend, subject: Subject, found: Profile) -> Surroundings:
    """Return them as they are now; remember what the file pins, for advisories to come."""
    versions = {(name, sort_key(version)): version for name, version in lookups.versions(found)}
    pins = {(name, sort_key(version)) for name, version in lookups.pins(found)}
    if pins:
        # Committed before the advisories are read: one that comes now finds them, or is read.
        async with backend.transaction() as session:
            await advisories.add_pins(session, subject.file_id, pins)
    async with backend.read() as session:
        earlier = await verifications.earlier(session, subject)
        here = await verifications.known(session, lookups.names(found))
        known = await advisories.known(session, versions)
    before = None
    if earlier is not None:
        before = Before(earlier.version, profile.read(earlier.profile), earlier.uploader)
    return Surroundings(
        before=before,
        uploader=subject.uploader,
        known_here=here,
        vulnerabilities=_vulnerabilities(known, versions),
    )


def _vulnerabilities(
    known: list[Known], versions: dict[tuple[str, str], Version]
) -> dict[tuple[str, Version], list[Vulnerability]]:
    found = dict[tuple[str, Version], list[Vulnerability]]()
    for each in known:
        told = Vulnerability(
            each.id, Severity(each.severity), tuple(each.aliases), each.summary, each.fixed
        )
        version = versions[each.package, each.sort_key]
        found.setdefault((each.package, version), []).append(told)
    return found
