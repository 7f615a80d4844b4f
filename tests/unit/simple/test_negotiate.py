"""Which representation a reader gets, and whether compressed."""

import pytest

from devsper_registry.errors import NotAcceptable
from devsper_registry.simple.negotiate import Representation, gzip, representation

JSON, HTML, PLAIN = Representation.JSON, Representation.HTML, Representation.PLAIN_HTML

PIP = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, "
    "text/html; q=0.01"
)
UV = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.01"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (PIP, JSON),
        (UV, JSON),
        ("application/vnd.pypi.simple.v1+json, */*;q=0.1", JSON),  # poetry
        (BROWSER, PLAIN),
        ("*/*", PLAIN),  # hatch, curl
        ("*", PLAIN),
        (None, PLAIN),
        ("", PLAIN),
        ("   ", PLAIN),
        ("application/vnd.pypi.simple.latest+json", JSON),
        ("application/vnd.pypi.simple.latest+html", HTML),
        ("application/vnd.pypi.simple.v1+html", HTML),
        ("APPLICATION/VND.PYPI.SIMPLE.V1+JSON", JSON),
        ("text/html; charset=utf-8", PLAIN),
        ("text/*", PLAIN),
        ("application/*", JSON),
        # The highest weight wins, in whatever order.
        ("text/html;q=0.5, application/vnd.pypi.simple.v1+json;q=0.4", PLAIN),
        ("application/vnd.pypi.simple.v1+json;q=0.4, text/html;q=0.5", PLAIN),
        ("text/html;q=0.2, application/vnd.pypi.simple.v1+html;q=0.3", HTML),
        # Of equals the most capable one.
        ("text/html, application/vnd.pypi.simple.v1+json", JSON),
        ("text/html, application/vnd.pypi.simple.v1+html", HTML),
        # A name says more than a wildcard, and weight 0 is a refusal.
        ("*/*, text/html;q=0.5", JSON),
        ("*/*, text/html;q=0", JSON),
        ("*/*, application/vnd.pypi.simple.v1+html", HTML),
        ("text/html;q=0, application/vnd.pypi.simple.v1+json;q=0.001", JSON),
        ("application/xml, */*;q=0.1", PLAIN),
        # What cannot be read is left out.
        ("application/vnd.pypi.simple.v1+json;q=high, text/html", PLAIN),
        (",,text/html,", PLAIN),
        ("text/html;q=1.0;level=1", PLAIN),
        ("text/html;q=.5", PLAIN),
    ],
)
def test_accept_is_weighed(accept: str | None, expected: Representation) -> None:
    assert representation(accept) is expected


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/vnd.pypi.simple.v2+json",
        "text/html;q=0",
        "*/*;q=0",
        "image/png, text/plain",
        "text/html;q=2",
        "text/html;q=-1",
        "nonsense",
        "x" * 10_000,
    ],
)
def test_nothing_acceptable_is_said(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        representation(accept)


def test_the_refusal_names_what_can_be_had() -> None:
    with pytest.raises(NotAcceptable) as refusal:
        representation("image/png")
    assert str(refusal.value) == (
        "The simple index speaks application/vnd.pypi.simple.v1+json, "
        "application/vnd.pypi.simple.v1+html and text/html: ask for one of them, not 'image/png'."
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("application/vnd.pypi.simple.v1+json", JSON),
        ("application/vnd.pypi.simple.v1 json", JSON),  # the plus sign of a query string
        ("application/vnd.pypi.simple.latest+html", HTML),
        ("text/html", PLAIN),
    ],
)
def test_format_beats_accept(asked: str, expected: Representation) -> None:
    assert representation("image/png", asked=asked) is expected


@pytest.mark.parametrize("asked", ["", "json", "*/*", "text/html;q=1", "image/png"])
def test_format_takes_one_exact_type(asked: str) -> None:
    with pytest.raises(NotAcceptable):
        representation("text/html", asked=asked)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate", True),
        ("gzip, deflate, zstd", True),
        ("x-gzip", True),
        ("GZIP", True),
        ("*", True),
        ("gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("*, gzip;q=0", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("identity", False),
        ("deflate, br", False),
        ("", False),
        (None, False),
    ],
)
def test_gzip_is_sent_only_where_it_is_wanted(header: str | None, expected: bool) -> None:
    assert gzip(header) is expected
