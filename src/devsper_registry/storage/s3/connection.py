"""The one client that a process has, made when it is first needed."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aioboto3
from aiobotocore.config import AioConfig
from botocore.exceptions import NoCredentialsError

from devsper_registry.storage.s3.bucket import Bucket
from devsper_registry.storage.s3.presigning import Credentials, Place

CONNECTS_WITHIN = 5
# What each question may take is less (`asking`); this is for the longest of them.
ANSWERS_WITHIN = 240
# Each download that we stream holds one.
CONNECTIONS = 200


class Connection:
    """A client for the bucket. Commands that touch no file never wait for its making."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._open = AsyncExitStack()
        self._making = asyncio.Lock()
        self._client: Any = None
        self._credentials: Any = None

    async def client(self) -> Any:
        """Return the client; raise what botocore does where settings or credentials are wrong."""
        async with self._making:
            if self._client is None:
                # Only here: it reads ~/.aws at once, and refuses a profile that is not there.
                session = aioboto3.Session(region_name=self.bucket.region)
                self._credentials = await session.get_credentials()
                if self._credentials is None:
                    raise NoCredentialsError
                made = session.client(
                    "s3", endpoint_url=self.bucket.endpoint, config=_config(self.bucket)
                )
                self._client = await self._open.enter_async_context(made)
        return self._client

    async def credentials(self) -> Credentials:
        """Return the credentials of this moment: a role's are renewed before they end."""
        await self.client()
        frozen: Credentials = await self._credentials.get_frozen_credentials()
        return frozen

    async def place(self) -> Place:
        """Return where people fetch what is in the bucket."""
        meta = (await self.client()).meta
        return self.bucket.place(endpoint=meta.endpoint_url, region=meta.region_name)

    async def aclose(self) -> None:
        """Close the client and its connections."""
        await self._open.aclose()


def _config(bucket: Bucket) -> AioConfig:
    return AioConfig(
        signature_version="s3v4",
        connect_timeout=CONNECTS_WITHIN,
        read_timeout=ANSWERS_WITHIN,
        max_pool_connections=CONNECTIONS,
        retries={"mode": "standard", "total_max_attempts": 3},
        # The newer checksums are unknown to many other implementations; Content-MD5 is not.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={
            "addressing_style": "path" if bucket.by_path else "virtual",
            # Content-MD5 is signed and guards the body: no second hash, on the event loop at that.
            "payload_signing_enabled": False,
        },
    )
