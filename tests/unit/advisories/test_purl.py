"""Package URLs of PyPI."""

import pytest

from devsper_registry.advisories import purl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pkg:pypi/jinja2@3.1.4", ("jinja2", "3.1.4")),
        ("pkg:pypi/Jinja_2", ("jinja-2", None)),
        ("PKG:PyPI/jinja2@", ("jinja2", None)),
        ("pkg:/pypi/jinja2@3.1.4", ("jinja2", "3.1.4")),
        ("pkg:pypi/torch@2.0%2Bcpu?file_name=a@b.whl#sub/path", ("torch", "2.0+cpu")),
        ("pkg:npm/left-pad@1", None),
    ],
)
def test_what_a_purl_names(text: str, expected: tuple[str, str | None] | None) -> None:
    assert purl.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pkg:",
        "pkg:pypi",
        "pkg:pypi/",
        "pypi/demo",
        "http:pypi/demo",
        "pkg:pypi/a b",
        "pkg:pypi/%00",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"^no"):
        purl.read(text)
