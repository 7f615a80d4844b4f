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
    sent = [value for value in upload.form.get(FIELD, ()) if value]
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
    sent = any(upload.form.get(FIELD, ()))
    return [LEFT_ASIDE] if sent and backend.trust is None else []
