"""Files: what installers download."""

from datetime import datetime

import strawberry
from packaging.utils import parse_wheel_filename
from strawberry.scalars import JSON

from devsper_registry.attestations.provenance import claims
from devsper_registry.db.queries.reading import files, verification
from devsper_registry.db.queries.reading.downloads import Of
from devsper_registry.db.queries.reading.files import FileRow
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.scalars import BigInt
from devsper_registry.graphql.types import account, release
from devsper_registry.graphql.types.cycles import AnAccount, ARelease
from devsper_registry.graphql.types.downloads import Days, Downloads, since
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.verification import Verification
from devsper_registry.graphql.types.words import Availability, Packagetype


@strawberry.type(description="A digest of a file's bytes.")
class Hash:
    """One digest."""

    algorithm: str = strawberry.field(description="The algorithm, as hashlib names it.")
    value: str = strawberry.field(description="The digest in hexadecimal.")


@strawberry.type(description="A wheel's tags: on what it installs (PEP 425).")
class WheelTags:
    """The tags of a wheel's name, each part on its own."""

    build: str | None = strawberry.field(description="The build number; null where there is none.")
    pythons: list[str] = strawberry.field(description="The Python tags, such as py3.")
    abis: list[str] = strawberry.field(description="The ABI tags, such as abi3 or none.")
    platforms: list[str] = strawberry.field(description="The platform tags, such as any.")

    @classmethod
    def of(cls, filename: str) -> "WheelTags":
        """Return the tags that a wheel's name tells."""
        _name, _version, build, tags = parse_wheel_filename(filename)
        return cls(
            build="".join(map(str, build)) or None,
            pythons=sorted({tag.interpreter for tag in tags}),
            abis=sorted({tag.abi for tag in tags}),
            platforms=sorted({tag.platform for tag in tags}),
        )


@strawberry.type(
    description="Somebody's signed word on a file, verified when that was uploaded (PEP 740)."
)
class Attestation:
    """Who vouches, and for what."""

    publisher: str = strawberry.field(
        description="Who signed: github:acme/demo, gitlab:acme/demo or google:robot@example.com."
    )
    workflow: str | None = strawberry.field(
        description="The workflow of GitHub or GitLab that signed; null for others."
    )
    predicate_type: str = strawberry.field(
        description="What is stated, by the address of its type: that it was published so, or how "
        "it was built (SLSA)."
    )


@strawberry.type(description="A file of a release: a wheel or a source distribution.")
class File(Node):
    """What the simple index lists."""

    row: strawberry.Private[FileRow]
    filename: str = strawberry.field(description="Its name; no two files share one, ever.")
    size: BigInt = strawberry.field(description="Its size in bytes.")
    sha256: str = strawberry.field(description="The SHA-256 of its bytes, in hexadecimal.")
    packagetype: Packagetype = strawberry.field(description="Whether it is a wheel or an sdist.")
    requires_python: str | None = strawberry.field(
        description="The versions of Python that it says it runs on (PEP 440)."
    )
    is_yanked: bool = strawberry.field(
        description="Whether it is yanked, itself or with its release (PEP 592)."
    )
    yanked_reason: str | None = strawberry.field(
        description="Why it is yanked; null where it is not, or where no reason was given."
    )
    uploaded_at: datetime = strawberry.field(description="When it was uploaded.")
    hashes: list[Hash] = strawberry.field(
        description="All digests that are known of it.", metadata=price(length=1)
    )
    availability: Availability = strawberry.field(
        description="Whether installers are given it. Others than its publishers and "
        "administrators see only those that are listed."
    )

    @classmethod
    def of(cls, row: FileRow) -> "File":
        """Return the file of a row."""
        return cls(
            id=ids.encode("File", row.id),
            row=row,
            filename=row.filename,
            size=BigInt(row.size),
            sha256=row.sha256,
            packagetype=Packagetype(row.packagetype),
            requires_python=row.requires_python,
            is_yanked=row.yanked_reason is not None,
            yanked_reason=row.yanked_reason or None,
            uploaded_at=row.uploaded_at,
            hashes=[Hash(algorithm="sha256", value=row.sha256)],
            availability=Availability(row.withheld or Availability.LISTED.value),
        )

    @strawberry.field(description="What is known of its safety.", metadata=price(weight=5))
    async def verification(self, info: RegistryInfo) -> Verification:
        """Return how its examination stands."""
        found = await info.context.loaders.load(verification.by_file, self.row.id)
        return Verification.of(self.row.id, found)

    @strawberry.field(description="Where it is downloaded; this address never changes.")
    def url(self, info: RegistryInfo) -> str:
        """Return the file's address."""
        return _url(info, self.row)

    @strawberry.field(
        description="Where its core metadata is served alone (PEP 658); null where it is not."
    )
    def metadata_url(self, info: RegistryInfo) -> str | None:
        """Return the metadata's address."""
        return None if self.row.metadata_sha256 is None else f"{_url(info, self.row)}.metadata"

    @strawberry.field(
        description="Its core metadata, as an object of the fields that it has; the description "
        "is the release's readme.",
        metadata=price(weight=10),
    )
    async def metadata(self, info: RegistryInfo) -> JSON | None:
        """Return the fields of the file's metadata."""
        fields = await info.context.loaders.load(files.metadata_by_id, self.row.id)
        return None if fields is None else JSON(fields)

    @strawberry.field(
        description="Where in it the licences lie that its metadata names (PEP 639).",
        metadata=price(weight=2, length=1),
    )
    async def license_files(self, info: RegistryInfo) -> list[str]:
        """Return the paths of its licences."""
        found = await info.context.loaders.load(files.beside_metadata_by_id, self.row.id)
        return [] if found is None else found.license_files

    @strawberry.field(
        description="Where in it software bills of materials lie (PEP 770).",
        metadata=price(weight=2, length=1),
    )
    async def sbom_files(self, info: RegistryInfo) -> list[str]:
        """Return the paths of its bills of materials."""
        found = await info.context.loaders.load(files.beside_metadata_by_id, self.row.id)
        return [] if found is None else found.sbom_files

    @strawberry.field(
        description="Who vouches for it; empty where nobody does (PEP 740).",
        metadata=price(weight=5, length=2),
    )
    async def attestations(self, info: RegistryInfo) -> list[Attestation]:
        """Return the attestations that were verified at its upload."""
        found = await info.context.loaders.load(files.provenance_by_id, self.row.id)
        return [
            Attestation(
                publisher=publisher.name,
                workflow=publisher.workflow,
                predicate_type=predicate_type,
            )
            for publisher, predicate_type in ([] if found is None else claims(found))
        ]

    @strawberry.field(description="Its tags; null for a source distribution.")
    def tags(self) -> WheelTags | None:
        """Return the tags of a wheel."""
        return WheelTags.of(self.filename) if self.packagetype is Packagetype.WHEEL else None

    @strawberry.field(description="Who uploaded it; null when that account is gone.")
    async def uploaded_by(self, info: RegistryInfo) -> AnAccount | None:
        """Return the uploader."""
        return await account.by_id(info, self.row.uploaded_by)

    @strawberry.field(description="The release that it belongs to.")
    async def release(self, info: RegistryInfo) -> ARelease | None:
        """Return its release."""
        return await release.by_id(info, self.row.release_id)

    @strawberry.field(description="How often it was downloaded.", metadata=price(weight=10))
    async def downloads(self, info: RegistryInfo, days: Days = 30) -> Downloads:
        """Return the counts of the last days."""
        return await since(info, Of.FILE, self.row.id, days)


def _url(info: RegistryInfo, row: FileRow) -> str:
    return f"{info.context.base_url}/packages/{row.package}/{row.sha256}/{row.filename}"
