"""Answers that strangers get to trusted documents, kept for as long as nothing has changed.

An answer is good at one serial of the journal, and for a few seconds: counts of downloads and the
progress of an examination are in no event.
"""

import base64
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from graphql import FieldNode, OperationDefinitionNode, OperationType

from devsper_registry.graphql.asked import Asked
from devsper_registry.graphql.context import Context
from devsper_registry.graphql.documents import HASH_PREFIX

MEGABYTE = 1024 * 1024
SECONDS = 5.0
LONGEST_VARIABLES = 2_000
# A login that somebody waits for is in no event before it is decided.
NEVER_KEPT = frozenset({"device"})


class Key(NamedTuple):
    """What an answer depends on beside the journal."""

    document_id: str
    operation_name: str | None
    variables: bytes
    base_url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of an answer, their ETag, the serial at which they held, and until when."""

    content: bytes
    etag: str
    serial: int
    until: float


class Answers:
    """At most so many bytes of answers, the least recently used given up first."""

    def __init__(
        self, limit: int = 16 * MEGABYTE, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._weight = 0
        self._answers: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key, *, serial: int) -> Kept | None:
        """Return the answer as it was at the serial, unless it is too old."""
        kept = self._answers.get(key)
        if kept is None or kept.serial != serial or self._clock() >= kept.until:
            return None
        self._answers.move_to_end(key)
        return kept

    def put(self, key: Key, content: bytes, *, serial: int) -> Kept:
        """Keep an answer that was read while the journal stood at the serial."""
        digest = hashlib.sha256(key.media_type.encode() + b"\0" + content).digest()
        etag = f'"{base64.urlsafe_b64encode(digest[:18]).decode()}"'
        kept = Kept(content, etag, serial, self._clock() + SECONDS)
        old = self._answers.pop(key, None)
        self._weight += _weight(key, content) - (0 if old is None else _weight(key, old.content))
        self._answers[key] = kept
        while self._weight > self._limit:
            oldest, dropped = self._answers.popitem(last=False)
            self._weight -= _weight(oldest, dropped.content)
        return kept


def key_of(asked: Asked, context: Context, *, media_type: str) -> Key | None:
    """Return what the answer may be kept by; None for other documents, and for whoever signed in.

    Those have answers of their own, and other documents are as many as somebody makes up.
    """
    if asked.document_id is None or asked.text is not None or not context.principal.is_anonymous:
        return None
    variables = orjson.dumps(asked.variables, option=orjson.OPT_SORT_KEYS)
    if len(variables) > LONGEST_VARIABLES:
        return None
    return Key(
        document_id=asked.document_id.removeprefix(HASH_PREFIX),
        operation_name=asked.operation_name,
        variables=variables,
        base_url=context.base_url,
        media_type=media_type,
    )


def is_told(operation: OperationDefinitionNode) -> bool:
    """Tell whether the journal has an event, or nearly, for all that changes its answer."""
    if operation.operation is not OperationType.QUERY:
        return False
    return all(
        isinstance(node, FieldNode) and node.name.value not in NEVER_KEPT
        for node in operation.selection_set.selections
    )


def _weight(key: Key, content: bytes) -> int:
    return len(content) + len(key.variables) + len(key.base_url) + 500
