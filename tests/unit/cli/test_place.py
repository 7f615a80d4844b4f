"""How a person may name a registry."""

import pytest

from devsper_registry.cli.login import place
from devsper_registry.errors import LoginUrlInvalid


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("https://registry.example.com", "https://registry.example.com"),
        ("https://Registry.Example.com/", "https://registry.example.com"),
        (" https://registry.example.com/simple/ ", "https://registry.example.com"),
        ("https://registry.example.com/legacy/", "https://registry.example.com"),
        ("https://example.com/py/simple", "https://example.com/py"),
        ("registry.example.com", "https://registry.example.com"),
        ("registry.example.com:8443/", "https://registry.example.com:8443"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_every_address_of_a_registry_will_do(said: str, url: str) -> None:
    assert place.of(said).url == url


@pytest.mark.parametrize(
    "said",
    ["", "https://", "ftp://registry.example.com", "https://me:secret@registry.example.com",
     "https://registry.example.com/?x=1", "https://registry.example.com/#x", "https://a b",
     "https://a\nb", "https://registry.example.com:port", "https://[::1", "https://a/%0a", 'http://"'],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_its_password(said: str) -> None:
    with pytest.raises(LoginUrlInvalid) as refused:
        place.of(said)
    assert "secret" not in str(refused.value)


def test_a_key_in_plain_to_another_machine_is_known() -> None:
    assert place.of("http://registry.example.com").is_readable_on_the_way
    for safe in ("https://registry.example.com", "http://127.0.0.1:8080", "http://[::1]:8080"):
        assert not place.of(safe).is_readable_on_the_way


def test_clients_know_a_registry_by_several_addresses() -> None:
    known = place.of("http://127.0.0.1:8080")
    assert known.legacy == "http://127.0.0.1:8080/legacy/"
    assert known.simple_of_user == "http://__token__@127.0.0.1:8080/simple/"
    assert (known.host, known.netloc) == ("127.0.0.1", "127.0.0.1:8080")
