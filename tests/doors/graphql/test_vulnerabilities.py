"""What GraphQL tells of a release's known vulnerabilities: to whoever sees the release."""

from pathlib import Path
from typing import Any

import pytest

from devsper_registry.auth.principal import OPERATOR
from devsper_registry.backend import Backend
from devsper_registry.services import advisory_imports
from tests import advisories
from tests.advisories import MODIFIED, VECTOR, advisory, affected, before
from tests.build import wheel
from tests.doors.graphql.changing import Person, door, person
from tests.services.published import publish
from tests.services.test_advisories import Heard
from tests.statements import statements

pytestmark = pytest.mark.anyio

RELEASES = """query { package(name: "demo") { releases(first: 10) { nodes {
  version vulnerabilities { advisoryId aliases severity summary fixedIn }
} } } }"""
KNOWN = (
    advisory(
        "GHSA-1",
        before("Demo", "2.0"),
        aliases=["CVE-2026-1"],
        severity=[{"type": "CVSS_V3", "score": VECTOR}],
    ),
    advisory("PYSEC-1", affected("demo", {"introduced": "1.0"}, versions=("0.1",))),
    advisory("PYSEC-2", before("demo", "9"), withdrawn=MODIFIED),
    advisory("PYSEC-3", before("other", "9")),
)
FIRST = {
    "advisoryId": "GHSA-1",
    "aliases": ["CVE-2026-1"],
    "severity": "CRITICAL",
    "summary": "Summary of GHSA-1",
    "fixedIn": "2.0",
}
SECOND: dict[str, Any] = {
    "advisoryId": "PYSEC-1",
    "aliases": [],
    "severity": "MEDIUM",
    "summary": "Summary of PYSEC-1",
    "fixedIn": None,
}


async def asked(backend: Backend, by: Person | None) -> tuple[Any, int]:
    """Return the package as it is shown, and in how many statements."""
    async with door(backend) as opened:
        with statements(backend) as ran:
            body = await opened.post(RELEASES, by)
    assert "errors" not in body, body["errors"]
    return body["data"]["package"], len(ran)


async def test_each_release_has_what_is_known_of_its_version_in_one_statement_for_all(
    backend: Backend, tmp_path: Path
) -> None:
    ann = await person(backend, "ann")
    await publish(backend, ann.principal, wheel("demo", "3.0"))
    shown, few = await asked(backend, None)
    assert shown == {"releases": {"nodes": [{"version": "3.0", "vulnerabilities": []}]}}
    (path := tmp_path / "all.zip").write_bytes(advisories.archive(*KNOWN))
    await advisory_imports.import_from(backend, [path], by=OPERATOR, listener=Heard())
    await publish(backend, ann.principal, *(wheel("demo", f"{n}.0") for n in range(3)))
    shown, many = await asked(backend, None)
    assert shown["releases"]["nodes"] == [
        {"version": "3.0", "vulnerabilities": [SECOND]},
        {"version": "2.0", "vulnerabilities": [SECOND]},
        {"version": "1.0", "vulnerabilities": [FIRST, SECOND]},
        {"version": "0.0", "vulnerabilities": [FIRST]},
    ]
    assert few == many == 3
