"""What an upload form asks for, read as the clients write it."""

import hmac
from collections.abc import Mapping, Sequence

from devsper_registry.errors import (
    UploadActionGone,
    UploadActionMissing,
    UploadActionUnknown,
    UploadDigestMissing,
    UploadDigestWrong,
    UploadFieldMissing,
    UploadFiletypeUnknown,
    UploadProtocolUnknown,
    UploadWithoutFile,
)
from devsper_registry.rest.multipart import Form
from devsper_registry.services.upload import Upload
from devsper_registry.storage.arriving import Arriving

Fields = Mapping[str, Sequence[str]]

UPLOAD = "file_upload"
GONE = {"submit", "submit_pkg_info", "doc_upload"}
FILETYPES = {"bdist_wheel", "sdist"}
# The field that claims a digest, and its algorithm.
DIGESTS = {
    "sha256_digest": "sha256",
    "blake2_256_digest": "blake2_256",
    "md5_digest": "md5",
}


async def read(form: Form, *, action: str | None) -> Upload:
    """Return the upload that the form asks for; `action` is the one of the query, if any."""
    fields = form.fields
    check_action(action or first(fields, ":action"))
    _check_protocol(fields)
    if form.file is None or form.filename is None:
        raise UploadWithoutFile
    _check_required(fields)
    await _check_digests(fields, form.file)
    return Upload(
        path=form.file.path,
        filename=form.filename,
        size=form.file.size,
        sha256=await form.file.digest("sha256"),
        form=fields,
    )


def check_action(action: str | None) -> None:
    """Raise unless the action is the upload of a file."""
    if action is None:
        raise UploadActionMissing
    if action in GONE:
        raise UploadActionGone(action=action)
    if action != UPLOAD:
        raise UploadActionUnknown(action=action)


def first(fields: Fields, name: str) -> str | None:
    """Return the field's first value that says anything; clients write "" and UNKNOWN for none."""
    return next((v for v in fields.get(name, ()) if v not in ("", "UNKNOWN")), None)


def _check_protocol(fields: Fields) -> None:
    version = first(fields, "protocol_version") or "1"
    if version != "1":
        raise UploadProtocolUnknown(version=version)


def _check_required(fields: Fields) -> None:
    # `pyversion` is not asked for: flit sends none with an sdist, and the filename knows it.
    for required in ("name", "version", "filetype"):
        if first(fields, required) is None:
            raise UploadFieldMissing(field=required)
    filetype = first(fields, "filetype")
    if filetype not in FILETYPES:
        raise UploadFiletypeUnknown(filetype=filetype)


async def _check_digests(fields: Fields, file: Arriving) -> None:
    claims = {
        algorithm: claimed
        for name, algorithm in DIGESTS.items()
        if (claimed := first(fields, name)) is not None
    }
    if not claims:
        raise UploadDigestMissing
    for algorithm, claimed in claims.items():
        found = await file.digest(algorithm)
        if not hmac.compare_digest(claimed.strip().lower().encode(), found.encode()):
            raise UploadDigestWrong(algorithm=algorithm)
