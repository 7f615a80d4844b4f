"""The client's address, through proxies that are trusted and past what anybody can write."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devsper_registry.gate import proxies

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("192.0.2.7"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),  # a stranger's header is not believed
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        # What the client wrote itself stands on the left.
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 192.0.2.7, 10.2.3.4"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1", "192.0.2.7", "10.2.3.4"], "198.51.100.1"),
        # All of them are proxies: the one that is farthest away.
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        # A value that is no address: the last proxy that can be believed stands for it.
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, _hidden, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1,"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [", ,"], "10.0.0.1"),
        ("10.0.0.1", ["999.1.1.1"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1 10.0.0.2"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1'; DROP TABLE event"], "10.0.0.1"),
        # As proxies write them.
        ("10.0.0.1", ["198.51.100.1:54321"], "198.51.100.1"),
        ("10.0.0.1", ['"198.51.100.1:54321"'], "198.51.100.1"),
        ("10.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("10.0.0.1", ["2001:DB8:0:0::1"], "2001:db8::1"),
        ("10.0.0.1", ["fe80::1%eth0"], "fe80::1"),
        ("10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1%eth0", ["198.51.100.1"], "198.51.100.1"),
        ("::1", ["198.51.100.1"], "::1"),
        ("testclient", ["198.51.100.1"], "testclient"),
    ],
)
def test_the_client_is_the_first_that_no_trusted_proxy_has(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert proxies.client(peer, forwarded, TRUSTED) == client


def test_a_chain_that_was_made_up_is_followed_only_so_far() -> None:
    chain = ["198.51.100.1, " + ", ".join(f"10.0.1.{hop}" for hop in range(100, 0, -1))]
    assert proxies.client("10.0.0.1", chain, TRUSTED) == "10.0.1.16"


def test_without_trusted_proxies_nothing_is_believed() -> None:
    assert proxies.client("10.0.0.1", ["198.51.100.1"], []) == "10.0.0.1"


@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_header_makes_an_address_of_what_is_none(forwarded: list[str]) -> None:
    client = proxies.client("10.0.0.1", forwarded, TRUSTED)
    assert str(proxies.parse(client)) == client


@pytest.mark.parametrize(
    ("forwarded", "given", "scheme"),
    [
        ([], "http", "http"),
        (["https"], "http", "https"),
        (["HTTPS"], "http", "https"),
        (["http"], "https", "http"),
        (["http, https"], "http", "https"),
        (["https"], "ws", "wss"),
        (["gopher"], "http", "http"),
        ([""], "http", "http"),
    ],
)
def test_the_scheme_is_what_the_proxy_next_to_us_says(
    forwarded: list[str], given: str, scheme: str
) -> None:
    assert proxies.scheme(forwarded, given) == scheme
