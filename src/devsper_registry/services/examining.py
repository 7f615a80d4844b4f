"""The examination of a file, as a worker runs it: its bytes, the checks, the policy, the verdict.

It may run twice, and two may run at once: each attempt has a number, and only the latest one enters
its verdict.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import structlog

from devsper_registry.auth.principal import VERIFIER
from devsper_registry.backend import Backend
from devsper_registry.db.queries import (
    documents,
    exemptions,
    journal,
    packages,
    verifications,
    withholding,
)
from devsper_registry.db.queries.verifications import Subject, Verdict
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Event, Finding
from devsper_registry.db.tables.file import Withheld
from devsper_registry.db.tables.verification import Outcome, State
from devsper_registry.policy.judging import Judged, Judgement, judge
from devsper_registry.policy.policy import Action
from devsper_registry.services import disclosing, surroundings
from devsper_registry.verification import comparing, profile
from devsper_registry.verification.finding import Finding as Found
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.report import Report

MOST_ATTEMPTS = 3
_OUTCOMES = {
    Action.IGNORE: (State.PASSED, Outcome.ACCEPTED, None),
    Action.FLAG: (State.FLAGGED, Outcome.FLAGGED, None),
    Action.HOLD: (State.FLAGGED, Outcome.HELD, Withheld.HELD),
    Action.REJECT: (State.REJECTED, Outcome.REJECTED, Withheld.QUARANTINED),
}

log = structlog.get_logger()


async def examine(backend: Backend, file_id: UUID) -> None:
    """Examine the file if that is asked for, and let the policy decide.

    Raise what keeps it from that: the next attempt may succeed. After three, the file's state is an
    error, and it stays as it is until an administrator decides.
    """
    at = backend.now()
    async with backend.transaction() as session:
        subject = await verifications.subject(session, file_id)
        if subject is None:
            return
        attempt = await verifications.begin(session, file_id, at=at, most=MOST_ATTEMPTS)
        if attempt is None:
            await packages.lock(session, subject.package)
            await _give_up(backend, session, subject)
            return
    async with _bytes(backend, subject) as path:
        report = await backend.examiners.examine(path, filename=subject.filename, size=subject.size)
    for ran in report.ran:
        if ran.traceback is not None:
            log.error("verification.check-failed", check=ran.check, traceback=ran.traceback)
    findings = (*report.findings, *await _compared(backend, subject, report.profile))
    await disclosing.revoke_found(
        backend,
        [bytes.fromhex(found.fingerprint) for found in findings if found.fingerprint is not None],
        filename=subject.filename,
    )
    await _enter(backend, subject, Report(findings, report.ran, report.profile), attempt=attempt)


@asynccontextmanager
async def _bytes(backend: Backend, subject: Subject) -> AsyncIterator[Path]:
    """Yield where the file lies on this machine; from elsewhere it is fetched first."""
    here = backend.store.path(subject.sha256)
    if here is not None:
        yield here
        return
    with tempfile.NamedTemporaryFile(dir=backend.store.incoming()) as copy:
        async for chunk in backend.store.read(subject.sha256):
            await asyncio.to_thread(copy.write, chunk)
        await asyncio.to_thread(copy.flush)
        yield Path(copy.name)


async def _compared(backend: Backend, subject: Subject, found: Profile | None) -> tuple[Found, ...]:
    """Return what the checks of facts find; nothing where the archive told none."""
    if found is None:
        return ()
    around = await surroundings.gather(backend, subject, found)
    _, findings = await asyncio.to_thread(comparing.compare, found, around)
    return findings


async def _enter(backend: Backend, subject: Subject, report: Report, *, attempt: int) -> None:
    """Enter the verdict, and list or withhold the file, in one transaction."""
    at = backend.now()
    async with backend.transaction() as session:
        # The package first, as everybody locks it.
        await packages.lock(session, subject.package)
        exempt = backend.policy.exempt(subject.package, on=at.date())
        exempt |= await exemptions.checks(session, subject.package_id, at=at)
        judgement = judge(backend.policy, report.findings, exempt=exempt)
        state, outcome, why = _OUTCOMES[judgement.action]
        verdict = Verdict(
            state=state,
            outcome=outcome,
            checks_version=backend.checks_version,
            is_exempted=judgement.is_exempted,
            profile=None if report.profile is None else profile.plain(report.profile),
        )
        if not await verifications.finish(
            session, subject.file_id, verdict, attempt=attempt, at=at
        ):
            return
        rows = [_row(subject, judged) for judged in judgement.findings]
        await verifications.replace_findings(session, subject.file_id, rows)
        # What a person has decided stands.
        decided = await verifications.decision(session, subject.file_id)
        verified = _event(backend, "file.verified", subject)
        verified.detail = {
            "state": state,
            "outcome": outcome,
            "decision": decided,
            "findings": _counted(judgement),
        }
        events = [verified]
        if decided is None and await withholding.withhold(session, subject.file_id, why):
            await documents.renew(session, subject.package_id, at=at)
            events.append(_made(backend, subject, why))
        await journal.add(session, *events)


def _made(backend: Backend, subject: Subject, why: Withheld | None) -> Event:
    event = _event(backend, "file.listed" if why is None else "file.withheld", subject)
    event.detail = {"after": why}
    return event


async def _give_up(backend: Backend, session: AsyncSession, subject: Subject) -> None:
    at = backend.now()
    if await verifications.give_up(session, subject.file_id, most=MOST_ATTEMPTS, at=at):
        await journal.add(session, _event(backend, "file.verification-failed", subject))


def _event(backend: Backend, action: str, subject: Subject) -> Event:
    return journal.event(
        action,
        at=backend.now(),
        by=VERIFIER,
        package=subject.package,
        version=subject.version,
        filename=subject.filename,
    )


def _counted(judgement: Judgement) -> dict[str, int]:
    return dict(Counter(str(judged.finding.severity) for judged in judgement.findings))


def _row(subject: Subject, judged: Judged) -> Finding:
    found = judged.finding
    return Finding(
        file_id=subject.file_id,
        check=found.check,
        code=found.code,
        severity=found.severity,
        sentence=found.sentence,
        path=found.path,
        line=found.line,
        evidence=found.evidence,
        action=judged.action,
        is_exempted=judged.is_exempted,
    )
