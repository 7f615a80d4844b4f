"""The pages themselves: exact bytes, and equal facts in HTML and JSON."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

from packaging.utils import NormalizedName
from pypi_simple import ProjectPage

from devsper_registry.simple import rendered
from devsper_registry.simple.negotiate import Representation
from devsper_registry.simple.page import File, Listing, PackagePage

JSON, HTML, PLAIN = Representation.JSON, Representation.HTML, Representation.PLAIN_HTML
A, B = "a" * 64, "b" * 64
WHEEL = File(
    filename="demo-1.0-py3-none-any.whl",
    sha256=A,
    size=1234,
    uploaded_at=datetime(2026, 11, 24, 1, 2, 3, 456789, UTC),
    requires_python=">=3.9,<4",
    metadata_sha256=B,
    yanked_reason=None,
)
SDIST = replace(
    WHEEL,
    filename="demo-1.0.tar.gz",
    sha256=B,
    uploaded_at=datetime(2026, 11, 24, 1, 2, 3, 0, UTC),
    requires_python=None,
    metadata_sha256=None,
)
PAGE = PackagePage(
    name=NormalizedName("demo"),
    serial=7,
    status="active",
    status_reason=None,
    versions=("1.0",),
    files=(WHEEL, SDIST),
)


def html(page: PackagePage, representation: Representation = PLAIN) -> str:
    return rendered.package_page(page, representation, root="../../").plain.content.decode()


def as_json(page: PackagePage) -> dict[str, object]:
    content = rendered.package_page(page, JSON, root="../../").plain.content
    return dict(json.loads(content))


def test_html_has_the_shape_that_people_read_with_expressions() -> None:
    assert (
        html(PAGE)
        == f"""<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="1.4">
    <meta name="pypi:project-status" content="active">
    <title>Links for demo</title>
  </head>
  <body>
    <h1>Links for demo</h1>
<a href="../../packages/demo/{A}/demo-1.0-py3-none-any.whl#sha256={A}" \
data-requires-python="&gt;=3.9,&lt;4" data-dist-info-metadata="sha256={B}" \
data-core-metadata="sha256={B}">demo-1.0-py3-none-any.whl</a><br />
<a href="../../packages/demo/{B}/demo-1.0.tar.gz#sha256={B}">demo-1.0.tar.gz</a><br />
  </body>
</html>
<!--SERIAL 7-->"""
    )


def test_json_holds_every_field_and_no_null() -> None:
    assert as_json(PAGE) == {
        "meta": {"api-version": "1.4", "_last-serial": 7},
        "name": "demo",
        "project-status": {"status": "active"},
        "versions": ["1.0"],
        "files": [
            {
                "filename": "demo-1.0-py3-none-any.whl",
                "url": f"../../packages/demo/{A}/demo-1.0-py3-none-any.whl",
                "hashes": {"sha256": A},
                "requires-python": ">=3.9,<4",
                "size": 1234,
                "upload-time": "2026-11-24T01:02:03.456789Z",
                "yanked": False,
                "core-metadata": {"sha256": B},
            },
            {
                "filename": "demo-1.0.tar.gz",
                "url": f"../../packages/demo/{B}/demo-1.0.tar.gz",
                "hashes": {"sha256": B},
                "size": 1234,
                "upload-time": "2026-11-24T01:02:03Z",
                "yanked": False,
                "core-metadata": False,
            },
        ],
    }


def test_a_yanked_file_shows_its_reason_and_needs_none() -> None:
    page = replace(
        PAGE,
        files=(replace(WHEEL, yanked_reason='it "broke" <all>'), replace(SDIST, yanked_reason="")),
    )
    files = as_json(page)["files"]
    assert isinstance(files, list)
    assert [file["yanked"] for file in files] == ['it "broke" <all>', True]
    assert 'data-yanked="it &quot;broke&quot; &lt;all&gt;" data-dist-info' in html(page)
    assert f'#sha256={B}" data-yanked="">demo-1.0.tar.gz</a>' in html(page)


def test_a_status_and_its_reason_are_told_in_both() -> None:
    page = replace(PAGE, status="archived", status_reason='we "moved" <on>', files=())
    assert as_json(page)["project-status"] == {"status": "archived", "reason": 'we "moved" <on>'}
    assert as_json(page)["files"] == []
    assert (
        '    <meta name="pypi:project-status" content="archived">\n'
        '    <meta name="pypi:project-status-reason" '
        'content="we &quot;moved&quot; &lt;on&gt;">\n' in html(page)
    )
    assert "<a " not in html(page)


def test_pypi_simple_finds_html_and_json_equal() -> None:
    page = replace(PAGE, files=(WHEEL, replace(SDIST, yanked_reason="bad")), status="deprecated")
    base = "https://registry.example.com/simple/demo/"
    from_html = ProjectPage.from_html("demo", html(page), base)
    from_json = ProjectPage.from_json_data(as_json(page), base)
    assert from_html.repository_version == from_json.repository_version == "1.4"
    for left, right in zip(from_html.packages, from_json.packages, strict=True):
        for name in (
            "filename",
            "url",
            "version",
            "digests",
            "requires_python",
            "is_yanked",
            "yanked_reason",
            "metadata_digests",
        ):
            assert getattr(left, name) == getattr(right, name), name
        # HTML has no word for "none": the attribute is absent, where JSON says false.
        assert bool(left.has_metadata) is right.has_metadata
    assert from_json.packages[0].url == f"https://registry.example.com/packages/demo/{A}/" + (
        WHEEL.filename
    )


def test_the_list_of_packages_leads_to_each() -> None:
    page = Listing(serial=9, packages=(("a", 3), ("b-c", 9)))
    assert (
        rendered.listing(page, PLAIN).plain.content.decode()
        == """<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="1.4">
    <title>Simple index</title>
  </head>
  <body>
<a href="a/">a</a><br />
<a href="b-c/">b-c</a><br />
  </body>
</html>
<!--SERIAL 9-->"""
    )
    assert json.loads(rendered.listing(page, JSON).plain.content) == {
        "meta": {"api-version": "1.4", "_last-serial": 9},
        "projects": [{"name": "a", "_last-serial": 3}, {"name": "b-c", "_last-serial": 9}],
    }


def test_each_representation_and_encoding_has_its_own_etag() -> None:
    pages = [rendered.package_page(PAGE, kind, root="../../") for kind in Representation]
    etags = {body.etag for page in pages for body in (page.plain, page.gzipped)}
    assert len(etags) == 6
    assert all(etag.startswith('"') and etag.endswith('"') for etag in etags)


def test_the_same_page_is_the_same_bytes_everywhere() -> None:
    first, second = (rendered.package_page(PAGE, JSON, root="../../") for _ in range(2))
    assert first == second
    assert gzip.decompress(first.gzipped.content) == first.plain.content
