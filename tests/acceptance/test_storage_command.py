"""`devsper-registry storage`: check, move and sweep, from the command line."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance import serving
from tests.acceptance.serving import CHECKOUT
from tests.build import Built, wheel
from tests.s3 import S3
from tests.server import running


@pytest.fixture
def published(database_url: str, tmp_path: Path) -> list[Built]:
    """Two files of a registry with local storage, which is stopped again."""
    built = [wheel("demo", "1.0"), wheel("demo", "2.0")]
    with running(database_url, tmp_path) as server:
        for file in built:
            server.publish(file)
    return built


def storage(
    tmp_path: Path, database_url: str, *words: str, **settings: str
) -> tuple[int, str, str]:
    told = {"DATABASE_URL": database_url, **settings}
    done = serving.command(tmp_path / "data", "storage", *words, **told)
    return done.returncode, done.stdout, done.stderr


def place(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "data" / "files" / "objects" / sha256[:2] / sha256[2:4] / sha256


def test_a_check_names_the_files_whose_bytes_are_wrong(
    published: list[Built], database_url: str, tmp_path: Path
) -> None:
    first, second = published
    good = storage(tmp_path, database_url, "check")
    assert good == (0, "2 objects of 0.0 MB: 2 good, 0 not\n", "")
    content = first.content
    place(tmp_path, first.sha256).write_bytes(bytes(len(content)))
    place(tmp_path, second.sha256).unlink()
    told = {
        first.filename: f"{first.filename} ({first.sha256}) has other content",
        second.filename: f"{second.filename} ({second.sha256}) is missing",
    }
    checked = storage(tmp_path, database_url, "check")
    assert checked == (
        1,
        "2 objects of 0.0 MB: 0 good, 2 not\n",
        "".join(f"{told[name]}\n" for name in sorted(told)),
    )
    code, said, _ = storage(tmp_path, database_url, "check", "--sizes-only")
    assert (code, said) == (1, "2 objects of 0.0 MB: 1 good, 1 not\n")


def test_files_go_into_a_bucket_and_back_and_twice_is_as_good_as_once(
    published: list[Built], database_url: str, tmp_path: Path, bucket: S3
) -> None:
    there = ("move", "--to", "s3")
    moved = storage(tmp_path, database_url, *there, **bucket.environment)
    assert moved == (
        0,
        "2 objects of 0.0 MB: 2 copied, 0 already there, 0 not copied\n",
        "",
    )
    keys = {f"objects/{f.sha256[:2]}/{f.sha256[2:4]}/{f.sha256}" for f in published}
    assert set(bucket.keys()) == keys
    again = storage(tmp_path, database_url, *there, **bucket.environment)
    assert again[1] == "2 objects of 0.0 MB: 0 copied, 2 already there, 0 not copied\n"
    first, _ = published
    place(tmp_path, first.sha256).unlink()
    back = storage(tmp_path, database_url, "move", "--to", "local", **bucket.environment)
    assert back[1] == "2 objects of 0.0 MB: 1 copied, 1 already there, 0 not copied\n"
    assert place(tmp_path, first.sha256).read_bytes() == first.content


def test_a_move_needs_a_bucket_and_leaves_wrong_bytes_where_they_are(
    published: list[Built], database_url: str, tmp_path: Path, bucket: S3
) -> None:
    assert storage(tmp_path, database_url, "move", "--to", "s3") == (
        2,
        "",
        "devsper-registry: S3_BUCKET must name the bucket to be moved.\n",
    )
    first, _ = published
    place(tmp_path, first.sha256).write_bytes(b"damaged")
    moved = storage(tmp_path, database_url, "move", "--to", "s3", **bucket.environment)
    assert moved == (
        1,
        "2 objects of 0.0 MB: 1 copied, 0 already there, 1 not copied\n",
        f"{first.filename} ({first.sha256}) has other content\n",
    )
    assert len(bucket.keys()) == 1


ORPHAN = bytes(100_000)
LATER = [sys.executable, "-m", "tests.acceptance.later"]


def left_on_the_disk(tmp_path: Path, bucket: S3) -> None:
    sha256 = hashlib.sha256(ORPHAN).hexdigest()
    place(tmp_path, sha256).parent.mkdir(parents=True, exist_ok=True)
    place(tmp_path, sha256).write_bytes(ORPHAN)
    (tmp_path / "data" / "files" / "incoming" / "half").write_bytes(b"half")


def left_in_the_bucket(tmp_path: Path, bucket: S3) -> None:
    bucket.client.put_object(Bucket=bucket.bucket, Key=key_of(ORPHAN), Body=ORPHAN)
    bucket.client.create_multipart_upload(Bucket=bucket.bucket, Key=key_of(b"half"))


def kept_on_the_disk(tmp_path: Path, bucket: S3) -> list[str]:
    files = tmp_path / "data" / "files"
    return [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]


def kept_in_the_bucket(tmp_path: Path, bucket: S3) -> list[str]:
    return bucket.keys() + [f"upload of {key}" for key in bucket.uploads()]


def key_of(content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    return f"objects/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@pytest.mark.parametrize(
    ("is_bucket", "leave", "kept"),
    [
        (False, left_on_the_disk, kept_on_the_disk),
        (True, left_in_the_bucket, kept_in_the_bucket),
    ],
    ids=["disk", "bucket"],
)
def test_a_sweep_counts_what_is_old_and_needed_by_no_file_and_deletes_it_when_told(
    is_bucket: bool,
    leave: Callable[[Path, S3], None],
    kept: Callable[[Path, S3], list[str]],
    database_url: str,
    tmp_path: Path,
    bucket: S3,
) -> None:
    told = bucket.environment if is_bucket else {}
    file = wheel("demo", "1.0")
    with running(database_url, tmp_path, **told) as server:
        server.publish(file)
    leave(tmp_path, bucket)

    def sweep(*words: str, program: list[str] = LATER) -> tuple[int, str, str]:
        settings = {"DATABASE_URL": database_url, "PYTHONPATH": str(CHECKOUT), **told}
        done = serving.command(
            tmp_path / "data", "storage", "sweep", *words, program=program, **settings
        )
        return done.returncode, done.stdout, done.stderr

    before = sorted(kept(tmp_path, bucket))
    assert len(before) == 3
    nothing = "0 objects of 0.0 MB without a file, 0 uploads half done: "
    # What was left a moment ago may be wanted in the next. moto alone says of every upload that
    # it was begun in 2010.
    young = nothing.replace("0 uploads", "1 upload") if is_bucket else nothing
    assert sweep("--delete", program=serving.COMMAND) == (0, f"{young}deleted\n", "")
    leave(tmp_path, bucket)
    counted = "1 object of 0.1 MB without a file, 1 upload half done: "
    assert sweep() == (0, f"{counted}give --delete to delete them\n", "")
    assert sorted(kept(tmp_path, bucket)) == before
    assert sweep("--delete") == (0, f"{counted}deleted\n", "")
    assert kept(tmp_path, bucket) == [key_of(file.content)]
    assert sweep("--delete") == (0, f"{nothing}deleted\n", "")
    checked = serving.command(
        tmp_path / "data", "storage", "check", DATABASE_URL=database_url, **told
    )
    assert (checked.returncode, checked.stdout) == (0, "1 object of 0.0 MB: 1 good, 0 not\n")
