"""Make the bucket of S3_BUCKET where there is none; wait a while for the storage to come up."""

import os
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

PATIENCE = 60
MINE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


def make(bucket: str, *, endpoint: str | None, region: str | None) -> str:
    """Return what was done."""
    s3 = boto3.client("s3", endpoint_url=endpoint, region_name=region)
    # Only this region has no name in the request.
    elsewhere = {} if region in (None, "us-east-1") else {"LocationConstraint": region}
    configuration = {"CreateBucketConfiguration": elsewhere} if elsewhere else {}
    try:
        s3.create_bucket(Bucket=bucket, **configuration)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MINE:
            raise
        return f"The bucket '{bucket}' is there."
    return f"Made the bucket '{bucket}'."


def main() -> None:
    """Try until it is done, or a minute has passed."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            print(
                make(
                    os.environ["S3_BUCKET"],
                    endpoint=os.environ.get("S3_ENDPOINT"),
                    region=os.environ.get("S3_REGION"),
                )
            )
        except ClientError as error:
            raise SystemExit(f"S3_BUCKET cannot be made: {error}.") from None
        except BotoCoreError as error:
            if time.monotonic() > until:
                raise SystemExit(f"S3_ENDPOINT does not answer: {error}.") from None
            time.sleep(1)
        else:
            return


if __name__ == "__main__":
    main()
