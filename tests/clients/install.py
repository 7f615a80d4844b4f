"""Give every client an environment of its own: `python -m tests.clients.install [client ...]`.

An environment stands in `.clients/<client>` and is made again only when its pins, the interpreter
or the place of the checkout change, so that the command costs nothing the second time.
`--lock` writes the pins anew from the `.in` files.
"""

import argparse
import fcntl
import hashlib
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".clients"
REQUIREMENTS = Path(__file__).parent / "requirements"
CLIENTS = tuple(sorted(path.stem for path in REQUIREMENTS.glob("*.txt")))
STAMP = ".pinned"
AT_ONCE = 2


def ensure(client: str) -> Path:
    """Return the folder of the client's programs, making its environment first when needed."""
    environment = ENVIRONMENTS / client
    stamp = environment / STAMP
    pinned = fingerprint(client)
    with alone(client):
        if not stamp.exists() or stamp.read_text() != pinned:
            make(client, environment)
            stamp.write_text(pinned)
    return environment / "bin"


def fingerprint(client: str) -> str:
    """Tell whether an environment is still the one wanted."""
    pins = (REQUIREMENTS / f"{client}.txt").read_bytes()
    where = f"{sys.version}\n{ENVIRONMENTS}\n".encode()
    return hashlib.sha256(where + pins).hexdigest()


def make(client: str, environment: Path) -> None:
    """Make the environment from nothing."""
    # pip, as in the Makefile: whoever owns the machine has told it where packages are.
    venv.create(environment, clear=True, symlinks=True)
    pins = str(REQUIREMENTS / f"{client}.txt")
    run(
        # Quieter still: it warns of every package that one of several indexes lacks.
        *("pip", "--quiet", "--python", str(environment), "install"),
        # The pins are complete, so that nothing is left to resolve.
        *("--no-deps", "--requirement", pins),
    )


def lock(client: str) -> None:
    """Pin the client's newest requirements, by name and version alone."""
    wanted = REQUIREMENTS / f"{client}.in"
    run(
        *("uv", "pip", "compile", "--universal", "--upgrade", "--python-version", "3.11"),
        *("--no-header", "--no-annotate", "--no-emit-index-url"),
        *(str(wanted), "--output-file", str(wanted.with_suffix(".txt"))),
    )


def run(module: str, *arguments: str) -> None:
    """Run a tool of the project's own environment."""
    subprocess.run(
        [sys.executable, "-m", module, "--quiet", *arguments], check=True, cwd=REQUIREMENTS
    )


@contextmanager
def alone(client: str) -> Iterator[None]:
    """Hold the client's lock: two test workers may ask for one environment at once."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f"{client}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str] | None = None) -> None:
    """Make, or with --lock pin, the environments of the clients named, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients.install", description=__doc__)
    parser.add_argument("client", nargs="*", help=f"one of {', '.join(CLIENTS)}; all when unsaid")
    parser.add_argument("--lock", action="store_true", help="write the pins anew")
    given = parser.parse_args(arguments)
    clients = given.client or CLIENTS
    if unknown := set(clients) - set(CLIENTS):
        parser.error(f"there is no client {', '.join(sorted(unknown))}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lock if given.lock else ensure, clients))


if __name__ == "__main__":
    main()
