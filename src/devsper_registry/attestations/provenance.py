"""What is kept and served of verified attestations: the provenance object of PEP 740."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who signed, by the claims of the certificate.

    `repository` and `workflow` for GitHub and GitLab, `email` for Google.
    """

    kind: str
    repository: str | None = None
    workflow: str | None = None
    email: str | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as PEP 740 and PyPI write it."""
        workflow = "workflow_filepath" if self.kind == "GitLab" else "workflow"
        named = {"repository": self.repository, workflow: self.workflow, "email": self.email}
        return {"kind": self.kind, **{key: value for key, value in named.items() if value}}

    @property
    def name(self) -> str:
        """Return what `ATTESTATION_PUBLISHERS` calls it: `github:acme/demo`."""
        return f"{self.kind.lower()}:{self.repository or self.email}"


@dataclass(frozen=True, slots=True)
class Verified:
    """An attestation that holds, as it was sent."""

    publisher: Publisher
    predicate_type: str
    plain: dict[str, Any]


def provenance(attestations: Sequence[Verified]) -> dict[str, Any]:
    """Return the provenance object: the attestations of each publisher in a bundle."""
    bundles: dict[Publisher, list[dict[str, Any]]] = {}
    for verified in attestations:
        bundles.setdefault(verified.publisher, []).append(verified.plain)
    return {
        "version": VERSION,
        "attestation_bundles": [
            {"publisher": publisher.plain, "attestations": plain}
            for publisher, plain in bundles.items()
        ],
    }


def claims(provenance: Mapping[str, Any]) -> Iterator[tuple[Publisher, str]]:
    """Yield who vouches in a provenance object that we made, and the type of what is stated."""
    for bundle in provenance["attestation_bundles"]:
        told = dict(bundle["publisher"])
        told["workflow"] = told.pop("workflow_filepath", told.get("workflow"))
        publisher = Publisher(**told)
        for attestation in bundle["attestations"]:
            statement = json.loads(base64.b64decode(attestation["envelope"]["statement"]))
            yield publisher, statement["predicateType"]
