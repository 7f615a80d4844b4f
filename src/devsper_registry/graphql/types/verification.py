"""What was found when a file was examined, and what became of it."""

from datetime import datetime
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import verification
from devsper_registry.db.queries.reading.verification import FindingRow, VerificationRow
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.types import account
from devsper_registry.graphql.types.cycles import AnAccount
from devsper_registry.graphql.types.words import (
    FileDecision,
    PolicyAction,
    PolicyOutcome,
    Severity,
    VerificationState,
)

# The check whose findings tell how a release differs from the one before.
DIFFERENCE = "difference"


@strawberry.type(description="Something that a check has found in a file.")
class Finding:
    """A row of the report."""

    check: str = strawberry.field(description="The check that found it, such as names.")
    code: str = strawberry.field(description="What kind it is, such as names.typosquat.")
    severity: Severity = strawberry.field(description="How much it matters.")
    sentence: str = strawberry.field(description="What was found, for a person.")
    path: str | None = strawberry.field(description="In which member of the archive.")
    line: int | None = strawberry.field(description="In which line of it.")
    evidence: str | None = strawberry.field(
        description="What stands there, at most 200 characters; never a secret."
    )
    action: PolicyAction = strawberry.field(description="What the policy makes of it.")
    is_exempted: bool = strawberry.field(
        description="Whether nothing comes of it by an exemption alone."
    )

    @classmethod
    def of(cls, row: FindingRow) -> "Finding":
        """Return the finding of a row."""
        return cls(
            check=row.check,
            code=row.code,
            severity=Severity(row.severity),
            sentence=row.sentence,
            path=row.path,
            line=row.line,
            evidence=row.evidence,
            action=PolicyAction(row.action),
            is_exempted=row.is_exempted,
        )


@strawberry.type(description="What an administrator has decided of a file; it stands.")
class FileRuling:
    """A decision, by whom and why."""

    row: strawberry.Private[VerificationRow]
    decision: FileDecision = strawberry.field(description="What was decided.")
    at: datetime | None = strawberry.field(description="When.")
    reason: str | None = strawberry.field(description="Why.")

    @strawberry.field(description="Who decided; null when that account is gone.")
    async def by(self, info: RegistryInfo) -> AnAccount | None:
        """Return the administrator."""
        return await account.by_id(info, self.row.decided_by)


@strawberry.type(
    description="What is known of a file's safety. Everybody who sees the file sees the state and "
    "the moments; the rest is for those who publish the package and for administrators."
)
class Verification:
    """A file's examination."""

    file_id: strawberry.Private[UUID]
    row: strawberry.Private[VerificationRow | None]
    state: VerificationState = strawberry.field(description="How far the examination has come.")
    requested_at: datetime | None = strawberry.field(description="Since when it is asked for.")
    started_at: datetime | None = strawberry.field(description="When it began the last time.")
    finished_at: datetime | None = strawberry.field(description="When it ended the last time.")
    outcome: PolicyOutcome | None = strawberry.field(
        description="What the policy makes of the file; null before it was examined, and for "
        "others."
    )
    checks_version: str | None = strawberry.field(
        description="Stands for the set of checks that the findings are of; null for others."
    )

    @classmethod
    def of(cls, file_id: UUID, row: VerificationRow | None) -> "Verification":
        """Return the examination of a row, for None that of a file which was never asked for."""
        if row is None:
            return cls(
                file_id=file_id,
                row=None,
                state=VerificationState.NOT_EXAMINED,
                requested_at=None,
                started_at=None,
                finished_at=None,
                outcome=None,
                checks_version=None,
            )
        return cls(
            file_id=file_id,
            row=row,
            state=VerificationState(row.state),
            requested_at=row.requested_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=None if row.outcome is None else PolicyOutcome(row.outcome),
            checks_version=row.checks_version,
        )

    @strawberry.field(
        description="What was found, the worst first; null for others.",
        metadata=price(weight=5, length=20),
    )
    async def findings(self, info: RegistryInfo) -> list[Finding] | None:
        """Return the report."""
        return await self._found(info)

    @strawberry.field(
        description="How the file differs from the release before, as far as that is a risk: the "
        "findings that tell of it; null for others.",
        metadata=price(weight=5, length=10),
    )
    async def difference(self, info: RegistryInfo) -> list[Finding] | None:
        """Return the risk diff."""
        found = await self._found(info)
        return None if found is None else [each for each in found if each.check == DIFFERENCE]

    @strawberry.field(
        description="What an administrator has decided of it, which stands whatever was found; "
        "null where nobody has, and for others."
    )
    def ruling(self) -> FileRuling | None:
        """Return the decision."""
        if self.row is None or self.row.decision is None:
            return None
        return FileRuling(
            row=self.row,
            decision=FileDecision(self.row.decision),
            at=self.row.decided_at,
            reason=self.row.decision_reason,
        )

    async def _found(self, info: RegistryInfo) -> list[Finding] | None:
        if self.row is None or not self.row.is_readable:
            return None
        rows = await info.context.loaders.load(verification.findings_by_file, self.file_id)
        return [Finding.of(row) for row in rows or ()]
