"""From a laptop to production: a backup beside the embedded database, restored into PostgreSQL."""

from pathlib import Path

import httpx

from tests.acceptance.serving import command, serving
from tests.build import wheel
from tests.server import form


def test_a_registry_moves_from_its_laptop_to_postgresql(
    bare_database_url: str, name: str, tmp_path: Path
) -> None:
    file = wheel(name, "1.0")
    backup = tmp_path / "backup"
    (tmp_path / "laptop").mkdir()
    (tmp_path / "production").mkdir()
    with serving(tmp_path / "laptop/data") as laptop:
        (key,) = laptop.keys_shown
        answer = httpx.post(
            f"{laptop.url}/legacy/",
            data=form(file),
            files={"content": (file.filename, file.content)},
            timeout=60,
            auth=("__token__", key),
        )
        assert answer.status_code == 200
        done = command(laptop.data_dir, "backup", str(backup))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Backed up ")
        assert " tables and 1 objects (0.0 MB), as they were at 20" in done.stdout
        # Nothing is restored into a registry that is running.
        done = command(laptop.data_dir, "restore", str(backup))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("devsper-registry: Another registry is running in ")

    place = tmp_path / "production/data"
    done = command(place, "restore", "--check", str(backup))
    assert (done.returncode, done.stdout[:7]) == (0, "Whole: ")
    done = command(place, "restore", str(backup), DATABASE_URL=bare_database_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Restored ")
    again = command(place, "restore", str(backup), DATABASE_URL=bare_database_url)
    assert (again.returncode, again.stderr) == (
        1,
        "devsper-registry: The database has a registry in it already: name an empty one, or say "
        "--replace to lose all that is there.\n",
    )
    with serving(place, DATABASE_URL=bare_database_url) as production:
        # No first administrator: there is one.
        assert production.keys_shown == set()
        page = httpx.get(
            f"{production.url}/simple/{name}/",
            headers={"accept": "application/vnd.pypi.simple.v1+json"},
        ).json()
        (listed,) = page["files"]
        got = httpx.get(httpx.URL(f"{production.url}/simple/{name}/").join(listed["url"]))
        assert got.content == file.content
        answer = httpx.post(
            f"{production.url}/legacy/",
            data=form(file),
            files={"content": (file.filename, file.content)},
            timeout=60,
            auth=("__token__", key),
        )
        assert answer.status_code == 200
