"""Files are yanked, taken back and deleted."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.release import Release
from devsper_registry.services import deleting, yanking


@strawberry.input(description="A file to yank, and why.")
class YankFileInput:
    """A file and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")
    reason: str = strawberry.field(
        default="", description="Why: installers show it. At most 1,000 characters."
    )


@strawberry.type(description="The file is yanked.")
class FileYanked:
    """A yanked file."""

    file: File = strawberry.field(description="The file as it is now.")


YankFileResult = Annotated[
    FileYanked | Problem,
    strawberry.union("YankFileResult", description="The yanked file, or why it is not."),
]
YankFileArgument = Annotated[YankFileInput, strawberry.argument(description="Which file, and why.")]


@strawberry.input(description="A file to take back.")
class UnyankFileInput:
    """A file."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")


@strawberry.type(description="The file is not yanked by itself; with its release it may be.")
class FileUnyanked:
    """A file taken back."""

    file: File = strawberry.field(description="The file as it is now.")


UnyankFileResult = Annotated[
    FileUnyanked | Problem,
    strawberry.union("UnyankFileResult", description="The file, or why it is as it was."),
]
UnyankFileArgument = Annotated[UnyankFileInput, strawberry.argument(description="Which file.")]


@strawberry.input(description="A file to delete, named twice.")
class DeleteFileInput:
    """A file, and its name again."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    filename: str = strawberry.field(description="The file's name.")
    confirmation: str = strawberry.field(description="The file name again.")


@strawberry.type(description="The file is gone; its release stays.")
class FileDeleted:
    """A file that is no more."""

    release: Release = strawberry.field(description="The release as it is now.")


DeleteFileResult = Annotated[
    FileDeleted | Problem,
    strawberry.union("DeleteFileResult", description="What is left, or why nothing was deleted."),
]
DeleteFileArgument = Annotated[DeleteFileInput, strawberry.argument(description="Which file.")]


@strawberry.type
class FileMutations:
    """What can be done with files."""

    @mutation("Yank one file: installers take it only where its version is pinned exactly.")
    async def yank_file(self, info: RegistryInfo, input: YankFileArgument) -> YankFileResult:
        """Yank a file."""
        file_id = await yanking.yank_file(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            filename=input.filename,
            reason=input.reason,
        )
        return FileYanked(file=await changed.file(info, file_id, filename=input.filename))

    @mutation("Take back that a file was yanked; with its release it stays so.")
    async def unyank_file(self, info: RegistryInfo, input: UnyankFileArgument) -> UnyankFileResult:
        """Take it back."""
        file_id = await yanking.unyank_file(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            filename=input.filename,
        )
        return FileUnyanked(file=await changed.file(info, file_id, filename=input.filename))

    @mutation("Delete a file, for good: its name is never free again.")
    async def delete_file(self, info: RegistryInfo, input: DeleteFileArgument) -> DeleteFileResult:
        """Delete a file."""
        release_id = await deleting.delete_file(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            filename=input.filename,
            confirmation=input.confirmation,
        )
        release = await changed.release(
            info, release_id, name=input.package, version=input.filename
        )
        return FileDeleted(release=release)
