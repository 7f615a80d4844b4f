"""A page as bytes, ready to be sent: plain and compressed, each with its own strong ETag."""

import gzip
import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from devsper_registry.simple import html, json
from devsper_registry.simple.negotiate import Representation
from devsper_registry.simple.page import Listing, PackagePage

# Level 9 takes several times as long and saves about one part in a hundred.
GZIP_LEVEL = 4
# The bookkeeping around a page, so that a million empty ones are not thought to be free.
OVERHEAD = 1000


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes, and the ETag of exactly these bytes in this media type and encoding."""

    content: bytes = field(repr=False)
    etag: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page in one representation, as it was at `serial`."""

    serial: int
    plain: Body
    gzipped: Body
    # What a door has made of it, kept for as long as the page.
    answers: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def weight(self) -> int:
        """What it takes in memory, in bytes."""
        return len(self.plain.content) + len(self.gzipped.content) + OVERHEAD


def package_page(page: PackagePage, representation: Representation, *, root: str) -> Rendered:
    """Render the page of a package."""
    write = json.package_page if representation is Representation.JSON else html.package_page
    return _rendered(write(page, root=root), page.serial, representation)


def listing(page: Listing, representation: Representation) -> Rendered:
    """Render the list of all packages."""
    write = json.listing if representation is Representation.JSON else html.listing
    return _rendered(write(page), page.serial, representation)


def _rendered(content: bytes, serial: int, representation: Representation) -> Rendered:
    # The media type is part of what the tag names: the two kinds of HTML have the same bytes.
    digest = hashlib.sha256(f"{representation}\n".encode() + content).hexdigest()[:32]
    # mtime=0: the same page has the same bytes on every replica.
    packed = gzip.compress(content, GZIP_LEVEL, mtime=0)
    return Rendered(
        serial=serial,
        plain=Body(content, f'"{digest}"'),
        gzipped=Body(packed, f'"{digest}-gzip"'),
    )
