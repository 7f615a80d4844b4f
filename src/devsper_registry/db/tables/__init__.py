"""The tables, one noun a file. The naming convention stands first: migrations depend on it."""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

from devsper_registry.db.tables.account import Account  # noqa: E402
from devsper_registry.db.tables.advisory import (  # noqa: E402
    Advisory,
    AdvisoryRange,
    PinnedDependency,
)
from devsper_registry.db.tables.api_key import ApiKey  # noqa: E402
from devsper_registry.db.tables.device import Device  # noqa: E402
from devsper_registry.db.tables.download_count import DownloadCount  # noqa: E402
from devsper_registry.db.tables.event import Event  # noqa: E402
from devsper_registry.db.tables.exemption import Exemption  # noqa: E402
from devsper_registry.db.tables.file import File, FileMetadata, FileProvenance, UsedFilename  # noqa: E402
from devsper_registry.db.tables.organization import (  # noqa: E402
    Organization,
    OrganizationInvitation,
    OrganizationMember,
)
from devsper_registry.db.tables.package import Package, PackageRole  # noqa: E402
from devsper_registry.db.tables.package_document import PackageDocument  # noqa: E402
from devsper_registry.db.tables.release import Release  # noqa: E402
from devsper_registry.db.tables.verification import Finding, Verification  # noqa: E402

__all__ = [
    "Account",
    "Advisory",
    "AdvisoryRange",
    "ApiKey",
    "Device",
    "DownloadCount",
    "Event",
    "Exemption",
    "File",
    "FileMetadata",
    "FileProvenance",
    "Finding",
    "Organization",
    "OrganizationInvitation",
    "OrganizationMember",
    "Package",
    "PackageDocument",
    "PackageRole",
    "PinnedDependency",
    "Release",
    "UsedFilename",
    "Verification",
]
