"""`devsper-registry accounts`, beside a running server."""

import json

import httpx

from tests.acceptance import serving
from tests.server import Server


def accounts(server: Server, *arguments: str) -> str:
    done = serving.command(
        server.data_dir, "accounts", *arguments, DATABASE_URL=server.database_url
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_operator_makes_lists_and_suspends_accounts(server: Server, name: str) -> None:
    assert accounts(server, "create", name, "--administrator") == f"Created the account '{name}'."
    key = server.create_key("k", "--account", name, "--scope", "read")

    def status() -> int:
        return httpx.get(server.simple, headers={"x-api-key": key}).status_code

    assert status() == 200
    assert accounts(server, "suspend", name) == f"Suspended '{name}'."
    assert status() == 401
    (found,) = (a for a in json.loads(accounts(server, "list", "--json")) if a["name"] == name)
    assert found["is_administrator"]
    assert found["suspended_at"] is not None
    assert accounts(server, "suspend", name) == f"'{name}' is suspended already."
    assert accounts(server, "unsuspend", name) == f"'{name}' may come in again."
    assert status() == 200
    assert accounts(server, "demote", name) == f"'{name}' is no administrator any more."
    assert name in accounts(server, "list")

    unknown = serving.command(
        server.data_dir, "accounts", "suspend", "nobody", DATABASE_URL=server.database_url
    )
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "devsper-registry: There is no account 'nobody': check the spelling, or create it first.\n",
    )


def test_a_credential_of_a_megabyte_is_refused_by_the_running_server(server: Server) -> None:
    for header in ("authorization", "x-api-key"):
        answer = httpx.get(server.simple, headers={header: "Bearer " + "a" * 1_000_000})
        assert answer.status_code == 401
        assert answer.text.startswith("The credential is longer than 8192 characters")
