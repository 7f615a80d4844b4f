"""Pages in HTML: the order of attributes is that of PyPI, since people read it with expressions."""

from html import escape

from packaging.utils import NormalizedName

from devsper_registry.simple.page import File, Listing, PackagePage, file_url

# PEP 833: HTML stays at this version for good, whatever JSON says.
REPOSITORY_VERSION = "1.4"


def package_page(page: PackagePage, *, root: str) -> bytes:
    """Return the page of a package (PEP 503, 592, 629, 658, 714, 740, 792)."""
    title = f"Links for {escape(page.name)}"
    anchors = "\n".join(_anchor(page.name, file, root) for file in page.files)
    metas = [("pypi:project-status", page.status)]
    if page.status_reason:
        metas.append(("pypi:project-status-reason", page.status_reason))
    return _document(title, title, metas, anchors, page.serial)


def listing(page: Listing) -> bytes:
    """Return the list of all packages (PEP 503)."""
    anchors = "\n".join(f'<a href="{name}/">{name}</a><br />' for name, _ in page.packages)
    return _document("Simple index", None, [], anchors, page.serial)


def _anchor(name: NormalizedName, file: File, root: str) -> str:
    attributes = [("href", f"{file_url(name, file, root=root)}#sha256={file.sha256}")]
    if file.requires_python:
        attributes.append(("data-requires-python", file.requires_python))
    if file.yanked_reason is not None:
        attributes.append(("data-yanked", file.yanked_reason))
    if file.metadata_sha256:
        digest = f"sha256={file.metadata_sha256}"
        attributes += [("data-dist-info-metadata", digest), ("data-core-metadata", digest)]
    if file.provenance:
        attributes.append(("data-provenance", file.provenance))
    shown = " ".join(f'{key}="{escape(value)}"' for key, value in attributes)
    return f"<a {shown}>{escape(file.filename)}</a><br />"


def _document(
    title: str, heading: str | None, metas: list[tuple[str, str]], anchors: str, serial: int
) -> bytes:
    named = [("pypi:repository-version", REPOSITORY_VERSION), *metas]
    head = "\n".join(f'    <meta name="{n}" content="{escape(c)}">' for n, c in named)
    top = f"    <h1>{heading}</h1>\n" if heading else ""
    body = f"{anchors}\n" if anchors else ""
    return (
        f"<!DOCTYPE html>\n<html>\n  <head>\n{head}\n    <title>{title}</title>\n  </head>\n"
        f"  <body>\n{top}{body}  </body>\n</html>\n<!--SERIAL {serial}-->"
    ).encode()
