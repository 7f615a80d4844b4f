"""Pages in JSON (PEP 691, 700, 714, 740, 792). What is unknown is left out: uv fails on a null."""

from typing import Any

import orjson
from packaging.utils import NormalizedName

from devsper_registry.simple.page import API_VERSION, File, Listing, PackagePage, file_url


def package_page(page: PackagePage, *, root: str) -> bytes:
    """Return the page of a package."""
    status = {"status": page.status}
    if page.status_reason:
        status["reason"] = page.status_reason
    return _dump(
        {
            "meta": _meta(page.serial),
            "name": page.name,
            "project-status": status,
            "versions": page.versions,
            "files": [_file(page.name, file, root) for file in page.files],
        }
    )


def listing(page: Listing) -> bytes:
    """Return the list of all packages, each with its serial, which mirrors ask for."""
    projects = [{"name": name, "_last-serial": serial} for name, serial in page.packages]
    return _dump({"meta": _meta(page.serial), "projects": projects})


def _meta(serial: int) -> dict[str, Any]:
    return {"api-version": API_VERSION, "_last-serial": serial}


def _file(name: NormalizedName, file: File, root: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "filename": file.filename,
        "url": file_url(name, file, root=root),
        # sha256 alone: uv refuses a page with a blake2b of 64 bytes.
        "hashes": {"sha256": file.sha256},
        "size": file.size,
        "upload-time": file.uploaded_at,
        # PEP 592: "" is yanked without a reason, so test for None.
        "yanked": False if file.yanked_reason is None else file.yanked_reason or True,
        "core-metadata": {"sha256": file.metadata_sha256} if file.metadata_sha256 else False,
    }
    if file.requires_python:
        shown["requires-python"] = file.requires_python
    if file.provenance:
        shown["provenance"] = file.provenance
    return shown


def _dump(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)
