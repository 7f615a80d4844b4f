"""The npm package graphql-http, which audits servers for GraphQL over HTTP."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.clients import node

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the audit: what it asks, whether it is met, and why not."""

    id: str
    name: str
    status: str
    reason: str | None


def audit(url: str) -> list[Item]:
    """Return all items; without node skip the test, and fail it where CI runs."""
    node.require()
    node.install(HERE)
    done = subprocess.run(
        ["node", "audit.mjs", url], cwd=HERE, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [Item(**json.loads(line)) for line in done.stdout.splitlines()]
