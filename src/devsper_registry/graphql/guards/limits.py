"""The numbers: what a query may ask for, and how large a page is where none is named."""

from dataclasses import dataclass

PAGE_DEFAULT = 20
PAGE_MOST = 100
LIST_ASSUMED = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything. The defaults leave twice the room that our own screens need."""

    request_bytes: int = 64 * 1024
    tokens: int = 2_500
    definitions: int = 50
    fields: int = 500
    depth: int = 16
    aliases: int = 40
    directives: int = 40
    repeats: int = 20
    lists: int = 4
    page: int = PAGE_MOST
    cost: int = 25_000
    # A refused document is reported by its first faults: finding all of them costs more than a
    # good query does.
    faults: int = 10


LIMITS = Limits()
