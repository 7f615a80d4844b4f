"""The bucket as the settings name it, and what follows from them."""

import re
from dataclasses import dataclass

from devsper_registry.storage.s3.presigning import Place

_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
# Below it the keys are the paths of a local storage, so that either can be copied to the other.
PREFIX = "objects/"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket's name and place; what is None is found out as every AWS program does."""

    name: str
    region: str | None = None
    endpoint: str | None = None
    # Where people reach the endpoint, if that is elsewhere.
    public_endpoint: str | None = None
    # AES256 or aws:kms; None leaves it to the bucket.
    encryption: str | None = None
    kms_key: str | None = None

    @property
    def by_path(self) -> bool:
        """Whether the bucket's name goes into the path: other hosts, and names with dots (TLS)."""
        return self.endpoint is not None or "." in self.name

    @property
    def new_object(self) -> dict[str, str]:
        """What is said of every object that is made."""
        told = {"ContentType": "application/octet-stream"}
        if self.encryption is not None:
            told["ServerSideEncryption"] = self.encryption
        if self.kms_key is not None:
            told["SSEKMSKeyId"] = self.kms_key
        return told

    def place(self, *, endpoint: str, region: str) -> Place:
        """Return where people fetch objects; `endpoint` is where we reach the service."""
        url = self.public_endpoint or endpoint
        if self.by_path:
            return Place(url=f"{url}/{self.name}", region=region)
        scheme, _, host = url.partition("://")
        return Place(url=f"{scheme}://{self.name}.{host}", region=region)


def key(sha256: str) -> str:
    """Return the key of the object."""
    if not _SHA256.match(sha256):
        raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
    return f"{PREFIX}{sha256[:2]}/{sha256[2:4]}/{sha256}"


def digest(key: str) -> str | None:
    """Return the SHA-256 whose key this is, None for a key that is none of ours."""
    name = key.rpartition("/")[2]
    return name if _SHA256.match(name) else None
