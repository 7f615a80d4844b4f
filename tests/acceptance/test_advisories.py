"""Advisories imported on the command line, and asked for by `uv audit` and pip-audit."""

import json
from pathlib import Path

import httpx

from tests import advisories
from tests.acceptance import serving
from tests.advisories import advisory, before
from tests.clients import pip_audit, uv
from tests.server import Server

VULNERABLE = advisory("GHSA-demo-1", before("audited-demo", "2.0"), aliases=["CVE-2026-4242"])
LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "audited-demo"
version = "{version}"
source = {{ registry = "https://registry.example.com/simple/" }}
wheels = [
    {{ url = "https://registry.example.com/{wheel}", hash = "sha256:{hash}", size = 1 }},
]

[[package]]
name = "consumer"
version = "1.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "audited-demo" }}]

[package.metadata]
requires-dist = [{{ name = "audited-demo", specifier = "=={version}" }}]
"""


def _locked(version: str) -> str:
    wheel = f"audited_demo-{version}-py3-none-any.whl"
    return LOCK.format(version=version, wheel=wheel, hash="0" * 64)


def imported(server: Server, *paths: Path) -> "tuple[int, str]":
    done = serving.command(
        server.data_dir,
        *("advisories", "import", *map(str, paths)),
        DATABASE_URL=server.database_url,
    )
    return done.returncode, done.stdout + done.stderr


def test_both_clients_find_what_was_imported(server: Server, tmp_path: Path) -> None:
    made = tmp_path / "all.zip"
    made.write_bytes(advisories.archive(VULNERABLE))
    assert imported(server, made) == (
        0,
        "1 document: 1 new, 0 changed, 0 unchanged, 0 about no package of PyPI, 0 refused\n",
    )
    # With a key in the address, as where reading takes one.
    key = server.create_key("audit", "--scope", "read")
    service = server.url.replace("://", f"://__token__:{key}@")

    for version, code in (("1.0", 1), ("2.0", 0)):
        project = uv.consumer(
            tmp_path / version, [f"audited-demo=={version}"], {"ours": server.simple}
        )
        (project / "uv.lock").write_text(_locked(version))
        audited = uv.audit(project, service)
        assert audited.returncode == code, audited.output
        assert ("GHSA-demo-1: Summary of GHSA-demo-1" in audited.output) is bool(code)

        audited = pip_audit.audit(project, service, f"audited-demo=={version}")
        assert audited.returncode == code, audited.output
        told = json.loads(audited.output[audited.output.index("{") :].splitlines()[0])
        found = [
            (each["id"], each["aliases"], each["fix_versions"])
            for each in told["dependencies"][0]["vulns"]
        ]
        # It puts the CVE's name first.
        assert found == ([("CVE-2026-4242", ["GHSA-demo-1"], ["2.0"])] if code else [])


def test_the_command_says_what_it_refused_and_takes_the_rest(
    server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "bad.json").write_bytes(b"{")
    document = advisory("GHSA-demo-2", before("audited-other", "2.0"))
    (folder / "good.json").write_bytes(advisories.content(document))
    code, said = imported(server, folder)
    assert code == 1
    assert said.splitlines()[0] == (
        "2 documents: 1 new, 0 changed, 0 unchanged, 0 about no package of PyPI, 1 refused"
    )
    assert said.splitlines()[1] == f"refused {folder / 'bad.json'}"
    assert httpx.get(f"{server.url}/v1/vulns/GHSA-demo-2").json() == document

    empty = tmp_path / "empty"
    empty.mkdir()
    assert imported(server, empty) == (
        2,
        f"devsper-registry: There is no advisory (.json) and no zip of them below {empty}: name a"
        " folder of OSV documents, or the all.zip of an OSV database.\n",
    )
