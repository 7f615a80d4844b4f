"""What administrators decide of files, whatever their examinations say."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.tables.verification import Decision
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.file import File
from devsper_registry.services import overruling, verifying


@strawberry.input(description="A file to give out, and why.")
class ReleaseFileInput:
    """A file and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")
    reason: str = strawberry.field(description="Why it is safe: its publishers read it.")


@strawberry.type(description="The file is given out, whatever was or will be found in it.")
class FileReleased:
    """A released file."""

    file: File = strawberry.field(description="The file as it is now.")


ReleaseFileResult = Annotated[
    FileReleased | Problem,
    strawberry.union("ReleaseFileResult", description="The file, or why it is as it was."),
]
ReleaseFileArgument = Annotated[
    ReleaseFileInput, strawberry.argument(description="Which file, and why.")
]


@strawberry.input(description="A file to put into quarantine, and why.")
class QuarantineFileInput:
    """A file and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")
    reason: str = strawberry.field(description="Why it may be unsafe: its publishers read it.")


@strawberry.type(description="The file is not given out until it is released.")
class FileQuarantined:
    """A file in quarantine."""

    file: File = strawberry.field(description="The file as it is now.")


QuarantineFileResult = Annotated[
    FileQuarantined | Problem,
    strawberry.union("QuarantineFileResult", description="The file, or why it is as it was."),
]
QuarantineFileArgument = Annotated[
    QuarantineFileInput, strawberry.argument(description="Which file, and why.")
]


@strawberry.input(description="A file to refuse, and why.")
class RejectFileInput:
    """A file and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")
    reason: str = strawberry.field(description="Why it is refused: its publishers read it.")


@strawberry.type(description="The file is refused: its publishers have to publish a new version.")
class FileRejected:
    """A refused file."""

    file: File = strawberry.field(description="The file as it is now.")


RejectFileResult = Annotated[
    FileRejected | Problem,
    strawberry.union("RejectFileResult", description="The file, or why it is as it was."),
]
RejectFileArgument = Annotated[
    RejectFileInput, strawberry.argument(description="Which file, and why.")
]


@strawberry.input(description="A file to examine again.")
class RerunVerificationInput:
    """A file."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")


@strawberry.type(description="The file waits to be examined; until then it stays as it is.")
class VerificationRequested:
    """A file that waits."""

    file: File = strawberry.field(description="The file as it is now.")


RerunVerificationResult = Annotated[
    VerificationRequested | Problem,
    strawberry.union("RerunVerificationResult", description="The file, or why it is as it was."),
]
RerunVerificationArgument = Annotated[
    RerunVerificationInput, strawberry.argument(description="Which file.")
]


@strawberry.type
class RulingMutations:
    """What administrators do with files."""

    @mutation("Give a file out that was withheld; for administrators.")
    async def release_file(
        self, info: RegistryInfo, input: ReleaseFileArgument
    ) -> ReleaseFileResult:
        """Release a file."""
        return FileReleased(file=await _decided(info, Decision.RELEASED, input))

    @mutation("Put a file into quarantine: nobody can install it; for administrators.")
    async def quarantine_file(
        self, info: RegistryInfo, input: QuarantineFileArgument
    ) -> QuarantineFileResult:
        """Quarantine a file."""
        return FileQuarantined(file=await _decided(info, Decision.QUARANTINED, input))

    @mutation("Refuse a file: its publishers have to publish a new version; for administrators.")
    async def reject_file(self, info: RegistryInfo, input: RejectFileArgument) -> RejectFileResult:
        """Reject a file."""
        return FileRejected(file=await _decided(info, Decision.REJECTED, input))

    @mutation("Have a file examined again, by the present checks; for administrators.")
    async def rerun_verification(
        self, info: RegistryInfo, input: RerunVerificationArgument
    ) -> RerunVerificationResult:
        """Examine a file again."""
        file_id = await verifying.rerun(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            filename=input.filename,
        )
        return VerificationRequested(
            file=await changed.file(info, file_id, filename=input.filename)
        )


async def _decided(
    info: RegistryInfo,
    decision: Decision,
    input: ReleaseFileInput | QuarantineFileInput | RejectFileInput,
) -> File:
    file_id = await overruling.decide(
        info.context.backend,
        decision,
        by=info.context.principal,
        package=canonicalize_name(input.package),
        filename=input.filename,
        reason=input.reason,
    )
    return await changed.file(info, file_id, filename=input.filename)
