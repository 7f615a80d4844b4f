"""Secrets are compared in constant time: held by structure, as a measured time fails by chance.

`python -m bench.authenticating` measures it; docs/decisions/0011-reading-credentials.md says why.
"""

import ast
from pathlib import Path

import pytest

from devsper_registry.auth import api_key
from devsper_registry.db.queries import credentials

SOURCE = Path(api_key.__file__).parents[1]
# Whatever holds a secret, or what is made of one, where strangers' input meets it.
MODULES = [
    "auth/api_key.py",
    "auth/jwt.py",
    "rest/internal.py",
    "rest/metrics.py",
    "services/disclosing.py",
    "services/session_tokens.py",
    "services/sessions.py",
]
SECRETS = {"secret", "secret_sha256", "digest", "wanted", "shown", "token", "checksum", "signature"}


def names(node: ast.AST) -> set[str]:
    """Return the names and attributes in an expression."""
    inner = list(ast.walk(node))
    return {n.id for n in inner if isinstance(n, ast.Name)} | {
        n.attr for n in inner if isinstance(n, ast.Attribute)
    }


def compared(tree: ast.AST) -> list[int]:
    """Return the lines in which something secret is compared by == or !=."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops)
        and names(node) & SECRETS
        # How many there are is no secret.
        and not any(
            isinstance(side, ast.Call) and "len" in names(side.func)
            for side in [node.left, *node.comparators]
        )
    ]


def test_the_test_sees_a_comparison() -> None:
    assert compared(ast.parse("if key.secret == shown:\n    pass")) == [1]
    assert compared(ast.parse("if len(shown) != 1:\n    pass")) == []


@pytest.mark.parametrize("module", MODULES)
def test_no_secret_is_compared_by_its_first_difference(module: str) -> None:
    assert compared(ast.parse((SOURCE / module).read_text())) == []


def test_a_shown_key_reaches_the_database_as_a_digest_alone() -> None:
    assert credentials.BY_SHA256.count("$") == 1
    assert "WHERE k.secret_sha256 = $1" in credentials.BY_SHA256


def test_digests_of_keys_that_nearly_agree_have_nothing_in_common() -> None:
    body = api_key.generate().secret[: -api_key.CHECKSUM_LENGTH]
    last = "0" if body[-1] != "0" else "1"
    pair = [api_key.sha256(api_key.with_checksum(b)) for b in (body, body[:-1] + last)]
    differing = (int.from_bytes(pair[0]) ^ int.from_bytes(pair[1])).bit_count()
    # 128 of 256 bits, give or take: the odds of fewer than 64 are below one in 10**15.
    assert 64 < differing < 192
