"""What looks like a credential is not shown; what does not stays as it is."""

import pytest

from devsper_registry.auth import api_key
from devsper_registry.errors import PathNotFound
from devsper_registry.redaction import redact

KEY = "hm_" + "4Fz9" * 12 + "a"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (KEY, "[redacted]"),
        (f"/simple/{KEY}/", "/simple/[redacted]/"),
        (f"/simple/{KEY.lower().replace('_', '-')}/", "/simple/[redacted]/"),
        (KEY.replace("_", "%5F"), "[redacted]"),
        (f"two {KEY} and {KEY}", "two [redacted] and [redacted]"),
        (f"token {JWT}!", "token [redacted]!"),
        (
            "https://__token__:pa55word@r.example.com/simple/",
            "https://[redacted]@r.example.com/simple/",
        ),
        ("Authorization: Basic X19a2VuX186aG1f", "Authorization: Basic [redacted]"),
        ("X-Internal-Secret: hush hush", "X-Internal-Secret: [redacted] hush"),
        ("?api_key=abc&page=2", "?api_key=[redacted]&page=2"),
        ("?password=abc", "?password=[redacted]"),
    ],
)
def test_a_credential_is_not_shown(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "hm_dashboard",
        "/simple/hm-something/",
        KEY[: api_key.HINT_LENGTH],
        "https://registry.example.com/simple/demo/",
        "demo-1.0-py3-none-any.whl",
        "The metrics are closed: give it as a Bearer token.",
        "0fc74468e6a9a829f103d069aeb2bb4f8646bad58bf146bb0e3379b759ec4a00",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert redact(text) == text


def test_a_refusal_does_not_repeat_a_credential() -> None:
    assert KEY not in str(PathNotFound(path=f"/x/{KEY}"))
    # Nor the half that is left of it where a long fact is cut.
    assert KEY[:30] not in str(PathNotFound(path="x" * 150 + "/" + KEY))
