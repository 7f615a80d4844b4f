"""`devsper-registry doctor`, as an operator and a script run it beside a running server."""

import json

from tests.acceptance import serving
from tests.server import Server


def test_the_doctor_beside_a_running_server(server: Server) -> None:
    def doctor(*arguments: str, **settings: str) -> tuple[int, str]:
        done = serving.command(
            server.data_dir,
            "doctor",
            *arguments,
            **{"DATABASE_URL": server.database_url, "BASE_URL": server.url, **settings},
        )
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, said = doctor("--strict")
    assert (code, {line[:4] for line in said.splitlines()}) == (0, {"ok  "}), said
    assert f"ok   address    {server.url} leads here.\n" in said
    code, said = doctor("--json")
    assert code == 0
    assert json.loads(said)[0] == {
        "check": "settings",
        "state": "ok",
        "found": "ENV=development, and nothing is left open.",
        "remedy": "",
    }

    code, said = doctor(PORT="many")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("fail settings   PORT is not usable: ")

    code, said = doctor(BASE_URL="http://127.0.0.1:9")
    assert (code, [line[:13] for line in said.splitlines() if line[:2] != "ok"]) == (
        0,
        ["warn address "],
    )
    assert doctor("--strict", BASE_URL="http://127.0.0.1:9")[0] == 1
