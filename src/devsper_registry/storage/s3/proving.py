"""Proving at the start that the bucket can be used, in words that name the setting to correct."""

import asyncio
from typing import Any
from uuid import uuid4

from botocore.exceptions import (
    ClientError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from devsper_registry.errors import RegistryError, SettingInvalid, StorageUnavailable
from devsper_registry.storage.s3.asking import PATIENCE, TROUBLE, code, reason
from devsper_registry.storage.s3.bucket import PREFIX, Bucket
from devsper_registry.storage.s3.connection import Connection

CONTENT = b"The registry writes, reads and deletes this when it starts.\n"
_CREDENTIALS = {
    "InvalidAccessKeyId": "AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "AWS_SECRET_ACCESS_KEY",
    "InvalidToken": "AWS_SESSION_TOKEN",
    "ExpiredToken": "AWS_SESSION_TOKEN",
}
_REGION = {
    "PermanentRedirect",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
}
_ENCRYPTION = {"NotImplemented", "InvalidArgument", "InvalidEncryptionAlgorithmError"}


async def prove(connection: Connection) -> None:
    """Write, read and delete an object of no meaning; raise `SettingInvalid` or go on."""
    bucket = connection.bucket
    try:
        # Making it is our own work, and takes a busy machine seconds: no silence of S3's.
        client = await connection.client()
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await _use(client, bucket)
            await _compare_region(client, bucket)
    except TROUBLE as error:
        raise _explained(error, bucket) from error


async def _use(client: Any, bucket: Bucket) -> None:
    probe = {"Bucket": bucket.name, "Key": f"{PREFIX}started/{uuid4().hex}"}
    await client.put_object(**probe, **bucket.new_object, Body=CONTENT)
    found = await client.get_object(**probe)
    returned = await found["Body"].read()
    await client.delete_object(**probe)
    if returned != CONTENT:
        raise SettingInvalid(
            setting="S3_BUCKET" if bucket.endpoint is None else "S3_ENDPOINT",
            problem="names what returns other bytes than it is given: correct it, or take that "
            "storage out of service.",
        )


async def _compare_region(client: Any, bucket: Bucket) -> None:
    """The client finds its way to another region by itself; a URL that we sign does not."""
    if bucket.endpoint is not None:
        return
    found = await client.head_bucket(Bucket=bucket.name)
    region = found.get("BucketRegion")
    if region is not None and region != client.meta.region_name:
        raise SettingInvalid(
            setting="S3_REGION",
            problem=f"is {client.meta.region_name}, and the bucket '{bucket.name}' is in "
            f"{region}: set it to that.",
        )


def _explained(error: BaseException, bucket: Bucket) -> RegistryError:
    if isinstance(error, ClientError):
        return _answered(error, bucket)
    match error:
        case NoCredentialsError():
            setting, problem = (
                "S3_BUCKET",
                "needs credentials, and none were found: set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY in the environment, or AWS_PROFILE, or give the machine "
                "a role.",
            )
        case PartialCredentialsError():
            setting, problem = (
                "AWS_SECRET_ACCESS_KEY",
                "must be set beside AWS_ACCESS_KEY_ID, in the environment.",
            )
        case ProfileNotFound():
            setting, problem = "AWS_PROFILE", "names a profile that ~/.aws/config does not have."
        case NoRegionError():
            setting, problem = "S3_REGION", "must be set to the bucket's region, as eu-central-1."
        case InvalidRegionError():
            setting, problem = "S3_REGION", "is no name of a region: set it as in eu-central-1."
        case _:
            setting, problem = _unreachable(error, bucket)
    return SettingInvalid(setting=setting, problem=problem)


def _unreachable(error: BaseException, bucket: Bucket) -> tuple[str, str]:
    if bucket.endpoint is None:
        return (
            "S3_BUCKET",
            f"cannot be used, for S3 does not answer ({reason(error)}): look at S3_REGION and at "
            "the network, or set S3_ENDPOINT for another implementation.",
        )
    return (
        "S3_ENDPOINT",
        f"{bucket.endpoint} does not answer ({reason(error)}): start what is there, or correct it.",
    )


def _answered(error: ClientError, bucket: Bucket) -> RegistryError:
    said = code(error) or ""
    if said in _CREDENTIALS:
        problem = f"is not what S3 knows ({said}): correct it, or take credentials that are valid."
        return SettingInvalid(setting=_CREDENTIALS[said], problem=problem)
    if said in {"NoSuchBucket", "404"}:
        problem = f"names '{bucket.name}', and there is no such bucket: create it, or correct it."
        return SettingInvalid(setting="S3_BUCKET", problem=problem)
    if said in _REGION:
        problem = f"is not the region of the bucket '{bucket.name}' ({said}): set it to that."
        return SettingInvalid(setting="S3_REGION", problem=problem)
    if bucket.encryption is not None and (said in _ENCRYPTION or said.startswith("KMS.")):
        problem = (
            f"{bucket.encryption} is refused there ({said}): set it to what the storage has, "
            "or to none."
        )
        return SettingInvalid(setting="S3_ENCRYPTION", problem=problem)
    if said in {"AccessDenied", "403", "AllAccessDisabled"}:
        problem = (
            f"'{bucket.name}' is closed to these credentials ({said}): allow them what "
            "docs/storage.md lists, or correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
        return SettingInvalid(setting="S3_BUCKET", problem=problem)
    if said == "RequestTimeTooSkewed":
        problem = "cannot be used while this machine's clock is wrong: set the clock."
        return SettingInvalid(setting="S3_BUCKET", problem=problem)
    return StorageUnavailable()
