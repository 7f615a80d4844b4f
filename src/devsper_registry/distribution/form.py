"""The upload form against the file: the file is right, and the publisher hears of differences."""

from collections.abc import Mapping, Sequence

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.filename import Filename
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.errors import FormFiletypeMismatch, FormNameMismatch, FormVersionMismatch

Form = Mapping[str, Sequence[str]]

_TEXTS = (
    "summary",
    "description",
    "description_content_type",
    "home_page",
    "download_url",
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "license",
    "license_expression",
    "requires_python",
)
# The form's name, and the plural or singular that some client sends instead.
_LISTS = {
    "classifiers": ("classifiers", "classifier"),
    "platforms": ("platform", "platforms"),
    "requires_dist": ("requires_dist",),
    "requires_external": ("requires_external",),
    "project_urls": ("project_urls", "project_url"),
    "provides_extra": ("provides_extra", "provides_extras"),
}


def differences(form: Form, inspection: Inspection) -> list[str]:
    """Raise when the form names another file; return a sentence for each other difference.

    Clients leave fields out and reformat others, so only what a form says, and says differently
    once blanks, case of names and order are put aside, counts as a difference.
    """
    check_identity(form, inspection.filename, name=inspection.name)
    metadata = inspection.metadata
    return [
        f"The form's {name} differs from the file's, which is kept."
        for name in (*_TEXTS, "keywords", *_LISTS)
        if _differs(form, metadata, name)
    ]


def check_identity(form: Form, filename: Filename, *, name: str | None = None) -> None:
    """Raise when the form names another package (the file's is `name`), version or filetype."""
    said = _single(form, "name")
    if said is not None and canonicalize_name(said) != filename.normalized_name:
        raise FormNameMismatch(found=said, expected=name or filename.name)
    version = _single(form, "version")
    if version is not None and not _same_version(version, filename.version):
        raise FormVersionMismatch(found=version, expected=filename.version)
    filetype = _single(form, "filetype")
    if filetype is not None and filetype != filename.packagetype:
        raise FormFiletypeMismatch(
            found=filetype, filename=filename.filename, expected=filename.packagetype
        )


def _same_version(text: str, version: Version) -> bool:
    try:
        return Version(text) == version
    except (InvalidVersion, ValueError):
        return False


def _single(form: Form, name: str) -> str | None:
    # Some clients send "" or UNKNOWN where there is nothing.
    return next((v for v in form.get(name, ()) if v not in ("", "UNKNOWN")), None)


def _differs(form: Form, metadata: CoreMetadata, name: str) -> bool:
    if name == "keywords":
        said = _single(form, "keywords")
        return said is not None and _words(said) != _words(",".join(metadata.keywords))
    if name in _LISTS:
        items = {v for key in _LISTS[name] for v in form.get(key, ()) if v not in ("", "UNKNOWN")}
        kept = getattr(metadata, name)
        listed = [f"{k}, {v}" for k, v in kept.items()] if name == "project_urls" else kept
        return bool(items) and {_bare(v) for v in items} != {_bare(v) for v in listed}
    said = _single(form, name)
    return said is not None and _bare(said) != _bare(getattr(metadata, name) or "")


def _words(text: str) -> set[str]:
    return {_bare(word) for word in text.split(",")} - {""}


def _bare(text: str) -> str:
    """The text without what clients change in passing: blanks, quotes, case and separators."""
    kept = "".join(text.split()).replace('"', "'").lower()
    return kept.replace("_", "-").replace("(", "").replace(")", "")
