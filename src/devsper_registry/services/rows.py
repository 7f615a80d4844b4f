"""The rows that an upload becomes, from what was found in its file."""

from datetime import datetime
from hashlib import sha256 as hash_of

from devsper_registry.auth.principal import Principal
from devsper_registry.db.queries import journal
from devsper_registry.db.tables import Event, File, FileMetadata, Package, Release
from devsper_registry.db.tables.file import Withheld
from devsper_registry.distribution import Inspection
from devsper_registry.distribution.names import ultranormalized
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.services.upload import Upload


def package(inspection: Inspection, *, visibility: str, at: datetime) -> Package:
    """Return the package, as it would be new."""
    return Package(
        name=inspection.name,
        normalized_name=inspection.normalized_name,
        ultranormalized_name=ultranormalized(inspection.normalized_name),
        visibility=visibility,
        created_at=at,
    )


def release(inspection: Inspection, package: Package, *, at: datetime) -> Release:
    """Return the release, as it would be new."""
    return Release(
        package_id=package.id,
        version=str(inspection.version),
        sort_key=sort_key(inspection.version),
        is_prerelease=inspection.version.is_prerelease,
        created_at=at,
    )


def file(
    upload: Upload,
    inspection: Inspection,
    release: Release,
    *,
    by: Principal,
    at: datetime,
    withheld: Withheld | None,
) -> File:
    """Return the file."""
    advertised = inspection.metadata_is_final
    return File(
        release_id=release.id,
        filename=upload.filename,
        packagetype=inspection.packagetype,
        python_version=inspection.filename.python_tag,
        size=upload.size,
        sha256=upload.sha256,
        requires_python=inspection.metadata.requires_python,
        metadata_sha256=hash_of(inspection.metadata_content).hexdigest() if advertised else None,
        withheld=withheld,
        uploaded_at=at,
        uploaded_by=by.account_id,
    )


def metadata(file: File, inspection: Inspection) -> FileMetadata:
    """Return the file's metadata, byte for byte and as fields, and the files that go with it."""
    return FileMetadata(
        file_id=file.id,
        content=inspection.metadata_content,
        fields=inspection.metadata.as_json(),
        license_files=list(inspection.licence_files),
        sbom_files=list(inspection.sbom_files),
    )


def event(action: str, package: Package, release: Release, file: File, *, by: Principal) -> Event:
    """Return what the journal says: `package.created`, `release.created` or `file.added`."""
    of_file = action == "file.added"
    return journal.event(
        action,
        at=file.uploaded_at,
        by=by,
        package=package.normalized_name,
        version=None if action == "package.created" else release.version,
        filename=file.filename if of_file else None,
        **({"sha256": file.sha256} if of_file else {}),
    )
