"""Vulnerabilities that are known of the release itself, and of the versions that it pins."""

from collections.abc import Iterator

from packaging.version import Version

from devsper_registry.verification import lookups
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings
from devsper_registry.verification.vulnerability import Vulnerability, distinct

NAME = "known-vulnerabilities"
VERSION = "1"
REASON = (
    "What is known to be vulnerable is attacked first. The release, and each version that it"
    " requires with"
    " `==`, are looked up in the advisories that were imported"
    " ([advisories](advisories.md)); when others come, the files that they are about are"
    " examined again. An advisory is about PyPI's package of that name. Without a policy of"
    " yours these are flagged at most, never held."
)
RELEASE = {
    severity: Kind(
        f"{NAME}.{severity}",
        severity,
        "{package} {version} has the known vulnerability {names}: {summary} {remedy}",
    )
    for severity in Severity
}
DEPENDENCY = {
    severity: Kind(
        f"{NAME}.dependency-{severity}",
        severity,
        "It pins {package} {version}, which has the known vulnerability {names}: {summary}"
        " {remedy}",
    )
    for severity in Severity
}
KINDS = (*RELEASE.values(), *DEPENDENCY.values())


def findings(profile: Profile, around: Surroundings) -> Iterator[Finding]:
    """Yield what is known of the release, then of what it pins."""
    own = (profile.name, Version(profile.version))
    yield from _known(RELEASE, own, around)
    for pin in lookups.pins(profile):
        yield from _known(DEPENDENCY, pin, around)


def _known(
    kinds: dict[Severity, Kind], of: tuple[str, Version], around: Surroundings
) -> Iterator[Finding]:
    package, version = of
    for each in distinct(around.vulnerabilities.get(of, ())):
        yield kinds[each.severity].found(
            package=package,
            version=version,
            names=_names(each),
            summary=each.summary.rstrip(".") + "." if each.summary else "no summary.",
            remedy=f"Fixed in {each.fixed}." if each.fixed else "No fixed version is known.",
        )


def _names(vulnerability: Vulnerability) -> str:
    """The id, and the CVE's where that is another."""
    cve = next((alias for alias in vulnerability.aliases if alias.startswith("CVE-")), None)
    return vulnerability.id if cve is None else f"{vulnerability.id} ({cve})"
