"""Reading credentials from headers."""

import base64

import pytest

from devsper_registry.auth.credentials import Credentials, read
from devsper_registry.errors import CredentialsDisagree, CredentialTooLong, InvalidKey


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
    ],
)
def test_a_header_that_cannot_be_read_is_an_invalid_key(header: str) -> None:
    with pytest.raises(InvalidKey):
        read(authorization=[header], api_key=[])


def test_two_headers_that_disagree_are_refused() -> None:
    with pytest.raises(CredentialsDisagree):
        read(authorization=["Bearer one"], api_key=["two"])
    with pytest.raises(CredentialsDisagree):
        read(authorization=["Bearer one", "Bearer two"], api_key=[])


@pytest.mark.parametrize("scheme", ["Basic ", "Bearer ", "token ", "Digest ", ""])
def test_a_header_of_a_megabyte_is_refused_before_it_is_read(scheme: str) -> None:
    for shown in (
        {"authorization": [scheme + "A" * 1_000_000], "api_key": []},
        {"authorization": [], "api_key": ["A" * 1_000_000]},
    ):
        with pytest.raises(CredentialTooLong) as refused:
            read(**shown)
        assert len(str(refused.value)) < 200


def test_a_token_may_have_eight_kilobytes_and_no_more() -> None:
    longest = "a" * 8192
    for show in ("Bearer {}".format, lambda token: basic(f"user:{token}")):
        assert read(authorization=[show(longest)], api_key=[]) == Credentials(longest)
        with pytest.raises(CredentialTooLong):
            read(authorization=[show(longest + "a")], api_key=[])


def test_a_token_is_not_printed() -> None:
    assert "hm_key" not in repr(read(authorization=["Bearer hm_key"], api_key=[]))
