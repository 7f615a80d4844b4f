"""Keys that somebody has found in public: revoked at once, and written down with the place.

Nobody is asked who he is: whoever can show a whole key could do worse with it than end it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from devsper_registry.auth import api_key
from devsper_registry.auth.principal import ANONYMOUS, VERIFIER, Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import api_keys, journal
from devsper_registry.services import keys

LONGEST_PLACE = 500
LONGEST_WORD = 64
# Without a user name, a query and a fragment, in which secrets of others may stand.
_PLACE = re.compile(r"(https?://)(?:[^/?#\s]*@)?([^/?#\s@]+[^?#\s]*)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that looks like a key, and where it was found."""

    secret: str = field(repr=False)
    url: str | None = None
    source: str | None = None


async def revoke(
    backend: Backend, findings: Sequence[Finding], *, address: str | None
) -> list[bool]:
    """Revoke the keys among the findings; tell of each whether it is one of ours, or was.

    A key that is revoked already changes nothing and is not written down again.
    """
    digests = [
        api_key.sha256(finding.secret) if api_key.is_well_formed(finding.secret) else None
        for finding in findings
    ]
    places = {
        digest: {"url": _place(finding.url), "source": _word(finding.source)}
        for digest, finding in zip(digests, findings, strict=True)
        if digest is not None
    }
    known = await _revoke(backend, places, by=replace(ANONYMOUS, address=address))
    return [digest in known for digest in digests]


async def revoke_found(backend: Backend, digests: Sequence[bytes], *, filename: str) -> None:
    """Revoke the keys that have these digests: they were found in a file that was published."""
    found = {"url": None, "source": "verification", "filename": filename}
    await _revoke(backend, dict.fromkeys(digests, found), by=VERIFIER)


async def _revoke(
    backend: Backend, places: Mapping[bytes, dict[str, str | None]], *, by: Principal
) -> Collection[bytes]:
    """Revoke those that are keys here, and write down where each was; return their digests."""
    if not places:
        return ()
    async with backend.transaction() as session:
        known = await api_keys.lock_by_sha256(session, places)
        events = [
            keys.event("key.disclosed", backend, by, key, found=places[digest])
            for digest, key in known.items()
            if await api_keys.revoke(session, key.id, at=backend.now())
        ]
        if events:
            await journal.add(session, *events)
    return known


def _place(url: str | None) -> str | None:
    match = None if url is None else _PLACE.match(url)
    return None if match is None else _shown(match[1] + match[2], LONGEST_PLACE)


def _word(text: str | None) -> str | None:
    return None if text is None else _shown(text, LONGEST_WORD)


def _shown(text: str, length: int) -> str:
    printable = "".join(c for c in text if c.isprintable())
    return api_key.redacted(printable)[:length]
