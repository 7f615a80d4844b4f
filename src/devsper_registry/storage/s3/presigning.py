"""Signing a URL that whoever holds it may GET for a while (AWS Signature Version 4, in a query).

botocore does the same in a millisecond, and a redirect is asked for by every download. Here the
place is prepared once and the day's key is kept: what is left is two hashes.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(Protocol):
    """The credentials as they are at this moment, as botocore freezes them."""

    access_key: str
    secret_key: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket's objects are fetched: the URL before the key, and the region signed for."""

    url: str
    region: str

    @property
    def host(self) -> str:
        """The Host header of a request there: without the scheme's own port."""
        parts = urlsplit(self.url)
        usual = {"http": ":80", "https": ":443"}[parts.scheme]
        return parts.netloc.lower().removesuffix(usual)

    @property
    def path(self) -> str:
        """The path before the key."""
        return urlsplit(self.url).path


def presigned(
    place: Place,
    key: str,
    *,
    credentials: Credentials,
    at: datetime,
    lifetime: timedelta,
    answer: Mapping[str, str],
) -> str:
    """Return the URL; `answer` names headers (`response-content-type`) of what is fetched there."""
    moment = at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{place.region}/s3/aws4_request"
    asked = {
        **answer,
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(int(lifetime.total_seconds())),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.token is not None:
        asked["X-Amz-Security-Token"] = credentials.token
    query = "&".join(f"{_quoted(name)}={_quoted(asked[name])}" for name in sorted(asked))
    path = f"{place.path}/{quote(key, safe='/~')}"
    canonical = f"GET\n{path}\n{query}\nhost:{place.host}\n\nhost\nUNSIGNED-PAYLOAD"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{_ALGORITHM}\n{moment}\n{scope}\n{hashed}"
    day_key = _day_key(credentials.secret_key, moment[:8], place.region)
    signature = hmac.digest(day_key, to_sign.encode(), "sha256").hex()
    return f"{place.url}/{quote(key, safe='/~')}?{query}&X-Amz-Signature={signature}"


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


# Two days around midnight, and the keys before and after a rotation.
@lru_cache(maxsize=8)
def _day_key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
