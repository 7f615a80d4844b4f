"""Secrets that were left inside: whoever can download the file has them."""

import re
from collections import Counter
from collections.abc import Iterator
from math import log2

from devsper_registry.auth import api_key
from devsper_registry.verification import secret_shapes
from devsper_registry.verification.archive import Archive, Member
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.secret_shapes import Seen

NAME = "secrets"
VERSION = "1"
REASON = (
    "A key that was packed by accident belongs to everybody who can download the file. Tokens"
    " that say"
    " what they are by their first letters are looked for in every text and in compiled"
    " bytecode; what"
    " is an example, a placeholder or too regular to be random is passed over, and what lies among"
    " tests and documentation counts less. A key of this registry is revoked at once."
)
REGISTRY_KEY = Kind(
    "secrets.registry-key",
    Severity.CRITICAL,
    "'{path}' holds an API key of this registry: it is revoked, so make a new one and keep it"
    " out of"
    " the package.",
)
SECRET = Kind(
    "secrets.left-inside",
    Severity.HIGH,
    "'{path}' holds {what}: revoke it where it was made, and publish a release without it.",
)
IDENTIFIER = Kind(
    "secrets.identifier",
    Severity.MEDIUM,
    "'{path}' holds what may be {what}, or only the public half of one: look whether it is secret.",
)
AMONG_TESTS = Kind(
    "secrets.among-tests",
    Severity.LOW,
    "'{path}' holds {what}, but lies among tests or documents: make sure that it opens nothing.",
)
CREDENTIAL_FILE = Kind(
    "secrets.credential-file",
    Severity.MEDIUM,
    "'{path}' is called like a file in which tools keep passwords and keys.",
)
KINDS = (REGISTRY_KEY, SECRET, IDENTIFIER, AMONG_TESTS, CREDENTIAL_FILE)

_CREDENTIAL_FILES = frozenset(
    {".pypirc", ".netrc", "_netrc", ".npmrc", ".env", ".git-credentials", ".htpasswd"}
    | {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".dockercfg", "credentials.json"}
)
# What is said in public, or opens nothing without its other half.
_HALVES = frozenset({"aws-key", "gcp-key"})
_AMONG_TESTS = re.compile(
    r"(?:^|/)(?:tests?|testing|testdata|test_[^/]*|[^/]*_tests?|conftest\.py|fixtures?|examples?"
    r"|samples?|docs?|documentation|mocks?|dummy[^/]*|cassettes|benchmarks?|[^/]*\.dist-info)(?:/|$|\.pyc?$)"
    r"|\.(?:md|rst)$|^[^/]+/PKG-INFO$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"example|sample|dummy|fake|placeholder|redacted|changeme|your|my[-_]?(?:key|token|secret)|xxxx"
    r"|(?<![0-9])0{6}|1234567|abcdefg|\.\.\.|(.)\1{7}",
    re.IGNORECASE,
)
# Of random base62, a character has nearly six bits; of words and patterns, three.
_LEAST_BITS = 3.0
_LEAST_BODY = 160


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield each secret once a file, and each file that is made for them."""
    for member in archive.members:
        named = member.name.lower() in _CREDENTIAL_FILES
        if named and member.size and not _AMONG_TESTS.search(member.path):
            yield CREDENTIAL_FILE.found(path=member.path)
    wanted = [m for m in archive.members if m.is_text or m.name.endswith((".pyc", ".pyo"))]
    for member, content in archive.contents(wanted):
        if secret_shapes.may_hold_one(content):
            yield from _in_member(member, _decoded(content))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    # Every byte is a character, and each secret is ASCII.
    return content.decode("latin-1")


def _in_member(member: Member, text: str) -> Iterator[Finding]:
    told: set[str] = set()
    for seen in secret_shapes.seen(text):
        if seen.secret in told or not is_real(seen):
            continue
        told.add(seen.secret)
        yield _found(member, seen, text)


def is_real(seen: Seen) -> bool:
    """Whether the text is more than the shape of a secret: random, and no example."""
    if seen.shape.name == "registry-key":
        return api_key.is_well_formed(seen.secret)
    if seen.shape.name == "private-key":
        # Python and JSON write the ends of its lines as letters.
        body = re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", seen.secret)
        return len(body) >= _LEAST_BODY and _bits(body) > 4.5
    if seen.shape.name == "slack-webhook":
        return "XXXX" not in seen.secret and "T00000000" not in seen.secret
    return _PLACEHOLDER.search(seen.secret) is None and _bits(seen.secret) > _LEAST_BITS


def _bits(text: str) -> float:
    """How much a character tells, by how often each comes (Shannon)."""
    counts = Counter(text).values()
    return -sum(n / len(text) * log2(n / len(text)) for n in counts)


def _found(member: Member, seen: Seen, text: str) -> Finding:
    line = text.count("\n", 0, seen.at) + 1
    evidence = _line_around(text, seen.at) if seen.shape.name != "private-key" else "PRIVATE KEY"
    if seen.shape.name == "registry-key":
        fingerprint = api_key.sha256(seen.secret).hex()
        return REGISTRY_KEY.found(
            path=member.path, line=line, evidence=evidence, fingerprint=fingerprint
        )
    kind = IDENTIFIER if seen.shape.name in _HALVES else SECRET
    if _AMONG_TESTS.search(member.path):
        kind = AMONG_TESTS
    return kind.found(path=member.path, line=line, evidence=evidence, what=seen.shape.what)


def _line_around(text: str, at: int) -> str:
    start = max(text.rfind("\n", 0, at) + 1, at - 60)
    end = text.find("\n", at)
    return text[start : at + 400 if end == -1 else min(end, at + 400)].strip()
