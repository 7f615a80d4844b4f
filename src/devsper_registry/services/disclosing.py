"""Keys that somebody has found in public: revoked at once, and written down with the place.

Nobody is asked who he is: whoever can show a whole key could do worse with it than end it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from devsper_registry.auth import api_key
from devsper_registry.auth.principal import ANONYMOUS
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
    reported = {d: f for d, f in zip(digests, findings, strict=True) if d is not None}
    if not reported:
        return [False] * len(findings)
    by = replace(ANONYMOUS, address=address)
    async with backend.transaction() as session:
        known = await api_keys.lock_by_sha256(session, reported)
        events = []
        for digest, key in known.items():
            if await api_keys.revoke(session, key.id, at=backend.now()):
                finding = reported[digest]
                found = {"url": _place(finding.url), "source": _word(finding.source)}
                events.append(keys.event("key.disclosed", backend, by, key, found=found))
        if events:
            await journal.add(session, *events)
    return [digest in known for digest in digests]


def _place(url: str | None) -> str | None:
    match = None if url is None else _PLACE.match(url)
    return None if match is None else _shown(match[1] + match[2], LONGEST_PLACE)


def _word(text: str | None) -> str | None:
    return None if text is None else _shown(text, LONGEST_WORD)


def _shown(text: str, length: int) -> str:
    printable = "".join(c for c in text if c.isprintable())
    return api_key.redacted(printable)[:length]
