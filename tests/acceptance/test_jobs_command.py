"""`devsper-registry jobs`, beside a running server."""

import json
import subprocess
from pathlib import Path

from tests import postgres
from tests.acceptance import serving

PROBLEM = "It took longer than 1:00:00 and was stopped."


def jobs(url: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return serving.command(folder, "jobs", *arguments, DATABASE_URL=url)


def test_an_operator_sees_why_jobs_are_held_and_tries_them_again_or_gives_them_up(
    postgres_server: postgres.Server, database_url: str, tmp_path: Path
) -> None:
    none = jobs(database_url, tmp_path, "list")
    assert (none.returncode, none.stdout) == (0, "No job is held.\n")
    postgres_server.execute_in(
        database_url,
        "INSERT INTO pgqueuer (priority, entrypoint, status, headers) SELECT 0, 'sweep', 'failed',"
        f" jsonb_build_object('starts', 5, 'problem', '{PROBLEM}') FROM generate_series(1, 2)",
    )
    listed = jobs(database_url, tmp_path, "list", "--json")
    second, first = json.loads(listed.stdout)
    for found in (first, second):
        assert (found["kind"], found["state"], found["attempts"]) == ("sweep", "held", 5)
        assert (found["problem"], found["next_attempt_at"]) == (PROBLEM, None)
    assert PROBLEM in jobs(database_url, tmp_path, "list").stdout

    requeued = jobs(database_url, tmp_path, "requeue", str(first["id"]))
    assert requeued.stdout == f"Job {first['id']} (sweep) is due now; a worker takes it.\n"
    discarded = jobs(database_url, tmp_path, "discard", str(second["id"]))
    assert discarded.stdout == f"Discarded job {second['id']} (sweep).\n"
    left = json.loads(jobs(database_url, tmp_path, "list", "--state", "all", "--json").stdout)
    assert [(found["id"], found["state"]) for found in left] == [(first["id"], "waiting")]

    again = jobs(database_url, tmp_path, "discard", str(first["id"]))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == (
        f"devsper-registry: The job {first['id']} is not held but waiting: leave it to the worker, "
        "which holds it if it fails for good.\n"
    )
