"""The examination of a file, from the upload to what the policy makes of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth import api_key
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import pages, verifications
from devsper_registry.db.tables import File, Finding, Verification
from devsper_registry.db.tables.verification import Decision, Outcome, State
from devsper_registry.errors import InvalidKey
from devsper_registry.policy.policy import USUAL, Action, Mode, Policy
from devsper_registry.services import (
    disclosing,
    examining,
    exempting,
    keys,
    overruling,
    sessions,
    verifying,
)
from devsper_registry.verification.finding import Severity
from tests.build import Built, wheel
from tests.services import state
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio

DEMO = NormalizedName("demo")
HOOK = {"demo/__init__.py": b"", "demo.pth": b"import os\n"}
STRICT = {**USUAL, Severity.HIGH: Action.REJECT}


def with_policy(backend: Backend, **given: object) -> Backend:
    """The same registry under another policy, of which all checks are known."""
    policy = Policy(checks=backend.policy.checks, **given)  # type: ignore[arg-type]
    return replace(backend, policy=policy)


async def examined(backend: Backend, file: Built) -> tuple[str, str | None, str | None]:
    """Examine the file as a worker does; return its state, its outcome and what withholds it."""
    await examining.examine(backend, await id_of(backend, file))
    return await standing(backend, file)


async def standing(backend: Backend, file: Built) -> tuple[str, str | None, str | None]:
    async with backend.read() as session:
        wanted = (
            select(col(Verification.state), col(Verification.outcome), col(File.withheld))
            .join(File, col(File.id) == col(Verification.file_id))
            .where(col(File.filename) == file.filename)
        )
        return tuple((await session.execute(wanted)).one())  # type: ignore[return-value]


async def id_of(backend: Backend, file: Built) -> UUID:
    async with backend.read() as session:
        wanted = select(col(File.id)).where(col(File.filename) == file.filename)
        return (await session.execute(wanted)).scalar_one()


async def page_serial(backend: Backend) -> int:
    """The serial that the package's page says."""
    async with backend.database.raw() as connection:
        return (await pages.page(connection, DEMO))[0].serial


async def uploaded(backend: Backend, file: Built) -> Built:
    await publish(backend, await account(backend, "ann"), file)
    return file


GOOD, BAD = wheel("demo", "1.0"), wheel("demo", "1.0", files=HOOK)


@pytest.mark.parametrize(
    ("file", "by_severity", "expected"),
    [
        (GOOD, USUAL, ("passed", "accepted", None)),
        (BAD, {**USUAL, Severity.HIGH: Action.IGNORE}, ("passed", "accepted", None)),
        (BAD, {**USUAL, Severity.HIGH: Action.FLAG}, ("flagged", "flagged", None)),
        (BAD, USUAL, ("flagged", "held", "held")),
        (BAD, STRICT, ("rejected", "rejected", "quarantined")),
    ],
)
async def test_the_policy_decides_what_becomes_of_what_was_found(
    registry: Backend,
    file: Built,
    by_severity: dict[Severity, Action],
    expected: tuple[str, str | None, str | None],
) -> None:
    backend = with_policy(registry, by_severity=by_severity)
    await uploaded(backend, file)
    assert await standing(backend, file) == ("pending", None, None)
    assert await examined(backend, file) == expected


async def test_where_files_are_held_they_are_listed_once_they_passed(registry: Backend) -> None:
    backend = with_policy(registry, mode=Mode.HOLD)
    await uploaded(backend, GOOD)
    assert await standing(backend, GOOD) == ("pending", None, "pending")
    assert await examined(backend, GOOD) == ("passed", "accepted", None)
    assert (await state.of(backend)).journal[-2:] == ("file.verified", "file.listed")


async def test_each_finding_is_kept_with_what_becomes_of_it(registry: Backend) -> None:
    await uploaded(registry, BAD)
    await examined(registry, BAD)
    async with registry.read() as session:
        wanted = select(Finding).where(col(Finding.check) == "startup-files")
        (found,) = (await session.execute(wanted)).scalars()
    assert (found.check, found.code, found.severity, found.path, found.line, found.action) == (
        "startup-files",
        "startup-files.code-in-pth",
        "high",
        "demo.pth",
        1,
        "hold",
    )


async def test_the_journal_tells_the_verdict_and_not_what_was_found(registry: Backend) -> None:
    await uploaded(registry, BAD)
    await examined(registry, BAD)
    told = (await state.events(registry))[-2]
    assert (told.action, told.package, told.version, told.filename) == (
        "file.verified",
        "demo",
        "1.0",
        BAD.filename,
    )
    counts = told.detail.pop("findings")
    assert (told.detail, counts["high"]) == (
        {"state": "flagged", "outcome": "held", "decision": None},
        1,
    )


async def test_a_verdict_that_lists_what_was_listed_changes_no_page_and_no_rights(
    registry: Backend,
) -> None:
    await uploaded(registry, GOOD)
    rights = registry.keys.edition
    serial = await page_serial(registry)
    assert await examined(registry, GOOD) == ("passed", "accepted", None)
    assert (await state.of(registry)).journal[-2:] == ("file.added", "file.verified")
    assert await page_serial(registry) == serial
    assert registry.keys.edition == rights


async def test_what_a_verdict_withholds_is_another_page_and_the_journal_says_so(
    registry: Backend,
) -> None:
    await uploaded(registry, BAD)
    serial = await page_serial(registry)
    await examined(registry, BAD)
    *_, verified, withheld = await state.events(registry)
    assert (verified.action, withheld.action) == ("file.verified", "file.withheld")
    assert (withheld.filename, withheld.detail) == (BAD.filename, {"after": "held"})
    assert await page_serial(registry) == withheld.serial != serial


async def test_what_an_administrator_decided_stands_whatever_is_found(registry: Backend) -> None:
    await uploaded(registry, BAD)
    await examined(registry, BAD)
    root = await account(registry, "root", is_administrator=True)
    await overruling.decide(
        registry,
        Decision.RELEASED,
        by=root,
        package=DEMO,
        filename=BAD.filename,
        reason="looked at it",
    )
    await verifying.rerun(registry, by=root, package=DEMO, filename=BAD.filename)
    assert await standing(registry, BAD) == ("pending", "held", None)
    assert await examined(registry, BAD) == ("flagged", "held", None)


async def test_an_exemption_lets_a_check_find_what_it_will_until_it_ends(
    registry: Backend, clock: Clock
) -> None:
    await uploaded(registry, BAD)
    root = await account(registry, "root", is_administrator=True)
    await exempting.exempt(
        registry,
        by=root,
        package=DEMO,
        check="startup-files",
        reason="it has to",
        expires_at=clock.moment + timedelta(days=1),
    )
    assert await examined(registry, BAD) == ("passed", "accepted", None)
    clock.moment += timedelta(days=2)
    await verifying.rerun(registry, by=root, package=DEMO, filename=BAD.filename)
    assert await examined(registry, BAD) == ("flagged", "held", "held")


async def test_a_file_whose_worker_died_three_times_is_an_error_and_stays_as_it_is(
    registry: Backend,
) -> None:
    await uploaded(registry, GOOD)
    file_id = await id_of(registry, GOOD)
    for attempt in (1, 2, 3):
        async with registry.transaction() as session:
            begun = await verifications.begin(session, file_id, at=registry.now(), most=3)
        assert begun == attempt
    assert await examined(registry, GOOD) == ("error", None, None)
    assert (await state.events(registry))[-1].action == "file.verification-failed"


async def test_a_verdict_that_comes_too_late_is_dropped(registry: Backend) -> None:
    """A worker that was thought dead, and is not, has been replaced by another attempt."""
    await uploaded(registry, GOOD)
    file_id = await id_of(registry, GOOD)
    late = verifications.Verdict(
        state=State.REJECTED,
        outcome=Outcome.REJECTED,
        checks_version="x",
        is_exempted=False,
        profile=None,
    )
    async with registry.transaction() as session:
        await verifications.begin(session, file_id, at=registry.now(), most=3)
    assert await examined(registry, GOOD) == ("passed", "accepted", None)
    async with registry.transaction() as session:
        assert not await verifications.finish(session, file_id, late, attempt=1, at=registry.now())
    assert await standing(registry, GOOD) == ("passed", "accepted", None)


async def test_files_that_other_checks_have_seen_are_examined_again(registry: Backend) -> None:
    await uploaded(registry, GOOD)
    assert await examined(registry, GOOD) == ("passed", "accepted", None)
    await verifying.request_outdated(registry)
    assert await standing(registry, GOOD) == ("passed", "accepted", None)
    await verifying.request_outdated(replace(registry, checks_version="newer"))
    assert await standing(registry, GOOD) == ("pending", "accepted", None)


async def test_a_file_that_was_deleted_meanwhile_is_let_be(registry: Backend) -> None:
    before = await state.rows(registry)
    await examining.examine(registry, uuid4())
    assert await state.rows(registry) == before


async def test_a_key_of_this_registry_that_is_found_is_revoked_and_its_owner_told(
    registry: Backend,
) -> None:
    ann = await account(registry, "ann")
    created = await keys.create(registry, by=ann, account="ann", name="ci", scopes=[Scope.READ])
    digest = api_key.sha256(created.secret)
    for _ in range(2):
        await disclosing.revoke_found(
            registry, [digest, bytes(32)], filename="demo-1.0-py3-none-any.whl"
        )
    told = [event for event in await state.events(registry) if event.action == "key.disclosed"]
    assert [event.detail["found"] for event in told] == [
        {"url": None, "source": "verification", "filename": "demo-1.0-py3-none-any.whl"}
    ]
    with pytest.raises(InvalidKey):
        await sessions.authenticate(registry, Credentials(created.secret))
