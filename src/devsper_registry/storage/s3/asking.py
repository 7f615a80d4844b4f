"""Asking S3: within a time, and what goes wrong becomes a refusal of the storage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import structlog
from botocore.exceptions import BotoCoreError, ClientError

from devsper_registry.errors import StorageFull, StorageUnavailable

# For a question without a body worth the name, repeated by the client where that may help.
PATIENCE = timedelta(seconds=10)
# An answer without what S3 always says (KeyError) is none of S3: a captive portal's, perhaps.
TROUBLE = (BotoCoreError, ClientError, aiohttp.ClientError, TimeoutError, OSError, KeyError)
_FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"}

log = structlog.get_logger()


@asynccontextmanager
async def asked(operation: str, *, within: timedelta | None = None) -> AsyncIterator[None]:
    """Raise `StorageUnavailable` or `StorageFull` for what S3 or the way to it does in the block.

    The log alone says what it was: a stranger has no use for it, and whoever looks after it does.
    """
    try:
        async with asyncio.timeout((within or PATIENCE).total_seconds()):
            yield
    except TROUBLE as error:
        log.warning("storage.failed", operation=operation, reason=reason(error))
        raise (StorageFull if code(error) in _FULL else StorageUnavailable) from error


def code(error: BaseException) -> str | None:
    """Return S3's own word for it, None where S3 itself said nothing."""
    if not isinstance(error, ClientError):
        return None
    said: str = error.response.get("Error", {}).get("Code", "")
    return said


def reason(error: BaseException) -> str:
    """Return a few words that name the cause, without the URL and its secrets."""
    return code(error) or type(error).__name__
