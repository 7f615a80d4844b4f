"""What a registry asks of metadata beyond the specification's grammar: all faults at once."""

import re
from dataclasses import dataclass
from email.utils import getaddresses
from urllib.parse import urlsplit

from packaging.metadata import RawMetadata
from packaging.requirements import InvalidRequirement, Requirement
from trove_classifiers import classifiers as known_classifiers
from trove_classifiers import deprecated_classifiers

from devsper_registry.distribution.policy import Policy

LONGEST_SUMMARY = 512
LONGEST_LABEL = 32
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\Z")


@dataclass(frozen=True)
class Verdict:
    """Faults refuse the file; warnings are shown to its author."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def check(raw: RawMetadata, *, policy: Policy) -> Verdict:
    """Judge fields that `packaging.metadata` found well-formed."""
    faults = [
        *_summary(raw),
        *_addresses(raw),
        *_urls(raw),
        *_unknown_classifiers(raw, policy=policy),
        *_direct_references(raw, policy=policy),
        *_licences(raw),
        *_import_names(raw),
    ]
    warnings = [*_deprecated_classifiers(raw), *_missing_import_parents(raw)]
    return Verdict(tuple(faults), tuple(warnings))


def _summary(raw: RawMetadata) -> list[str]:
    length = len(raw.get("summary", ""))
    if length <= LONGEST_SUMMARY:
        return []
    return [f"summary is {length} characters long: shorten it to {LONGEST_SUMMARY}"]


def _addresses(raw: RawMetadata) -> list[str]:
    given = [
        ("author-email", raw.get("author_email")),
        ("maintainer-email", raw.get("maintainer_email")),
    ]
    return [
        f"{name} holds '{address or value}', which is not an e-mail address"
        for name, value in given
        if value
        for address in _addresses_of(value)
        if _ADDRESS.match(address) is None
    ]


def _addresses_of(value: str) -> list[str]:
    try:
        return [address for _, address in getaddresses([value])]
    except (RecursionError, IndexError):
        # Comments nested without end, and other things that no address has.
        return [""]


def _urls(raw: RawMetadata) -> list[str]:
    faults = [
        f"project-url has the label '{label}': use 1 to {LONGEST_LABEL} characters"
        for label in raw.get("project_urls", {})
        if not 1 <= len(label) <= LONGEST_LABEL
    ]
    given = [("home-page", raw.get("home_page")), ("download-url", raw.get("download_url"))]
    given += [(f"project-url {label}", url) for label, url in raw.get("project_urls", {}).items()]
    return faults + [
        f"{name} '{url}' is not an http or https URL"
        for name, url in given
        if url is not None and not is_web_address(url)
    ]


def is_web_address(url: str) -> bool:
    """Whether a browser may be sent there: http or https, with a host, without spaces."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not re.search(r"\s", url)


def _unknown_classifiers(raw: RawMetadata, *, policy: Policy) -> list[str]:
    if policy.allow_unknown_classifiers:
        return []
    return [
        f"classifier '{classifier}' is unknown"
        for classifier in raw.get("classifiers", [])
        # "Private ::" keeps a package off public indexes: that is what it is for.
        if classifier not in known_classifiers
        and classifier not in deprecated_classifiers
        and not classifier.startswith("Private ::")
    ]


def _deprecated_classifiers(raw: RawMetadata) -> list[str]:
    return [
        f"The classifier '{classifier}' is deprecated"
        + (f": use {' or '.join(instead)}." if instead else ".")
        for classifier in raw.get("classifiers", [])
        if (instead := deprecated_classifiers.get(classifier)) is not None
    ]


def _direct_references(raw: RawMetadata, *, policy: Policy) -> list[str]:
    if policy.allow_direct_references:
        return []
    given = [
        ("requires-dist", raw.get("requires_dist", [])),
        ("provides-dist", raw.get("provides_dist", [])),
        ("obsoletes-dist", raw.get("obsoletes_dist", [])),
    ]
    return [
        f"{name} '{text}' is a direct reference: name a release by its version"
        for name, texts in given
        for text in texts
        if _url_of(text) is not None
    ]


def _url_of(requirement: str) -> str | None:
    try:
        return Requirement(requirement).url
    except (InvalidRequirement, RecursionError):
        return None


def _licences(raw: RawMetadata) -> list[str]:
    if "license" in raw and "license_expression" in raw:
        return ["license and license-expression exclude each other (PEP 639): keep the expression"]
    return []


def _import_names(raw: RawMetadata) -> list[str]:
    shared = _bare(raw.get("import_names", [])) & _bare(raw.get("import_namespaces", []))
    return [f"'{name}' is both an import-name and an import-namespace" for name in sorted(shared)]


def _missing_import_parents(raw: RawMetadata) -> list[str]:
    listed = _bare(raw.get("import_names", [])) | _bare(raw.get("import_namespaces", []))
    parents = {name.rpartition(".")[0] for name in listed} - {""}
    return [
        f"'{name}' is neither an Import-Name nor an Import-Namespace, but a name below it is."
        for name in sorted(parents - listed)
    ]


def _bare(names: list[str]) -> set[str]:
    return {name.partition(";")[0].strip() for name in names}
