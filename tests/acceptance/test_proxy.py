"""Two replicas behind the real Caddy with the Caddyfile of deploy/, as clients meet them."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests import caddy, postgres
from tests.acceptance import serving
from tests.acceptance.serving import Serving
from tests.build import Built, wheel
from tests.caddy import Proxy
from tests.clients import places
from tests.clients.command import Completed, run
from tests.server import form

SECRET = "s" * 40
HSTS = "max-age=63072000; includeSubDomains; preload"
BIG = 24 * 1024 * 1024


@dataclass(frozen=True)
class Deployed:
    """The proxy, and the replicas behind it."""

    proxy: Proxy
    replicas: tuple[Serving, Serving]
    key: str

    def client(self) -> httpx.Client:
        """Speak to the proxy, trusting its authority."""
        return httpx.Client(base_url=self.proxy.url, verify=self.proxy.context, trust_env=False)

    def publish(self, file: Built) -> httpx.Response:
        """Upload through the proxy."""
        with self.client() as client:
            return client.post(
                "/legacy/",
                data=form(file),
                files={"content": (file.filename, file.content)},
                auth=("__token__", self.key),
                timeout=60,
            )


@pytest.fixture(scope="module")
def deployed(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("deployed")
    shared = folder / "shared"
    shared.mkdir()
    with postgres_server.database() as url, ExitStack() as stack:
        replicas = []
        for name in ("a", "b"):
            place = folder / name
            place.mkdir()
            # Without an S3 storage replicas share a directory.
            (place / "data").symlink_to(shared)
            told = {
                "DATABASE_URL": url,
                "TRUSTED_PROXIES": "127.0.0.1",
                "BASE_URL": "https://localhost",
                "INTERNAL_SECRET": SECRET,
            }
            replicas.append(stack.enter_context(serving.serving(place / "data", **told)))
        (key,) = replicas[0].keys_shown
        upstreams = [replica.url.removeprefix("http://") for replica in replicas]
        (folder / "caddy").mkdir()
        proxy = stack.enter_context(caddy.before(upstreams, folder / "caddy"))
        yield Deployed(proxy, (replicas[0], replicas[1]), key)


def test_caddy_takes_the_file_as_it_is(tmp_path: Path) -> None:
    told = caddy.environment(tmp_path, ["registry-a:8080", "registry-b:8080"])
    for command in (["validate", "--adapter", "caddyfile", "--config"], ["fmt", "--diff"]):
        done = subprocess.run(
            [caddy.program(), *command, str(caddy.CADDYFILE)],
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_every_answer_has_the_headers_of_the_policy(deployed: Deployed) -> None:
    with deployed.client() as client:
        for path, status in (("/simple/", 200), ("/nothing", 404), ("/internal/x", 404)):
            answer = client.get(path)
            assert answer.status_code == status
            assert answer.headers.get_list("strict-transport-security") == [HSTS]
            assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
            assert answer.headers.get_list("x-frame-options") == ["DENY"]
            assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert {"server", "via"}.isdisjoint(answer.headers)
    plain = httpx.get(f"{deployed.proxy.plain_url}/simple/", trust_env=False)
    assert (plain.status_code, plain.headers["location"]) == (308, "https://localhost/simple/")
    assert "server" not in plain.headers


INSIDE = (
    "/internal/accounts/upsert",
    "/internal",
    "//internal/accounts/upsert",
    "/%69nternal/accounts/upsert",
    "/Internal/accounts/upsert",
    "/simple/../internal/accounts/upsert",
    "/simple/%2e%2e/internal/accounts/upsert",
    "/metrics",
    "/metrics/",
    "/%6Detrics",
    "/ready",
    "/ready/",
    "//ready",
    "/Read%79",
)


def test_what_is_for_the_inside_is_not_reached_whatever_the_spelling(deployed: Deployed) -> None:
    with httpx.Client(verify=deployed.proxy.context, trust_env=False) as client:
        for path in INSIDE:
            url = httpx.URL(deployed.proxy.url).copy_with(raw_path=path.encode())
            for method in ("GET", "POST"):
                answer = client.request(
                    method, url, headers={"x-internal-secret": SECRET}, content="{}"
                )
                assert answer.status_code == 404, path
                assert "devsper_" not in answer.text
        assert client.get(f"{deployed.proxy.url}/health").json() == {"status": "alive"}


def test_a_big_file_is_published_by_twine_and_installed_by_pip_and_uv(
    deployed: Deployed, name: str, tmp_path: Path
) -> None:
    payload = b"".join(bytes([number % 251]) * 1024 for number in range(BIG // 1024))
    file = wheel(name, "1.0", files={"demo_big/__init__.py": b"", "demo_big/data.bin": payload})
    assert upload(deployed, file, tmp_path).check()
    trusting = deployed.proxy.trusting
    for installer in ("pip", "uv"):
        place = places.environment(tmp_path / installer)
        index = f"{deployed.proxy.url}/simple/"
        command = {
            "pip": ("pip", "--python", str(place.folder), "install", "--index-url", index),
            "uv": ("uv", "pip", "install", "--python", str(place.folder), "--default-index", index),
        }[installer]
        run(installer, *command, name, cwd=tmp_path / installer, env=trusting).check()
        (installed,) = place.folder.glob("lib/python*/site-packages/demo_big/data.bin")
        assert installed.read_bytes() == payload


def upload(deployed: Deployed, file: Built, folder: Path, *options: str) -> Completed:
    (folder / "dist").mkdir(exist_ok=True)
    (folder / "dist" / file.filename).write_bytes(file.content)
    return run(
        *("twine", "twine", "upload", "--non-interactive", "--disable-progress-bar", *options),
        *("--repository-url", f"{deployed.proxy.url}/legacy/", "--username", "__token__"),
        *("--password", deployed.key, str(folder / "dist" / file.filename)),
        cwd=folder,
        env=deployed.proxy.trusting,
    )


def test_twine_behind_caddy_shows_the_sentence_of_a_refusal_when_it_is_verbose(
    deployed: Deployed, name: str, tmp_path: Path
) -> None:
    first = wheel(name, "1.0")
    assert deployed.publish(first).status_code == 200
    other = wheel(name, "1.0", files={"demo/other.py": b"OTHER = 1\n"})
    sentence = f"File already exists ('{other.filename}'"
    # HTTP/2 has no reason phrases, and Caddy passes on none of HTTP/1.1 either.
    quiet = upload(deployed, other, tmp_path)
    assert quiet.returncode == 1
    assert "400 Bad Request" in quiet.output
    assert sentence not in quiet.output
    assert sentence in upload(deployed, other, tmp_path, "--verbose").output


def test_a_client_cannot_say_who_it_is_or_what_its_request_is_called(deployed: Deployed) -> None:
    with deployed.client() as client:
        answer = client.get(
            "/simple/",
            headers={
                "x-forwarded-for": "203.0.113.9",
                "forwarded": "for=203.0.113.9",
                "x-request-id": "made-up-by-the-client",
            },
        )
    given = answer.headers["x-request-id"]
    assert given != "made-up-by-the-client"
    logs = "".join((r.data_dir.parent / "stderr.log").read_text() for r in deployed.replicas)
    assert given in logs
    assert "203.0.113.9" not in logs


def test_a_subscription_runs_over_a_websocket(deployed: Deployed, name: str) -> None:
    assert deployed.publish(wheel(name, "1.0")).status_code == 200
    address = deployed.proxy.url.replace("https", "wss") + "/graphql"
    query = f'subscription {{ packageEvents(name: "{name}") {{ action }} }}'
    with connect(
        address,
        ssl=deployed.proxy.context,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        proxy=None,
    ) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(timeout=20))["type"] == "connection_ack"
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
        assert deployed.publish(wheel(name, "2.0")).status_code == 200
        heard: list[str] = []
        # The examination of the first release may end meanwhile.
        while "release.created" not in heard:
            told = json.loads(socket.recv(timeout=20))
            assert told["type"] == "next"
            heard.append(told["payload"]["data"]["packageEvents"]["action"])
    assert set(heard) <= {"file.verified", "release.created"}


def test_a_replica_that_is_killed_costs_no_request_and_both_are_an_outage_with_a_sentence(
    deployed: Deployed, name: str
) -> None:
    with deployed.client() as client:
        first, second = deployed.replicas
        first.process.kill()
        for number in range(20):
            assert client.get("/simple/").status_code == 200
            if number % 5 == 0:
                taken = deployed.publish(wheel(name, f"1.{number}"))
                assert taken.status_code == 200, taken.text
        second.process.kill()
        answer = client.get("/simple/", timeout=30)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.text == "The registry does not answer at the moment: try again."
    assert answer.headers["strict-transport-security"] == HSTS
