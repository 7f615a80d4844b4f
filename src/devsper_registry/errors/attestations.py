"""Refusals: attestations that do not hold (PEP 740)."""

from devsper_registry.errors.refusal import Kind, RegistryError


class AttestationMalformed(RegistryError):
    kind = Kind.INVALID
    code = "attestation.malformed"
    sentence = (
        "The field `attestations` is no JSON array of attestation objects (PEP 740): make them "
        "with pypi-attestations or your CI's publish action, or upload without them."
    )


class AttestationsTooMany(RegistryError):
    kind = Kind.INVALID
    code = "attestation.too-many"
    sentence = (
        "A file has at most {most} attestations, one of each type, of {limit} kB together: "
        "leave out the others."
    )


class AttestationUntrusted(RegistryError):
    kind = Kind.INVALID
    code = "attestation.untrusted"
    sentence = (
        "An attestation's signature does not lead back to the trust root of this registry: sign "
        "the file again with the Sigstore instance that it trusts, or upload without attestations."
    )


class AttestationOfOtherFile(RegistryError):
    kind = Kind.INVALID
    code = "attestation.other-file"
    sentence = (
        "An attestation is not about '{filename}' as it was sent, but about '{named}' or another "
        "content: sign this very file."
    )


class AttestationTypeUnknown(RegistryError):
    kind = Kind.INVALID
    code = "attestation.type-unknown"
    sentence = (
        "An attestation's predicate is neither the publish type nor SLSA provenance v1, which PEP "
        "740's tools make: leave it out."
    )


class AttestationPublisher(RegistryError):
    kind = Kind.INVALID
    code = "attestation.publisher"
    sentence = (
        "An attestation was signed by {publisher}, which this registry does not take: publish from "
        "a repository that it knows, or ask the administrator to add it to ATTESTATION_PUBLISHERS."
    )


class ProvenanceNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "provenance.not-found"
    sentence = (
        "No provenance available for {filename}: it was uploaded without attestations, or not at "
        "all under this version."
    )


class ProvenanceNotAcceptable(RegistryError):
    kind = Kind.NOT_ACCEPTABLE
    code = "provenance.not-acceptable"
    sentence = (
        "Provenance is JSON: ask with Accept: application/vnd.pypi.integrity.v1+json or "
        "application/json."
    )
