"""Sending a file in parts: two at a time, so that its size takes no more memory."""

import asyncio
import hashlib
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from devsper_registry.errors import RegistryError
from devsper_registry.storage.medium import medium
from devsper_registry.storage.s3.asking import asked

PART = 8 * 1024 * 1024
AT_ONCE = 2
PART_WITHIN = timedelta(seconds=30)
# S3 puts the parts together before it answers; of a large file that takes its time.
COMPLETED_WITHIN = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Sending:
    """An upload in parts that has begun; `target` names bucket, key and upload."""

    client: Any
    file: BinaryIO
    target: dict[str, str]

    async def parts(self, count: int) -> list[dict[str, Any]]:
        """Send every part; return what S3 calls each of them."""
        numbers = iter(range(1, count + 1))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._some(numbers)) for _ in range(AT_ONCE)]
        sent = [part for task in tasks for part in task.result()]
        return sorted(sent, key=lambda part: part["PartNumber"])

    async def _some(self, numbers: Iterator[int]) -> list[dict[str, Any]]:
        return [await self._one(number) for number in numbers]

    async def _one(self, number: int) -> dict[str, Any]:
        body, md5 = await asyncio.to_thread(part_of, self.file, number)
        async with asked("UploadPart", within=PART_WITHIN):
            sent = await self.client.upload_part(
                **self.target, PartNumber=number, Body=body, ContentMD5=md5
            )
        return {"PartNumber": number, "ETag": sent["ETag"]}


async def send(
    client: Any, source: Path, *, size: int, target: dict[str, str], told: dict[str, str]
) -> None:
    """Send the file; whatever interrupts that, S3 is told to forget the parts it has."""
    count = -(-size // PART)
    upload = await _begun(client, target, told)
    try:
        with medium(), source.open("rb", buffering=0) as file:
            parts = await Sending(client, file, upload).parts(count)
        async with asked("CompleteMultipartUpload", within=COMPLETED_WITHIN):
            await client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    except ExceptionGroup as errors:
        await _forget(client, upload)
        # Both parts were on the same way: one refusal says it.
        raise _first(errors) from errors
    except BaseException:
        await _forget(client, upload)
        raise


async def _begun(client: Any, target: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    beginning = asyncio.create_task(_begin(client, target, told))
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        # S3 may have begun what nobody would ever name again.
        with suppress(RegistryError):
            await _forget(client, await beginning)
        raise


async def _begin(client: Any, target: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    async with asked("CreateMultipartUpload"):
        begun = await client.create_multipart_upload(**target, **told)
        return {**target, "UploadId": begun["UploadId"]}


def part_of(file: BinaryIO, number: int) -> tuple[bytes, str]:
    """Return the part's bytes and their MD5, by which S3 knows whether they arrived whole."""
    with medium():
        body = os.pread(file.fileno(), PART, (number - 1) * PART)
    return body, md5_of(body)


def md5_of(body: bytes) -> str:
    """Return the Content-MD5 of the body."""
    return b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()


async def _forget(client: Any, upload: dict[str, str]) -> None:
    # Shielded: whoever cancelled us may do so again, and parts cost until they are forgotten.
    await asyncio.shield(asyncio.create_task(_abort(client, upload)))


async def _abort(client: Any, upload: dict[str, str]) -> None:
    # Where that fails it is in the log, and the sweeper finds it.
    with suppress(RegistryError):
        async with asked("AbortMultipartUpload"):
            await client.abort_multipart_upload(**upload)


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    found = errors.exceptions[0]
    return _first(found) if isinstance(found, ExceptionGroup) else found
