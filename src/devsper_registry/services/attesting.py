"""Attestations that come with an upload: verified before anything of it is listed (PEP 740)."""

import asyncio
from typing import Any

from devsper_registry.attestations.provenance import provenance
from devsper_registry.attestations.verifying import verified
from devsper_registry.backend import Backend
from devsper_registry.errors import AttestationMalformed
from devsper_registry.services.upload import Upload

FIELD = "attestations"
# uv sends what lies beside a file without being asked to: that is no reason to refuse the file.
LEFT_ASIDE = (
    "The attestations were left aside: this registry verifies none, until its administrator sets "
    "ATTESTATION_TRUST_ROOT."
)


async def attested(backend: Backend, upload: Upload) -> dict[str, Any] | None:
    """Return the provenance that the upload's attestations make; None where it has none.

    Raise why one of them does not hold.
    """
    sent = _sent(upload)
    if not sent or backend.trust is None:
        return None
    if len(sent) > 1:
        raise AttestationMalformed
    found = await asyncio.to_thread(
        verified, sent[0], backend.trust, filename=upload.filename, sha256=upload.sha256
    )
    return provenance(found)


def warnings(backend: Backend, upload: Upload) -> list[str]:
    """Return what to tell of attestations that nobody has looked at."""
    return [LEFT_ASIDE] if _sent(upload) and backend.trust is None else []


def _sent(upload: Upload) -> list[str]:
    return [value for value in upload.form.get(FIELD, ()) if value]
