"""What we accept must read the same through the readers that people have."""

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from installer.sources import WheelFile

from devsper_registry.distribution import Policy, zip_read
from devsper_registry.distribution import zip as zip_archive
from devsper_registry.distribution.gzip_stream import GzipStream
from devsper_registry.distribution.judging import inspect
from devsper_registry.distribution.tar import TarWalk
from devsper_registry.errors import RegistryError
from tests.build import Built
from tests.fuzz import unpacking

Files = dict[str, bytes]


def accepted(built: Built) -> bool:
    """Whether the file is taken; anything but a refusal flies on."""
    try:
        inspect(io.BytesIO(built.content), filename=built.filename)
    except RegistryError:
        return False
    return True


def check(built: Built, *, uv: bool = False) -> bool:
    """Return whether the file is taken; assert that all readers then agree on it."""
    if not accepted(built):
        return False
    if built.filename.endswith(".tar.gz"):
        _check_sdist(built, uv=uv)
        return True
    ours = files_of(built)
    assert files_by_zipfile(built) == ours
    assert files_by_installer(built) == ours
    if uv:
        assert files_by_uv(built) == installed(ours)
    return True


def files_of(built: Built) -> Files:
    """The files of a wheel as our own walk finds them."""
    file = io.BytesIO(built.content)
    found = zip_archive.walk(file, filename=built.filename, policy=Policy())
    return {
        entry.name: zip_read.content(file, entry, filename=built.filename, limit=2**30)
        for entry in found
        if not entry.is_directory
    }


def files_by_zipfile(built: Built) -> Files:
    with zipfile.ZipFile(io.BytesIO(built.content)) as archive:
        assert archive.testzip() is None
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def files_by_installer(built: Built) -> Files:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / built.filename
        path.write_bytes(built.content)
        with WheelFile.open(path) as wheel:
            wheel.validate_record(validate_contents=True)
            return {record[0]: stream.read() for record, stream, _ in wheel.get_contents()}


def files_by_uv(built: Built) -> Files:
    """What `uv pip install --target` leaves on the disk, without uv's own notes."""
    with tempfile.TemporaryDirectory() as directory:
        path, target = Path(directory) / built.filename, Path(directory) / "target"
        path.write_bytes(built.content)
        uv = Path(sys.executable).parent / "uv"
        command = [uv, "pip", "install", "--no-deps", "--no-index", "--no-cache", "--quiet"]
        done = subprocess.run(
            [*map(str, command), "--target", str(target), str(path)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        found = {
            str(file.relative_to(target)): file.read_bytes()
            for file in target.rglob("*")
            if file.is_file()
        }
        return {name: data for name, data in found.items() if not _is_note(name)}


def installed(files: Files) -> Files:
    """Where an installer puts the files of a wheel, RECORD left out: it writes its own."""
    found = {}
    for name, data in files.items():
        for scheme in ("purelib/", "platlib/", "data/"):
            name = name.removeprefix(f"demo-1.0.data/{scheme}")
        found[name] = data
    return {name: data for name, data in found.items() if not _is_note(name)}


def _is_note(name: str) -> bool:
    notes = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
    return name == ".lock" or (".dist-info/" in name and name.endswith(notes))


def _check_sdist(built: Built, *, uv: bool) -> None:
    with tarfile.open(fileobj=io.BytesIO(built.content), mode="r:gz") as archive:
        theirs = [(member.name, member.size, member.linkname) for member in archive]
    ours = _members_of(built)
    assert theirs == ours, (theirs, ours)
    tree = unpacking.by_tarfile(built)
    if uv:
        assert unpacking.by_uv(built) == tree


def _members_of(built: Built) -> list[tuple[str, int, str]]:
    policy = Policy()
    stream = GzipStream(io.BytesIO(built.content), filename=built.filename, policy=policy)
    walk = TarWalk(stream, filename=built.filename, max_members=policy.max_members)
    return [(entry.name, entry.size, entry.target) for entry in walk]
