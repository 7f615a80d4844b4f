"""`devsper-registry storage`: check, move and sweep, from the command line."""

from pathlib import Path

import pytest

from tests.acceptance import serving
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
