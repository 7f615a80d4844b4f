"""Whether a refusal's time tells how much of a key was right: `python -m bench.authenticating`.

Wrong keys that agree with a real one in nothing, in half, and in all but the last character of
their secret, in turns, so that whatever else the machine does meets all alike. Needs nothing.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from devsper_registry.auth import api_key
from devsper_registry.auth.credentials import Credentials
from devsper_registry.backend import Backend, open_backend
from devsper_registry.db import migrate
from devsper_registry.errors import InvalidKey
from devsper_registry.services import accounts, sessions
from devsper_registry.settings import Settings

ROUNDS = 2000
Figures = dict[str, float]


def measure() -> Figures:
    """Return the medians, in microseconds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        return asyncio.run(_measured(Settings(data_dir=Path(folder) / "data", _env_file=None)))


async def _measured(settings: Settings) -> Figures:
    async with open_backend(settings) as backend:
        await migrate.upgrade(backend.database_url)
        first = await accounts.first_administrator(backend)
        assert first is not None
        return await _compared(backend, first.secret)


async def _compared(backend: Backend, secret: str) -> Figures:
    body = secret[: -api_key.CHECKSUM_LENGTH]
    half, last = len(body) // 2, "0" if body[-1] != "0" else "1"
    shown = {
        "nothing": api_key.generate().secret,
        "half": api_key.with_checksum(body[:half] + "0" * (len(body) - half)),
        "all but one character": api_key.with_checksum(body[:-1] + last),
    }
    times: dict[str, list[float]] = {name: [] for name in shown}
    for _ in range(ROUNDS):
        for name, wrong in shown.items():
            begun = time.perf_counter()
            try:
                await sessions.authenticate(backend, Credentials(wrong))
            except InvalidKey:
                times[name].append((time.perf_counter() - begun) * 1e6)
    return {
        f"refused key with {name} of a real one, us": statistics.median(took)
        for name, took in times.items()
    }


if __name__ == "__main__":
    table = Table("", "median", box=None, pad_edge=False)
    for what, figure in measure().items():
        table.add_row(what, f"{figure:.1f}")
    Console(highlight=False).print(table)
