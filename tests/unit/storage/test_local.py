"""The local storage, on a real disk."""

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devsper_registry.errors import StorageFull, StorageUnavailable
from devsper_registry.storage.local import CHUNK, LocalStore
from devsper_registry.storage.medium import medium
from devsper_registry.storage.store import Store, Stored

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


def incoming(store: Store, content: bytes, name: str = "upload") -> tuple[Path, str]:
    source = store.incoming() / name
    source.write_bytes(content)
    return source, hashlib.sha256(content).hexdigest()


async def collect(store: Store, sha256: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in store.read(sha256, start=start, end=end)])


async def test_what_was_put_is_read_and_the_source_is_gone(store: LocalStore) -> None:
    source, sha256 = incoming(store, b"wheel")
    await store.put(source, sha256=sha256)
    assert await collect(store, sha256) == b"wheel"
    assert store.path(sha256).read_bytes() == b"wheel"
    assert not source.exists()


async def test_a_source_on_another_disk_is_copied(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_memory = Path("/dev/shm")
    if not shared_memory.is_dir() or shared_memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    source = shared_memory / f"devsper-registry-{os.getpid()}"
    source.write_bytes(b"far away")
    try:
        sha256 = hashlib.sha256(b"far away").hexdigest()
        await store.put(source, sha256=sha256)
        assert await collect(store, sha256) == b"far away"
        assert list(store.incoming().iterdir()) == []
    finally:
        source.unlink(missing_ok=True)


async def test_putting_again_makes_the_object_young_and_whole(store: LocalStore) -> None:
    source, sha256 = incoming(store, b"content")
    await store.put(source, sha256=sha256)
    store.path(sha256).write_bytes(b"dam")
    os.utime(store.path(sha256), (0, 0))
    source, _ = incoming(store, b"content")
    os.utime(source, (0, 0))
    await store.put(source, sha256=sha256)
    [stored] = [stored async for stored in store.objects()]
    assert (stored.sha256, stored.size) == (sha256, 7)
    assert datetime.now(UTC) - stored.put_at < timedelta(minutes=1)
    assert await collect(store, sha256) == b"content"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, None),
        (0, 0),
        (0, 1),
        (7, 7),
        (CHUNK - 1, CHUNK + 1),
        (0, CHUNK),
        (CHUNK, None),
        (0, 2 * CHUNK),
        (2 * CHUNK + 4, None),
        (5, 10**9),
    ],
)
async def test_a_range_is_read_exactly(store: LocalStore, start: int, end: int | None) -> None:
    content = os.urandom(2 * CHUNK + 5)
    source, sha256 = incoming(store, content)
    await store.put(source, sha256=sha256)
    assert await collect(store, sha256, start, end) == content[start:end]


async def test_deleting_twice_is_as_good_as_once(store: LocalStore) -> None:
    source, sha256 = incoming(store, b"content")
    await store.put(source, sha256=sha256)
    await store.delete(sha256)
    await store.delete(sha256)
    assert [stored async for stored in store.objects()] == []


async def test_every_object_is_listed(store: LocalStore) -> None:
    digests = set()
    for number in range(5):
        source, sha256 = incoming(store, b"x" * number)
        await store.put(source, sha256=sha256)
        digests.add((sha256, number))
    found: list[Stored] = [stored async for stored in store.objects()]
    assert {(stored.sha256, stored.size) for stored in found} == digests


async def test_an_empty_storage_has_no_objects_and_is_ready(store: LocalStore) -> None:
    assert [stored async for stored in store.objects()] == []
    await store.check()
    assert list(store.incoming().iterdir()) == []


async def test_a_missing_object_is_the_storages_failure(store: LocalStore) -> None:
    with pytest.raises(StorageUnavailable):
        await collect(store, "0" * 64)


@pytest.mark.parametrize(
    "digest", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"]
)
async def test_only_a_digest_becomes_a_path(store: LocalStore, digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path(digest)


async def test_a_root_that_is_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"")
    with pytest.raises(StorageUnavailable):
        await LocalStore(tmp_path / "files").check()


async def test_a_full_disk_says_so(store: LocalStore) -> None:
    full = Path("/dev/full")
    if not full.exists() or not stat.S_ISCHR(full.stat().st_mode):
        pytest.skip("needs /dev/full")
    with pytest.raises(StorageFull), medium():
        full.write_bytes(b"x")


async def test_a_folder_that_another_made_is_synced_before_its_object_counts_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever made it may have been killed between making and syncing it."""
    store = LocalStore(tmp_path / "files")
    content = b"kept"
    digest = hashlib.sha256(content).hexdigest()
    folder = store.path(digest).parent
    folder.mkdir(parents=True)
    synced: list[int] = []
    fsync = os.fsync

    def noted(number: int) -> None:
        synced.append(os.fstat(number).st_ino)
        fsync(number)

    monkeypatch.setattr(os, "fsync", noted)
    for _ in range(2):
        source = store.incoming() / "upload"
        source.write_bytes(content)
        await store.put(source, sha256=digest)
    once = [folder.parent, folder.parent.parent, tmp_path / "files", tmp_path]
    assert [synced.count(place.stat().st_ino) for place in [folder, *once]] == [2, 1, 1, 1, 1]
