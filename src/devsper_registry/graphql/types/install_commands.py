"""Lines to paste: how to install a release with each installer."""

from collections.abc import Iterable

import strawberry

from devsper_registry.db.queries.reading.files import FileRow


@strawberry.type(description="Lines to paste for installing exactly this release from here.")
class InstallCommands:
    """One line an installer."""

    pip: str = strawberry.field(description="For pip.")
    uv: str = strawberry.field(description="For uv.")
    poetry: str = strawberry.field(description="For poetry: adds the source, then the package.")
    requirements: str = strawberry.field(
        description="For a requirements file, with the hash of every file of the release."
    )

    @classmethod
    def of(
        cls, *, name: str, version: str, files: Iterable[FileRow], base_url: str
    ) -> "InstallCommands":
        """Return the lines for a release of the registry at that URL."""
        index, pinned = f"{base_url}/simple/", f"{name}=={version}"
        hashes = sorted({file.sha256 for file in files})
        return cls(
            pip=f"pip install --index-url {index} {pinned}",
            uv=f"uv pip install --default-index {index} {pinned}",
            poetry=(
                f"poetry source add --priority=primary devsper {index}\n"
                f"poetry add --source devsper {pinned}"
            ),
            requirements=" \\\n    ".join([pinned, *(f"--hash=sha256:{h}" for h in hashes)]),
        )
