"""Secrets left inside: real ones are told, examples are not. All here are made up by chance."""

import base64
import random
import string

import pytest

from devsper_registry.auth import api_key
from devsper_registry.verification.checks import secrets
from tests.unit.verification.opening import codes, found

_RANDOM = random.Random(7)
_LETTERS = string.ascii_letters + string.digits


def some(count: int, letters: str = _LETTERS) -> str:
    return "".join(_RANDOM.choices(letters, k=count))


def pem(kind: str = "RSA PRIVATE KEY", size: int = 600) -> str:
    body = base64.encodebytes(_RANDOM.randbytes(size)).decode()
    return f"-----BEGIN {kind}-----\n{body}-----END {kind}-----\n"


UPPER = string.ascii_uppercase + string.digits
LEFT, HALF, LOW = ["left-inside"], ["identifier"], ["among-tests"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pem(), LEFT),
        (pem("OPENSSH PRIVATE KEY"), LEFT),
        (pem("EC PRIVATE KEY", 121), LEFT),
        (repr(pem()), LEFT),
        ("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----", []),
        (pem("PUBLIC KEY"), []),
        (pem("CERTIFICATE"), []),
        (f"id = 'AKIA{some(16, UPPER)}'", HALF),
        ("id = 'AKIAIOSFODNN7EXAMPLE'", []),
        (f"key = 'AIza{some(35)}'", HALF),
        (f"AccountKey={some(86)}==;EndpointSuffix=core", LEFT),
        (f"ghp_{some(36)}", LEFT),
        ("ghp_" + "x" * 36, []),
        ("ghp_" + "0123456789" * 3 + "abcdef", []),
        (f"github_pat_{some(82)}", LEFT),
        (f"glpat-{some(20)}", LEFT),
        ("glpat-your-token-goes-here", []),
        (f"xoxb-739201845512-{some(24)}", LEFT),
        (f"https://hooks.slack.com/services/T{some(8, UPPER)}/B{some(8, UPPER)}/{some(24)}", LEFT),
        ("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", []),
        (f"pypi-AgEIcHlwaS5vcmc{some(120)}", LEFT),
        (f"//registry/:_authToken=npm_{some(36)}", LEFT),
        (f"sk_live_{some(24)}", LEFT),
        (f"sk_test_{some(24)}", []),
        (f"sk-ant-api03-{some(95)}", LEFT),
        (f"829301745:AA{some(33)}", LEFT),
        ("hm_" + some(49), []),
        ("nothing here", []),
    ],
)
def test_secrets(text: str, expected: list[str]) -> None:
    assert codes(secrets, {"demo/settings.py": text.encode()}) == expected
    # The same among tests opens nothing, most likely.
    lower = LOW if expected else []
    assert codes(secrets, {"demo/tests/test_settings.py": text.encode()}) == lower


def test_a_key_of_this_registry_is_told_with_its_digest_and_never_shown() -> None:
    key = api_key.generate()
    files = {"demo/cache.pyc": b"\0\0" + key.secret.encode() + b"\0", "demo/a.py": b"x = 1\n"}
    (finding,) = found(secrets, files)
    assert finding.code == "secrets.registry-key"
    assert finding.severity == "critical"
    assert finding.path == "demo/cache.pyc"
    assert finding.fingerprint == key.secret_sha256.hex()
    assert key.secret not in repr(finding)
    assert key.secret[9:] not in repr(finding)


def test_the_place_is_told_and_the_secret_is_not() -> None:
    token = f"ghp_{some(36)}"
    (finding,) = found(secrets, {"demo/a.py": f"x = 1\n\ntoken = '{token}'  # ours\n".encode()})
    assert (finding.path, finding.line) == ("demo/a.py", 3)
    assert finding.evidence is not None
    assert token[8:] not in finding.evidence
    assert finding.sentence == (
        "'demo/a.py' holds a GitHub token: revoke it where it was made, and publish a release"
        " without it."
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("demo/.pypirc", ["credential-file"]),
        ("demo/.env", ["credential-file"]),
        ("demo/id_ed25519", ["credential-file"]),
        ("demo/.env.example", []),
        ("demo/tests/.env", []),
    ],
)
def test_files_that_are_made_for_secrets(path: str, expected: list[str]) -> None:
    assert codes(secrets, {path: b"user = me\n"}) == expected
    assert codes(secrets, {path: b""}) == []


def test_utf_16_hides_nothing() -> None:
    text = f"key = ghp_{some(36)}".encode("utf-16")
    assert codes(secrets, {"demo/a.txt": text}) == LEFT
