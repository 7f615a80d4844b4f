"""A running S3: moto's server, as a process of its own on a port of the loopback.

It keeps everything in memory, and checks neither signatures nor how long a URL is good for; what
that hides, `make s3-strict` shows.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
from botocore.config import Config

from tests.acceptance.serving import free_port

BUCKET = "registry-files"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "an-access-key", "AWS_SECRET_ACCESS_KEY": "a-secret-key"}
STARTS_WITHIN = 30


@dataclass(frozen=True)
class S3:
    """Where it is, and what a registry is told of it."""

    endpoint: str
    bucket: str = BUCKET
    credentials: Mapping[str, str] = field(default_factory=lambda: CREDENTIALS)

    @property
    def settings(self) -> dict[str, str]:
        """The registry's settings for it."""
        return {
            "S3_BUCKET": self.bucket,
            "S3_ENDPOINT": self.endpoint,
            "S3_REGION": "us-east-1",
        }

    @property
    def environment(self) -> dict[str, str]:
        """The settings and the credentials, for a process."""
        return {**self.settings, **self.credentials}

    @property
    def client(self) -> Any:
        """A client of the test's own, to look at what is there."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.credentials["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
        )

    def keys(self) -> list[str]:
        """Every key in the bucket."""
        found = self.client.list_objects_v2(Bucket=self.bucket)
        return [entry["Key"] for entry in found.get("Contents", ())]

    def uploads(self) -> list[str]:
        """The keys of the uploads in parts that are not finished."""
        found = self.client.list_multipart_uploads(Bucket=self.bucket)
        return [entry["Key"] for entry in found.get("Uploads", ())]

    def with_bucket(self, name: str) -> "S3":
        """Make another bucket there, and return it."""
        self.client.create_bucket(Bucket=name)
        return replace(self, bucket=name)


@contextmanager
def running(port: int | None = None) -> Iterator[S3]:
    """Start one with an empty bucket, for the block; it can be killed with its process."""
    port = port or free_port()
    program = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/moto-api/data.json")
        yield S3(f"http://127.0.0.1:{port}").with_bucket(BUCKET)
    finally:
        process.kill()
        process.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("S3 did not come up")
