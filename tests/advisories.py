"""Advisories in the OSV schema, for tests."""

import io
import json
import zipfile
from typing import Any

MODIFIED = "2026-01-02T03:04:05Z"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def affected(
    name: str, *events: dict[str, str], versions: tuple[str, ...] = (), ecosystem: str = "PyPI"
) -> dict[str, Any]:
    """Return what an advisory says of one package: one range of these events, and versions."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    package = {"name": name, "ecosystem": ecosystem}
    return {"package": package, "ranges": ranges, "versions": list(versions)}


def before(name: str, fixed: str) -> dict[str, Any]:
    """Return that everything before the version is affected."""
    return affected(name, {"introduced": "0"}, {"fixed": fixed})


def advisory(advisory_id: str, *of: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a document."""
    return {
        "schema_version": "1.7.3",
        "id": advisory_id,
        "modified": MODIFIED,
        "summary": f"Summary of {advisory_id}",
        "affected": list(of),
        **more,
    }


def content(document: dict[str, Any]) -> bytes:
    """Return the document as a file has it."""
    return json.dumps(document).encode()


def archive(*documents: dict[str, Any], **files: bytes) -> bytes:
    """Return a zip such as OSV's all.zip, with more files in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for number, document in enumerate(documents):
            zipped.writestr(f"{number}/{document['id']}.json", content(document))
        for name, given in files.items():
            zipped.writestr(name, given)
    return made.getvalue()
