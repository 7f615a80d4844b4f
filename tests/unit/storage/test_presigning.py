"""Our own signature is botocore's, for whatever place, key, credentials and answer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import time_machine
from botocore.config import Config

from devsper_registry.storage.s3.bucket import Bucket, key
from devsper_registry.storage.s3.presigning import presigned

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SHA256 = "3e5e4fab0206f17fceed55329420257bc87aee2b2a9d9b447871a0ccb683653c"
HEADERS = {
    "ResponseContentType": "application/octet-stream",
    "ResponseCacheControl": "public, max-age=31536000, immutable",
    "ResponseContentDisposition": 'attachment; filename="demo-1.0+local.1-py3-none-any.whl"',
}
NAMES = {
    "ResponseContentType": "response-content-type",
    "ResponseCacheControl": "response-cache-control",
    "ResponseContentDisposition": "response-content-disposition",
}
BUCKETS = [
    Bucket("registry-files", region="eu-central-1"),
    Bucket("files.example.com", region="us-east-1"),
    Bucket("registry-files", region="us-east-1", endpoint="http://127.0.0.1:9000"),
    Bucket("registry_Files", region="garage", endpoint="https://s3.example.com"),
    Bucket("registry-files", region="us-east-1", endpoint="https://s3.example.com:443"),
]
CREDENTIALS = [
    ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
    ("ASIAEXAMPLE", "secret", "a/session+token=with~odd characters/" * 20),
]


def client(bucket: Bucket, credentials: tuple[str, str, str | None]) -> Any:
    access, secret, token = credentials
    return boto3.client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint,
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if bucket.by_path else "virtual"},
        ),
    )


@pytest.mark.parametrize("bucket", BUCKETS, ids=lambda bucket: f"{bucket.name}@{bucket.endpoint}")
@pytest.mark.parametrize("credentials", CREDENTIALS, ids=["for-ever", "of-a-role"])
@pytest.mark.parametrize("at", [NOON, datetime(2027, 1, 1, tzinfo=UTC)], ids=["noon", "new-year"])
def test_a_url_is_signed_as_botocore_signs_it(
    bucket: Bucket, credentials: tuple[str, str, str | None], at: datetime
) -> None:
    theirs = client(bucket, credentials)
    with time_machine.travel(at, tick=False):
        expected = theirs.generate_presigned_url(
            "get_object", {"Bucket": bucket.name, "Key": key(SHA256), **HEADERS}, ExpiresIn=900
        )
    frozen = theirs._request_signer._credentials.get_frozen_credentials()
    assert bucket.region is not None
    signed = presigned(
        bucket.place(endpoint=theirs.meta.endpoint_url, region=bucket.region),
        key(SHA256),
        credentials=frozen,
        at=at,
        lifetime=timedelta(minutes=15),
        answer={NAMES[name]: value for name, value in HEADERS.items()},
    )
    ours, botocores = urlsplit(signed), urlsplit(expected)
    assert (ours.scheme, ours.netloc, ours.path) == (
        botocores.scheme,
        botocores.netloc,
        botocores.path,
    )
    assert parse_qs(ours.query) == parse_qs(botocores.query)


def test_people_are_sent_to_the_public_endpoint() -> None:
    bucket = Bucket(
        "registry-files",
        endpoint="http://minio.internal:9000",
        public_endpoint="https://files.example.com",
    )
    place = bucket.place(endpoint="http://minio.internal:9000", region="us-east-1")
    assert place.url == "https://files.example.com/registry-files"
    assert place.host == "files.example.com"


def test_only_a_digest_becomes_a_key() -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        key("../../etc/passwd")
