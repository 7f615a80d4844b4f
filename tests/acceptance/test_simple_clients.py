"""pypi-simple reads the index in both of its forms, and finds the same."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pypi_simple import (
    ACCEPT_HTML_ONLY,
    ACCEPT_JSON_ONLY,
    DistributionPackage,
    NoSuchProjectError,
    PyPISimple,
)

from tests.build import Built, sdist, wheel
from tests.server import Server


@dataclass(frozen=True)
class Readers:
    """The same index, asked for as HTML and as JSON."""

    html: PyPISimple
    json: PyPISimple


@pytest.fixture
def readers(server: Server) -> Iterator[Readers]:
    with (
        PyPISimple(server.simple, accept=ACCEPT_HTML_ONLY) as html,
        PyPISimple(server.simple, accept=ACCEPT_JSON_ONLY) as json,
    ):
        yield Readers(html, json)


@pytest.fixture
def files(server: Server, name: str) -> list[Built]:
    """What a package has that lives: two releases, one yanked for a reason full of signs."""
    published = [
        wheel(name, "1.0", requires_python=">=3.9,<4"),
        sdist(name, "1.0", requires_python=">=3.9,<4"),
        wheel(name, "1.1"),
    ]
    for file in published:
        server.publish(file)
    server.yank(name, "1.1", 'loses "data" & <more>')
    return published


def told_in_both(package: DistributionPackage) -> dict[str, object]:
    """What HTML can say of a file."""
    return {
        "filename": package.filename,
        "version": package.version,
        "url": package.url,
        "digests": package.digests,
        "requires_python": package.requires_python,
        "is_yanked": package.is_yanked,
        "yanked_reason": package.yanked_reason,
        "has_metadata": package.has_metadata,
        "metadata_digests": package.metadata_digests,
    }


def test_html_and_json_say_the_same_of_a_package(
    readers: Readers, files: list[Built], name: str
) -> None:
    html = readers.html.get_project_page(name)
    json = readers.json.get_project_page(name)
    assert [told_in_both(package) for package in html.packages] == [
        told_in_both(package) for package in json.packages
    ]
    assert {package.filename: package.digests for package in json.packages} == {
        file.filename: {"sha256": file.sha256} for file in files
    }
    assert (html.project, html.repository_version) == (json.project, json.repository_version)
    assert (html.project, html.repository_version) == (name, "1.4")
    assert html.last_serial == json.last_serial
    assert json.versions == ["1.0", "1.1"]


def test_only_the_yanked_release_is_yanked_and_its_reason_is_whole(
    readers: Readers, files: list[Built], name: str
) -> None:
    page = readers.html.get_project_page(name)
    assert {package.filename: package.yanked_reason for package in page.packages} == {
        files[0].filename: None,
        files[1].filename: None,
        files[2].filename: 'loses "data" & <more>',
    }


def test_json_adds_size_and_time(readers: Readers, files: list[Built], name: str) -> None:
    page = readers.json.get_project_page(name)
    assert {package.filename: package.size for package in page.packages} == {
        file.filename: len(file.content) for file in files
    }
    assert all(package.upload_time is not None for package in page.packages)


@pytest.mark.usefixtures("files")
def test_html_and_json_list_the_same_packages(readers: Readers, name: str) -> None:
    html = readers.html.get_index_page()
    json = readers.json.get_index_page()
    assert html.projects == json.projects
    assert html.last_serial == json.last_serial
    assert html.projects.count(name) == 1


@pytest.mark.usefixtures("files")
def test_a_name_typed_otherwise_leads_to_the_package(readers: Readers, name: str) -> None:
    typed = name.upper().replace("-", ".")
    assert readers.json.s.get(f"{readers.json.endpoint}{typed}/").url.endswith(f"/{name}/")


def test_files_and_their_metadata_arrive_as_they_were_published(
    readers: Readers, files: list[Built], name: str
) -> None:
    page = readers.json.get_project_page(name)
    packages = {package.filename: package for package in page.packages}
    for file in files:
        package = packages[file.filename]
        assert readers.json.s.get(package.url).content == file.content
        # pypi-simple checks it against the digest of the page.
        assert readers.json.get_package_metadata_bytes(package) == file.metadata


def test_a_package_that_is_not_there_is_missing_in_both(readers: Readers, name: str) -> None:
    for reader in (readers.html, readers.json):
        with pytest.raises(NoSuchProjectError):
            reader.get_project_page(name)
