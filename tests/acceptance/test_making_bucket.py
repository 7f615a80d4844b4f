"""What makes the bucket of compose.yaml, as the service there runs it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.s3 import S3

PROGRAM = Path(__file__).parents[2] / "deploy" / "make_bucket.py"


def make(storage: S3, bucket: str, *, region: str = "us-east-1") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=os.environ | storage.environment | {"S3_BUCKET": bucket, "S3_REGION": region},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_bucket_is_made_once_and_what_is_in_it_stays(bucket: S3) -> None:
    name = f"{bucket.bucket}-new"
    # In another region than the first one S3 answers a second making with an error.
    abroad = {"region": "eu-central-1"}
    assert make(bucket, name, **abroad) == (0, f"Made the bucket '{name}'.\n", "")
    made = S3(bucket.endpoint, name)
    made.client.put_object(Bucket=name, Key="objects/one", Body=b"one")
    assert make(bucket, name, **abroad) == (0, f"The bucket '{name}' is there.\n", "")
    assert made.keys() == ["objects/one"]


def test_a_name_that_is_none_for_a_bucket_is_told_in_a_sentence(bucket: S3) -> None:
    code, said, told = make(bucket, "NO")
    assert (code, said) == (1, "")
    assert told.startswith("S3_BUCKET cannot be made: An error occurred (InvalidBucketName)")
    assert "Traceback" not in told
