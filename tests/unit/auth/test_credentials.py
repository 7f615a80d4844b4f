"""Reading credentials from headers."""

import base64

import pytest

from devsper_registry.auth.credentials import Credentials, read
from devsper_registry.errors import InvalidKey


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        basic("__token__:hm_key"),
        basic("anybody:hm_key"),
        basic(":hm_key"),
        basic("__token__:hm_key\n"),
        basic("__token__: hm_key "),
        basic("__token__:hm_key").replace("Basic", "basic"),
        "Bearer hm_key",
        "bearer   hm_key ",
        "token hm_key",
    ],
)
def test_every_way_of_showing_a_key_is_read(header: str) -> None:
    assert read(authorization=[header], api_key=[]) == Credentials("hm_key")


def test_a_key_may_stand_in_its_own_header() -> None:
    assert read(authorization=[], api_key=[" hm_key"]) == Credentials("hm_key")


def test_a_password_may_hold_colons() -> None:
    assert read(authorization=[basic("user:a:b")], api_key=[]) == Credentials("a:b")


def test_no_header_is_nobody() -> None:
    assert read(authorization=[], api_key=[]) is None


def test_the_same_key_shown_twice_is_one() -> None:
    assert read(authorization=["Bearer k"], api_key=["k"]) == Credentials("k")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic aGk",
        basic("no colon"),
        basic("user:"),
        basic("user:  \n"),
        "Basic /////w==",
        "Bearer",
        "Bearer  ",
        "token ",
        "Digest username=x",
        "hm_key",
        "\x00",
        "Basic " + "A" * 100_001,
    ],
)
def test_a_header_that_cannot_be_read_is_an_invalid_key(header: str) -> None:
    with pytest.raises(InvalidKey):
        read(authorization=[header], api_key=[])


def test_two_headers_that_disagree_are_refused() -> None:
    with pytest.raises(InvalidKey):
        read(authorization=["Bearer one"], api_key=["two"])
    with pytest.raises(InvalidKey):
        read(authorization=["Bearer one", "Bearer two"], api_key=[])


def test_a_token_is_not_printed() -> None:
    assert "hm_key" not in repr(read(authorization=["Bearer hm_key"], api_key=[]))
