import os
import subprocess
import sys
from pathlib import Path

from tests.clients import node

CONTRACT = Path(__file__).parents[2] / "frontend-contract"


def test_a_frontend_can_build_on_the_contract() -> None:
    """Its files are current, its types hold, and every operation plays against a live server."""
    node.require()
    node.install(CONTRACT)
    done = subprocess.run(
        ["npm", "test"],
        cwd=CONTRACT,
        env={**os.environ, "REGISTRY_PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout
