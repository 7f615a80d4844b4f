"""`devsper-registry serve` with a bucket that cannot be used: one sentence, and it is over."""

from pathlib import Path

import pytest

from tests.acceptance.serving import command, free_port
from tests.s3 import S3

# Nothing of this machine's, and no question to a cloud that is not there.
NO_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "",
    "AWS_SECRET_ACCESS_KEY": "",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def refused(tmp_path: Path, database_url: str, **settings: str) -> tuple[int, str, str]:
    told = {
        "DATABASE_URL": database_url,
        "PORT": str(free_port()),
        "HOME": str(tmp_path),
        **settings,
    }
    done = command(tmp_path / "data", "serve", **told)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_bucket_that_is_not_there_is_named(
    workers: str, bucket: S3, database_url: str, tmp_path: Path
) -> None:
    told = bucket.environment | {"S3_BUCKET": "no-such-bucket", "WORKERS": workers}
    assert refused(tmp_path, database_url, **told) == (
        2,
        "",
        "devsper-registry: S3_BUCKET names 'no-such-bucket', and there is no such bucket: create "
        "it, or correct it.\n",
    )


def test_credentials_that_are_missing_are_named(
    bucket: S3, database_url: str, tmp_path: Path
) -> None:
    assert refused(tmp_path, database_url, **(bucket.environment | NO_CREDENTIALS)) == (
        2,
        "",
        "devsper-registry: S3_BUCKET needs credentials, and none were found: set "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or AWS_PROFILE, or give "
        "the machine a role.\n",
    )


def test_an_endpoint_where_nobody_answers_is_named(
    bucket: S3, database_url: str, tmp_path: Path
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    told = bucket.environment | {"S3_ENDPOINT": nobody}
    assert refused(tmp_path, database_url, **told) == (
        2,
        "",
        f"devsper-registry: S3_ENDPOINT {nobody} does not answer (EndpointConnectionError): start "
        "what is there, or correct it.\n",
    )
