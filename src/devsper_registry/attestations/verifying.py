"""Verifying the attestations of one file, without the network (PEP 740).

Each must name the file and its SHA-256, be signed by a certificate that leads back to the trust
root, be in a transparency log of it, and come from a publisher that is taken.
"""

import json
from typing import TYPE_CHECKING, Any

from packaging.utils import parse_sdist_filename, parse_wheel_filename

from devsper_registry.attestations.provenance import Publisher, Verified
from devsper_registry.attestations.trust import Trust
from devsper_registry.errors import (
    AttestationMalformed,
    AttestationOfOtherFile,
    AttestationPublisher,
    AttestationsTooMany,
    AttestationTypeUnknown,
    AttestationUntrusted,
)

if TYPE_CHECKING:
    from pypi_attestations import Attestation

# One of each type that there is. A usual one has 8 kB.
MOST = 2
LARGEST = 256 * 1024
STATEMENT = "https://in-toto.io/Statement/v1"
# Claims of a certificate: the issuer of the identity, the repository, and what was run.
_ISSUER = "1.3.6.1.4.1.57264.1.8"
_REPOSITORY, _CONFIGURATION = "1.3.6.1.4.1.57264.1.12", "1.3.6.1.4.1.57264.1.18"
_GITHUB, _GITLAB = "https://github.com/", "https://gitlab.com/"
_HOSTED = {
    "https://token.actions.githubusercontent.com": ("GitHub", _GITHUB),
    "https://gitlab.com": ("GitLab", _GITLAB),
}
_GOOGLE = "https://accounts.google.com"


def verified(sent: str, trust: Trust, *, filename: str, sha256: str) -> list[Verified]:
    """Return the attestations in the form's field, all of which hold; raise why one does not."""
    if len(sent) > LARGEST:
        raise AttestationsTooMany(most=MOST, limit=LARGEST // 1024)
    found = _read(sent)
    if len(found) > MOST:
        raise AttestationsTooMany(most=MOST, limit=LARGEST // 1024)
    every = [_verified(each, trust, filename=filename, sha256=sha256) for each in found]
    if len({each.predicate_type for each in every}) < len(every):
        raise AttestationsTooMany(most=MOST, limit=LARGEST // 1024)
    return every


def _read(sent: str) -> list[Any]:
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):
        raise AttestationMalformed from None
    if not isinstance(found, list) or not found:
        raise AttestationMalformed
    return found


def _verified(sent: object, trust: Trust, *, filename: str, sha256: str) -> Verified:
    from pydantic import ValidationError
    from pypi_attestations import Attestation

    try:
        attestation = Attestation.model_validate(sent)
    except (ValidationError, RecursionError):
        raise AttestationMalformed from None
    publisher = _signed_by(attestation, trust)
    predicate_type = _about(attestation, filename=filename, sha256=sha256)
    if not trust.takes(publisher.name):
        raise AttestationPublisher(publisher=publisher.name)
    return Verified(publisher, predicate_type, attestation.model_dump(mode="json"))


def _signed_by(attestation: "Attestation", trust: Trust) -> Publisher:
    """Return who signed it, once the signature, its certificate and the log's entry are right."""
    from sigstore.verify.policy import AnyOf, OIDCIssuerV2

    # Whoever it is of theirs: which publishers are taken is looked at afterwards.
    identity = AnyOf([OIDCIssuerV2(issuer) for issuer in (*_HOSTED, _GOOGLE)])
    try:
        trust.verifier.verify_dsse(attestation.to_bundle(), identity)
        publisher = _publisher(attestation)
    except Exception:
        # Bytes of strangers: what the libraries raise is of many kinds, and all of it means no.
        raise AttestationUntrusted from None
    return publisher


def _publisher(attestation: "Attestation") -> Publisher:
    claims = attestation.certificate_claims
    issuer = claims.get(_ISSUER, "")
    if issuer == _GOOGLE:
        return Publisher("Google", email=_email(attestation))
    kind, host = _HOSTED[issuer]
    repository = claims[_REPOSITORY]
    # Such as https://github.com/acme/demo/.github/workflows/release.yml@refs/tags/v1
    configuration = claims[_CONFIGURATION].partition("@")[0]
    if not repository.startswith(host) or not configuration.startswith(f"{repository}/"):
        raise ValueError(configuration)
    path = configuration.removeprefix(f"{repository}/")
    workflow = path.removeprefix(".github/workflows/") if host == _GITHUB else path.lstrip("/")
    return Publisher(kind, repository=repository.removeprefix(host), workflow=workflow)


def _email(attestation: "Attestation") -> str:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(attestation.verification_material.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    (email,) = names.get_values_for_type(x509.RFC822Name)
    return email


def _about(attestation: "Attestation", *, filename: str, sha256: str) -> str:
    """Return the type of the statement, which is about this very file and no other."""
    from pypi_attestations import AttestationType

    try:
        statement = json.loads(attestation.envelope.statement)
        (subject,) = statement["subject"]
        named, digest = subject["name"], subject["digest"]["sha256"]
        predicate_type, statement_type = statement["predicateType"], statement["_type"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AttestationMalformed from None
    if statement_type != STATEMENT:
        raise AttestationMalformed
    if not _is_same_file(named, filename) or digest != sha256:
        raise AttestationOfOtherFile(filename=filename, named=named)
    try:
        return AttestationType(predicate_type).value
    except ValueError:
        raise AttestationTypeUnknown from None


def _is_same_file(named: object, filename: str) -> bool:
    """Tell whether they name one file: a tool may spell the package's name in another way."""
    if not isinstance(named, str):
        return False
    parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
    try:
        return parse(named) == parse(filename)
    except ValueError:
        return named == filename
