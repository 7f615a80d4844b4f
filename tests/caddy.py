"""The real Caddy with deploy/Caddyfile, before replicas of the loopback, its own authority."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext, create_default_context

import httpx

from tests.acceptance.serving import free_port
from tests.clients import install

CADDYFILE = Path(__file__).parent.parent / "deploy" / "Caddyfile"
STARTS_WITHIN = 30


@dataclass(frozen=True)
class Proxy:
    """Where it is reached over TLS, and the certificate of its authority."""

    url: str
    plain_url: str
    authority: Path

    @property
    def context(self) -> SSLContext:
        """What trusts its authority alone."""
        return create_default_context(cafile=str(self.authority))

    @property
    def trusting(self) -> Mapping[str, str]:
        """What makes pip, uv and twine trust it, as environment."""
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT")
        return dict.fromkeys(names, str(self.authority))


def program() -> str:
    """Return Caddy's program, installed where needed."""
    return str(install.ensure("caddy") / "caddy")


def environment(folder: Path, upstreams: Sequence[str]) -> dict[str, str]:
    """Return what the Caddyfile is told, for ports that nobody has."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        # Caddy's own authority certifies this name.
        "SITE": "https://localhost",
        "HTTP_PORT": str(free_port()),
        "HTTPS_PORT": str(free_port()),
        "UPSTREAMS": " ".join(upstreams),
        "HEALTH_INTERVAL": "200ms",
    }


@contextmanager
def before(upstreams: Sequence[str], folder: Path) -> Iterator[Proxy]:
    """Run it before these addresses until the block ends."""
    told = environment(folder, upstreams)
    proxy = Proxy(
        url=f"https://localhost:{told['HTTPS_PORT']}",
        plain_url=f"http://localhost:{told['HTTP_PORT']}",
        authority=folder / "data/caddy/pki/authorities/local/root.crt",
    )
    command = [program(), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env=told, stdout=log, stderr=log)
    try:
        _until_up(process, proxy, folder / "caddy.log")
        yield proxy
    finally:
        process.kill()
        process.wait()


def _until_up(process: "subprocess.Popen[bytes]", proxy: Proxy, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            if proxy.authority.exists():
                httpx.get(f"{proxy.url}/health", verify=proxy.context, trust_env=False)
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"Caddy did not come up: {log.read_text()}")
