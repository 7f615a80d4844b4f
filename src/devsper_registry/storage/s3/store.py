"""Files in a bucket: one object a digest, there entirely or not at all."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from devsper_registry.errors import StorageUnavailable
from devsper_registry.storage import arriving
from devsper_registry.storage.medium import in_thread
from devsper_registry.storage.s3 import bucket, multipart, presigning, proving
from devsper_registry.storage.s3.asking import asked, code
from devsper_registry.storage.s3.bucket import PREFIX
from devsper_registry.storage.s3.connection import Connection
from devsper_registry.storage.store import Stored

CHUNK = 512 * 1024
CHUNK_WITHIN = timedelta(seconds=30)
PUT_WITHIN = timedelta(minutes=15)
# Asked while a transaction is open.
LOOK_WITHIN = timedelta(seconds=4)
# Whoever watches `/ready` wants to know soon, and comes again.
CHECK_WITHIN = timedelta(seconds=1)
# How often one download is taken up again where it broke off.
RESUMED_AT_MOST = 5
_MISSING = {"404", "NoSuchKey"}


@dataclass(frozen=True, slots=True)
class S3Store:
    """Objects below `objects/` in the bucket, uploads on their way below `root`."""

    root: Path
    connection: Connection

    def incoming(self) -> Path:
        """Return the local directory for uploads on their way."""
        return arriving.folder(self.root)

    async def put(self, source: Path, *, sha256: str) -> None:
        """Send the file, in parts where it is large; putting again makes the object young."""
        target = self._object(sha256)
        told = self.connection.bucket.new_object
        size = (await in_thread(source.stat)).st_size
        async with asked("Put", within=PUT_WITHIN):
            client = await self.connection.client()
            if size > multipart.PART:
                await multipart.send(client, source, size=size, target=target, told=told)
                return
            body = await in_thread(source.read_bytes)
            async with asked("PutObject", within=multipart.PART_WITHIN):
                sent = await client.put_object(
                    **target, **told, Body=body, ContentMD5=multipart.md5_of(body)
                )
                sent["ETag"]  # only S3 itself says it

    def path(self, sha256: str) -> Path | None:
        """Return None: nothing is on this machine."""
        return None

    async def link(
        self, sha256: str, *, at: datetime, lifetime: timedelta, headers: Mapping[str, str]
    ) -> str | None:
        """Return a URL from which whoever has it may fetch the object until the lifetime ends."""
        async with asked("Credentials"):
            return presigning.presigned(
                await self.connection.place(),
                bucket.key(sha256),
                credentials=await self.connection.credentials(),
                at=at,
                lifetime=lifetime,
                answer={f"response-{name}": value for name, value in headers.items()},
            )

    async def read(
        self, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `start` up to but not including `end`.

        What breaks off is taken up where it did: the bytes of a digest are the same for ever.
        """
        for _ in range(1 + RESUMED_AT_MOST):
            began = start
            try:
                async with aclosing(self._read_once(sha256, start, end)) as chunks:
                    async for chunk in chunks:
                        start += len(chunk)
                        yield chunk
            except StorageUnavailable:
                if start == began:
                    raise
            else:
                return
        raise StorageUnavailable

    async def delete(self, sha256: str) -> None:
        """Forget the object; nothing happens where there is none."""
        async with asked("DeleteObject"):
            client = await self.connection.client()
            await client.delete_object(**self._object(sha256))

    async def find(self, sha256: str) -> Stored | None:
        """Return the object as it is now, None where there is none."""
        async with asked("HeadObject", within=LOOK_WITHIN):
            client = await self.connection.client()
            try:
                found = await client.head_object(**self._object(sha256))
            except ClientError as error:
                if code(error) in _MISSING:
                    return None
                raise
            size, put_at = found["ContentLength"], found["LastModified"]
            return Stored(sha256=sha256, size=size, put_at=put_at)

    async def objects(self) -> AsyncIterator[Stored]:
        """Yield every object, in the order of their digests."""
        async for page in self._pages("list_objects_v2"):
            for found in page.get("Contents", ()):
                sha256 = bucket.digest(found["Key"])
                if sha256 is not None:
                    yield Stored(sha256=sha256, size=found["Size"], put_at=found["LastModified"])

    async def unfinished(self, *, before: datetime, remove: bool) -> int:
        """Count what uploads begun before that time left half done; remove it if told to."""
        count = await arriving.unfinished(self.incoming(), before=before, remove=remove)
        async for page in self._pages("list_multipart_uploads"):
            for found in page.get("Uploads", ()):
                if found["Initiated"] < before:
                    count += 1
                    if remove:
                        await self._forget(found)
        return count

    async def check(self) -> None:
        """Raise `StorageUnavailable` unless the bucket answers, soon and at the first asking."""
        async with asked("Credentials"):
            client = await self.connection.client(tries=1)
        async with asked("HeadBucket", within=CHECK_WITHIN):
            await client.head_bucket(Bucket=self.connection.bucket.name)

    async def prove(self) -> None:
        """Write, read and delete an object; raise `SettingInvalid` where a setting forbids it.

        Raise `DataDirUnusable` where nothing can arrive on its way to the bucket.
        """
        await arriving.prove(self.root)
        await proving.prove(self.connection)

    async def close(self) -> None:
        """Close the connections."""
        await self.connection.aclose()

    def _object(self, sha256: str) -> dict[str, str]:
        return {"Bucket": self.connection.bucket.name, "Key": bucket.key(sha256)}

    async def _read_once(
        self, sha256: str, start: int, end: int | None
    ) -> AsyncGenerator[bytes, None]:
        if end is not None and end <= start:
            return
        wanted = self._object(sha256)
        if start > 0 or end is not None:
            wanted["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        async with asked("GetObject"):
            client = await self.connection.client()
            try:
                found = await client.get_object(**wanted)
            except ClientError as error:
                if code(error) == "InvalidRange":  # nothing is there from `start` on
                    return
                raise
        body = found["Body"]
        try:
            while True:
                async with asked("GetObject", within=CHUNK_WITHIN):
                    chunk: bytes = await body.read(CHUNK)
                if not chunk:
                    return
                yield chunk
        finally:
            body.close()

    async def _pages(self, operation: str) -> AsyncIterator[dict[str, Any]]:
        async with asked(operation):
            client = await self.connection.client()
        pages = client.get_paginator(operation).paginate(
            Bucket=self.connection.bucket.name, Prefix=PREFIX
        )
        listed = aiter(pages)
        while True:
            async with asked(operation, within=CHUNK_WITHIN):
                page = await anext(listed, None)
            if page is None:
                return
            yield page

    async def _forget(self, found: Mapping[str, Any]) -> None:
        async with asked("AbortMultipartUpload"):
            client = await self.connection.client()
            try:
                await client.abort_multipart_upload(
                    Bucket=self.connection.bucket.name,
                    Key=found["Key"],
                    UploadId=found["UploadId"],
                )
            except ClientError as error:
                if code(error) != "NoSuchUpload":  # another replica was faster
                    raise
