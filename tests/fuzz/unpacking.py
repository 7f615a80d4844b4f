"""What an sdist is unpacked to, by tarfile and by uv: each file's bytes in hex, a link's target."""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.build import Built

Tree = dict[str, str]

# A build backend that builds nothing: it writes down what it finds itself unpacked to.
_BACKEND = """
import json, os, pathlib

def tree():
    return {
        str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes().hex()
        for path in pathlib.Path().rglob("*")
        if path.is_symlink() or path.is_file()
    }

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    pathlib.Path(os.environ["SEEN"]).write_text(json.dumps(tree()))
    raise SystemExit(1)
"""
# The files that an sdist needs so that `by_uv` can tell.
BACKEND = {
    "pyproject.toml": (
        b'[build-system]\nrequires = []\nbuild-backend = "seen"\nbackend-path = ["."]\n'
    ),
    "seen.py": _BACKEND.encode(),
}


def by_tarfile(built: Built) -> Tree:
    with tempfile.TemporaryDirectory() as directory:
        with tarfile.open(fileobj=io.BytesIO(built.content), mode="r:gz") as archive:
            # Python 3.11.2, which Debian 12 has, does not know the filters yet.
            filtered = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(directory, **filtered)  # type: ignore[arg-type]
        (top,) = Path(directory).iterdir()
        assert top.name == built.filename.removesuffix(".tar.gz")
        return {
            str(path.relative_to(top)): (
                str(path.readlink()) if path.is_symlink() else path.read_bytes().hex()
            )
            for path in top.rglob("*")
            if path.is_symlink() or path.is_file()
        }


def by_uv(built: Built) -> Tree:
    """As uv unpacks it to build it; the sdist holds `BACKEND`."""
    with tempfile.TemporaryDirectory() as directory:
        path, seen = Path(directory) / built.filename, Path(directory) / "seen.json"
        path.write_bytes(built.content)
        uv = Path(sys.executable).parent / "uv"
        command = [uv, "pip", "install", "--no-deps", "--no-index", "--no-cache", "--quiet"]
        where = ["--no-build-isolation", "--target", Path(directory) / "target", path]
        done = subprocess.run(
            list(map(str, [*command, *where])),
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "SEEN": str(seen), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert seen.exists(), done.stderr
        tree: Tree = json.loads(seen.read_text())
        return tree
