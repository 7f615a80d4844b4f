"""A registry whose connections to PostgreSQL go through pgbouncer in transaction mode."""

from pathlib import Path

import httpx

from tests import pgbouncer
from tests.acceptance import serving
from tests.build import wheel
from tests.server import form


def test_a_registry_runs_through_it(database_url: str, tmp_path: Path) -> None:
    file = wheel("through-a-pooler", "1.0")
    with (
        pgbouncer.before(database_url) as pooled,
        serving.serving(
            tmp_path / "data",
            DATABASE_URL=pooled,
            DATABASE_POOLER="pgbouncer",
            DATABASE_DIRECT_URL=database_url,
        ) as registry,
        httpx.Client(timeout=60) as http,
    ):
        (key,) = registry.keys_shown
        auth = ("__token__", key)
        for _ in range(3):
            taken = http.post(
                f"{registry.url}/legacy/",
                data=form(file),
                files={"content": (file.filename, file.content)},
                auth=auth,
            )
            assert taken.status_code == 200, taken.text
            page = http.get(f"{registry.url}/simple/through-a-pooler/")
            assert file.filename in page.text
            asked = http.post(
                f"{registry.url}/graphql",
                json={"query": '{ package(name: "through-a-pooler") { name } }'},
                auth=auth,
            )
            assert asked.json()["data"]["package"] == {"name": "through-a-pooler"}
        assert registry.stop() == 0
    assert "Traceback" not in (tmp_path / "stderr.log").read_text()
