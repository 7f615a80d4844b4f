"""What became of the examination of a file, and what was found in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import flag, identifier, moment


class State(StrEnum):
    """How far the examination has come; each step is a compare-and-set."""

    PENDING = "pending"
    RUNNING = "running"
    PASSED = "passed"
    FLAGGED = "flagged"
    REJECTED = "rejected"
    ERROR = "error"


class Outcome(StrEnum):
    """What the policy makes of a file: the strictest of what it makes of each finding."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    HELD = "held"
    REJECTED = "rejected"


class Decision(StrEnum):
    """What an administrator has said of a file. It stands, whatever is found later."""

    RELEASED = "released"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


class Verification(SQLModel, table=True):
    """One a file, made with it. The findings are those of the last examination that ended."""

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint(
            "state IN ('pending', 'running', 'passed', 'flagged', 'rejected', 'error')",
            name="state_is_known",
        ),
        CheckConstraint(
            "outcome IN ('accepted', 'flagged', 'held', 'rejected')", name="outcome_is_known"
        ),
        CheckConstraint(
            "decision IN ('released', 'quarantined', 'rejected')", name="decision_is_known"
        ),
        Index(None, "requested_at", "file_id"),
        Index(None, "checks_version", "file_id"),
        Index("ix_verification_outdated", "file_id", postgresql_where=text("is_outdated")),
    )

    file_id: UUID = Field(foreign_key="file.id", primary_key=True, ondelete="CASCADE")
    state: str = Field(default=State.PENDING, max_length=16)
    # How often this examination was begun; a worker that dies leaves it at that.
    attempts: int = Field(default=0)
    requested_at: datetime = moment()
    started_at: datetime | None = moment(nullable=True)
    finished_at: datetime | None = moment(nullable=True)
    # Of the set of checks that the findings are from.
    checks_version: str | None = Field(default=None, max_length=64)
    # Whether what it was held against has changed since the last examination began.
    is_outdated: bool = flag()
    outcome: str | None = Field(default=None, max_length=16)
    # Whether an exemption has made something of a finding that the policy would not have.
    is_exempted: bool = flag()
    # The facts that a later release is compared with (`verification.profile`).
    profile: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    decision: str | None = Field(default=None, max_length=16)
    decided_at: datetime | None = moment(nullable=True)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    decision_reason: str | None = Field(default=None, max_length=1000)


class Finding(SQLModel, table=True):
    """Something that a check says of a file, and what the policy makes of it."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(
            "severity IN ('info', 'low', 'medium', 'high', 'critical')", name="severity_is_known"
        ),
        CheckConstraint("action IN ('ignore', 'flag', 'hold', 'reject')", name="action_is_known"),
        Index(None, "file_id", "id"),
        Index(None, "check", "severity"),
    )

    id: UUID = identifier()
    file_id: UUID = Field(foreign_key="verification.file_id", ondelete="CASCADE")
    check: str = Field(max_length=64)
    # The check and the kind of finding: names.typosquat.
    code: str = Field(max_length=128)
    severity: str = Field(max_length=16)
    sentence: str = Field(sa_type=Text)
    path: str | None = Field(default=None, sa_type=Text)
    line: int | None = Field(default=None)
    evidence: str | None = Field(default=None, max_length=200)
    action: str = Field(max_length=16)
    is_exempted: bool = flag()
