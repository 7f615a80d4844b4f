"""Advisories: imported once, kept when newer, and what they are about examined again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select, text
from sqlmodel import col

from devsper_registry.auth.principal import OPERATOR
from devsper_registry.backend import Backend
from devsper_registry.db.tables import File, Finding
from devsper_registry.db.tables.job import JOB, Kind
from devsper_registry.errors import AdministratorsOnly
from devsper_registry.services import advising, advisory_imports, verifying
from devsper_registry.services.advising import Question
from devsper_registry.services.advisory_imports import Counts
from tests import advisories
from tests.advisories import advisory, before, content
from tests.build import Built, wheel
from tests.services import state
from tests.services.published import account, publish
from tests.services.test_examining import examined, standing

pytestmark = pytest.mark.anyio

DEMO = NormalizedName("demo")
OUTDATED = "SELECT count(*) FROM verification WHERE is_outdated"
CRITICAL: Sequence[dict[str, str]] = [{"type": "CVSS_V3", "score": advisories.VECTOR}]
LATER = "2026-02-01T00:00:00Z"


@dataclass
class Heard:
    size: int = 0
    refusals: list[tuple[str, str]] = field(default_factory=list)

    def done(self, size: int) -> None:
        self.size += size

    def refused(self, name: str, reason: str) -> None:
        self.refusals.append((name, reason))


async def imported(
    backend: Backend, folder: Path, *documents: dict[str, Any], heard: Heard | None = None
) -> Counts:
    """Import the documents from one zip."""
    path = folder / "all.zip"
    path.write_bytes(advisories.archive(*documents))
    return await advisory_imports.import_from(
        backend, [path], by=OPERATOR, listener=heard or Heard()
    )


async def known(backend: Backend, version: str | None, package: str = "demo") -> list[str]:
    """Return the ids of what is known of the version."""
    question = Question(NormalizedName(package), version)
    found = await advising.query(backend, question, by=OPERATOR)
    return [orjson.loads(document)["id"] for document in found.documents]


async def noted(backend: Backend) -> list[list[str]]:
    """Do the jobs that the imports have left, and return what packages they were told."""
    async with backend.transaction() as session:
        waiting = select(JOB.c.payload).where(JOB.c.entrypoint == Kind.NOTE_ADVISORIES)
        told = [
            orjson.loads(payload)["packages"]
            for payload in (await session.execute(waiting.order_by(JOB.c.id))).scalars()
        ]
        await session.execute(JOB.delete().where(JOB.c.entrypoint == Kind.NOTE_ADVISORIES))
    for packages in told:
        await verifying.note_advisories(backend, packages)
    return told


async def findings(backend: Backend, file: Built) -> list[tuple[str, str]]:
    """Return code and sentence of what is known to be vulnerable."""
    async with backend.read() as session:
        wanted = (
            select(col(Finding.code), col(Finding.sentence))
            .join(File, col(File.id) == col(Finding.file_id))
            .where(col(File.filename) == file.filename)
            .where(col(Finding.check) == "known-vulnerabilities")
            .order_by(col(Finding.code))
        )
        return [(row[0], row[1]) for row in await session.execute(wanted)]


async def waiting(backend: Backend, *files: Built) -> list[str]:
    """Let outdated files be asked for, and return which of these wait then."""
    await noted(backend)
    await verifying.request_outdated(backend)
    return [file.filename for file in files if (await standing(backend, file))[0] == "pending"]


async def test_a_second_import_changes_nothing(registry: Backend, tmp_path: Path) -> None:
    documents = (advisory("X-1", before("demo", "2.0")), advisory("X-2", before("Other_One", "1")))
    heard = Heard()
    assert await imported(registry, tmp_path, *documents, heard=heard) == Counts(new=2)
    assert heard.refusals == []
    rows = await state.rows(registry)
    assert await imported(registry, tmp_path, *documents) == Counts(unchanged=2)
    assert await state.rows(registry) == rows
    assert await known(registry, "1.9") == ["X-1"]
    assert await known(registry, "2.0") == []
    assert await known(registry, "0.1", "other-one") == ["X-2"]


async def test_an_import_is_told_in_the_journal_once_a_transaction(
    registry: Backend, tmp_path: Path
) -> None:
    await imported(registry, tmp_path, advisory("X-1", before("demo", "2.0")))
    await imported(
        registry,
        tmp_path,
        advisory("X-1", before("demo", "2.0"), modified=LATER, withdrawn=LATER),
        advisory("X-2", before("demo", "3.0")),
        advisory("X-2", before("demo", "4.0"), modified=LATER),
    )
    told = [
        (event.action, event.account_id, event.detail)
        for event in await state.events(registry)
        if event.action == "advisories.imported"
    ]
    assert told == [
        (
            "advisories.imported",
            OPERATOR.account_id,
            {"new": 1, "changed": [], "withdrawn": []},
        ),
        (
            "advisories.imported",
            OPERATOR.account_id,
            {"new": 1, "changed": ["X-1"], "withdrawn": ["X-1"]},
        ),
    ]
    assert await noted(registry) == [["demo"], ["demo"]]
    # Of two with one id the newer one stands.
    assert await known(registry, "3.5") == ["X-2"]


async def test_what_was_modified_before_does_not_come_back(
    registry: Backend, tmp_path: Path
) -> None:
    await imported(registry, tmp_path, advisory("X-1", before("demo", "2.0"), modified=LATER))
    assert await imported(registry, tmp_path, advisory("X-1", before("demo", "9"))) == Counts(
        unchanged=1
    )
    assert await known(registry, "5") == []


async def test_a_withdrawn_advisory_is_told_by_its_id_alone(
    registry: Backend, tmp_path: Path
) -> None:
    await imported(registry, tmp_path, advisory("X-1", before("demo", "2"), withdrawn=LATER))
    assert await known(registry, "1") == []
    assert await known(registry, None) == []
    found = await advising.document(registry, "X-1", by=OPERATOR)
    assert orjson.loads(found)["withdrawn"] == LATER


async def test_what_is_wrong_is_named_and_keeps_nothing_else_out(
    registry: Backend, tmp_path: Path
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"{")
    (folder / "b.json").write_bytes(content(advisory("X-1", before("demo", "2"))))
    (folder / "c.json").write_bytes(content({"id": "X-2"}))
    (folder / "d.json").write_bytes(
        content(advisory("X-3", advisories.affected("left-pad", versions=("1",), ecosystem="npm")))
    )
    (folder / "e.zip").write_bytes(b"PK")
    heard = Heard()
    counts = await advisory_imports.import_from(
        registry, sorted(folder.iterdir()), by=OPERATOR, listener=heard
    )
    assert counts == Counts(new=1, elsewhere=1, refused=3)
    assert [Path(name).name for name, _ in heard.refusals] == ["a.json", "c.json", "e.zip"]
    assert heard.refusals[1][1] == (
        "it is not of the OSV schema, version 1 (modified: Field required)."
    )
    assert heard.size == sum(path.stat().st_size for path in folder.iterdir())
    assert await known(registry, "1") == ["X-1"]


async def test_only_who_administers_imports(registry: Backend, tmp_path: Path) -> None:
    ann, heard = await account(registry, "ann"), Heard()
    rows = await state.rows(registry)
    with pytest.raises(AdministratorsOnly):
        await advisory_imports.import_from(registry, [tmp_path], by=ann, listener=heard)
    assert await state.rows(registry) == rows


OLD, NEW = wheel("demo", "1.0"), wheel("demo", "2.0")
PINNING = wheel(
    "user-kit",
    "1.0",
    lines=["Requires-Dist: Demo == 1.0", "Requires-Dist: fine>=1", "License: MIT"],
)


async def test_a_release_and_who_pins_it_get_the_finding_once_an_advisory_comes(
    registry: Backend, tmp_path: Path
) -> None:
    files = (OLD, NEW, PINNING)
    await publish(registry, await account(registry), *files)
    for file in files:
        await examined(registry, file)
    assert await waiting(registry, *files) == []
    await imported(
        registry,
        tmp_path,
        advisory("GHSA-1", before("demo", "1.5"), aliases=["CVE-2026-1"], severity=CRITICAL),
        advisory("PYSEC-1", before("demo", "1.5"), aliases=["CVE-2026-1"]),
    )
    assert await waiting(registry, *files) == [OLD.filename, PINNING.filename]
    assert await examined(registry, OLD) == ("flagged", "flagged", None)
    assert await examined(registry, PINNING) == ("flagged", "flagged", None)
    assert await findings(registry, OLD) == [
        (
            "known-vulnerabilities.critical",
            "demo 1.0 has the known vulnerability GHSA-1 (CVE-2026-1): Summary of GHSA-1."
            " Fixed in 1.5.",
        )
    ]
    assert await findings(registry, PINNING) == [
        (
            "known-vulnerabilities.dependency-critical",
            "It pins demo 1.0, which has the known vulnerability GHSA-1 (CVE-2026-1): Summary of"
            " GHSA-1. Fixed in 1.5.",
        )
    ]
    assert await findings(registry, NEW) == []
    assert await waiting(registry, *files) == []


async def test_a_finding_goes_when_its_advisory_is_withdrawn_or_about_something_else(
    registry: Backend, tmp_path: Path
) -> None:
    await imported(registry, tmp_path, advisory("X-1", before("demo", "1.5")))
    await publish(registry, await account(registry), OLD)
    assert await examined(registry, OLD) == ("flagged", "flagged", None)
    await noted(registry)
    await imported(registry, tmp_path, advisory("X-1", before("other", "9"), modified=LATER))
    assert await waiting(registry, OLD) == [OLD.filename]
    assert await examined(registry, OLD) == ("passed", "accepted", None)
    assert await findings(registry, OLD) == []


async def test_what_comes_while_a_file_is_examined_is_not_missed(
    registry: Backend, tmp_path: Path
) -> None:
    """Whatever the order: the examination has read it, or its file is examined once more."""
    await publish(registry, await account(registry), PINNING)
    await examined(registry, PINNING)
    await imported(registry, tmp_path, advisory("X-1", before("demo", "1.5")))
    await noted(registry)
    async with registry.read() as session:
        assert (await session.execute(text(OUTDATED))).scalar_one() == 1
    await verifying.request_outdated(registry)
    await examined(registry, PINNING)
    assert [code for code, _ in await findings(registry, PINNING)] == [
        "known-vulnerabilities.dependency-medium"
    ]
    async with registry.read() as session:
        assert (await session.execute(text(OUTDATED))).scalar_one() == 0
