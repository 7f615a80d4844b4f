"""The clients that a process has, each made when it is first needed."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aioboto3
from aiobotocore.config import AioConfig
from botocore.exceptions import NoCredentialsError

from devsper_registry.storage.s3.bucket import Bucket
from devsper_registry.storage.s3.presigning import Credentials, Place

CONNECTS_WITHIN = 5
# How often a question is put, where that may help.
TRIES = 3
# What each question may take is less (`asking`); this is for the longest of them.
ANSWERS_WITHIN = 240
# Each download that we stream holds one.
CONNECTIONS = 200


class Connection:
    """Clients for the bucket. Commands that touch no file never wait for its making."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._open = AsyncExitStack()
        self._making = asyncio.Lock()
        self._session: aioboto3.Session | None = None
        self._clients: dict[int, Any] = {}
        self._credentials: Any = None

    async def client(self, *, tries: int = TRIES) -> Any:
        """Return the client that puts a question so often.

        Raise what botocore does where settings or credentials are wrong.
        """
        async with self._making:
            if tries not in self._clients:
                self._clients[tries] = await self._made(tries)
        return self._clients[tries]

    async def credentials(self) -> Credentials:
        """Return the credentials of this moment: a role's are renewed before they end."""
        await self.client()
        frozen: Credentials = await self._credentials.get_frozen_credentials()
        return frozen

    async def place(self) -> Place:
        """Return where people fetch what is in the bucket."""
        meta = (await self.client()).meta
        return self.bucket.place(endpoint=meta.endpoint_url, region=meta.region_name)

    async def _made(self, tries: int) -> Any:
        if self._session is None:
            # Only here: it reads ~/.aws at once, and refuses a profile that is not there.
            self._session = aioboto3.Session(region_name=self.bucket.region)
        if self._credentials is None:
            self._credentials = await self._session.get_credentials()
        if self._credentials is None:
            raise NoCredentialsError
        config = _config(self.bucket, tries)
        made = self._session.client("s3", endpoint_url=self.bucket.endpoint, config=config)
        return await self._open.enter_async_context(made)

    async def aclose(self) -> None:
        """Close the client and its connections."""
        await self._open.aclose()


def _config(bucket: Bucket, tries: int) -> AioConfig:
    return AioConfig(
        signature_version="s3v4",
        connect_timeout=CONNECTS_WITHIN,
        read_timeout=ANSWERS_WITHIN,
        max_pool_connections=CONNECTIONS,
        retries={"mode": "standard", "total_max_attempts": tries},
        # The newer checksums are unknown to many other implementations; Content-MD5 is not.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={
            "addressing_style": "path" if bucket.by_path else "virtual",
            # Content-MD5 is signed and guards the body: no second hash, on the event loop at that.
            "payload_signing_enabled": False,
        },
    )
