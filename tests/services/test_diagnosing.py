"""The doctor, on real parts: what it says when they are well, and when they are not."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from devsper_registry.services import diagnosing
from devsper_registry.services.diagnosing import State, Verdict, clocks, configured, machine
from devsper_registry.settings import Env, Settings
from tests import auth_service, postgres, valkey
from tests.acceptance.serving import free_port
from tests.doors.reading import opened
from tests.s3 import S3
from tests.worker.working import enqueue, rows

pytestmark = pytest.mark.anyio


def settings(database_url: str, folder: Path, **given: object) -> Settings:
    return Settings.load(
        database_url=SecretStr(database_url), data_dir=folder, anonymous_read=True, **given
    )


async def states(settings: Settings) -> dict[str, State]:
    return {verdict.check: verdict.state for verdict in await diagnosing.diagnose(settings)}


def of(check: str, verdicts: list[Verdict]) -> Verdict:
    return next(verdict for verdict in verdicts if verdict.check == check)


WELL = {
    "settings": State.OK,
    "confined": State.OK,
    "database": State.OK,
    "pg_trgm": State.OK,
    "migrations": State.OK,
    "jobs": State.OK,
    "clock": State.OK,
    "storage": State.OK,
    "disk": State.OK,
}


async def test_what_is_well_is_said_to_be_and_the_storage_is_left_as_it_was(
    database_url: str, tmp_path: Path
) -> None:
    assert await states(settings(database_url, tmp_path)) == WELL
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_a_database_without_tables_fails_by_its_revision(
    bare_database_url: str, tmp_path: Path
) -> None:
    verdicts = await diagnosing.diagnose(settings(bare_database_url, tmp_path))
    assert of("migrations", verdicts).state is State.FAIL
    assert of("migrations", verdicts).found.startswith(
        "The database lacks the revision '0001': run"
    )
    assert of("pg_trgm", verdicts).state is State.WARN


async def test_a_database_that_is_away_hides_nothing_else(tmp_path: Path) -> None:
    url = f"postgresql://registry@127.0.0.1:{free_port()}/registry"
    assert await states(settings(url, tmp_path)) == {
        "settings": State.OK,
        "confined": State.OK,
        "database": State.FAIL,
        "storage": State.OK,
        "disk": State.OK,
    }


async def test_jobs_that_nobody_does_and_those_held_are_warned_of(
    database_url: str, tmp_path: Path
) -> None:
    given = settings(database_url, tmp_path)

    async def verdict() -> Verdict:
        return of("jobs", await diagnosing.diagnose(given))

    async with opened(database_url, tmp_path / "other") as registry:
        await enqueue(registry, {}, {})
    assert await verdict() == Verdict("jobs", State.OK, "2 wait, 0 run and 0 are held.")
    await rows(database_url, "UPDATE pgqueuer SET status = 'failed' WHERE id = 1")
    found = await verdict()
    assert (found.state, found.found) == (State.WARN, "1 wait, 0 run and 1 are held.")
    await rows(database_url, "UPDATE pgqueuer SET execute_after = now() - interval '1 hour'")
    found = await verdict()
    assert found.state is State.WARN
    assert found.found.startswith("1 wait, 0 run and 1 are held; one has been due for 36")


async def test_a_server_without_room_for_one_more_process_is_warned_of(
    postgres_server: postgres.Server, database_url: str, tmp_path: Path
) -> None:
    given = settings(database_url, tmp_path)
    verdict = of("database", await diagnosing.diagnose(given))
    assert (verdict.state, verdict.remedy) == (State.OK, "")
    assert " of 497 connections are in use, and a process of the registry holds up to " in (
        verdict.found
    )


async def test_a_storage_that_takes_nothing_fails(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    verdicts = await diagnosing.diagnose(settings(database_url, tmp_path))
    problem = f"DATA_DIR {tmp_path}/files cannot be written (Not a directory)"
    told = f"{problem}: correct that, or choose another one."
    assert of("storage", verdicts) == Verdict("storage", State.FAIL, told)


async def test_a_bucket_is_tried_and_a_wrong_one_named(
    database_url: str, tmp_path: Path, bucket: S3
) -> None:
    def given(**named: str) -> Settings:
        told = {name.lower(): value for name, value in {**bucket.settings, **named}.items()}
        return settings(database_url, tmp_path, **told)

    assert await states(given()) == WELL
    assert bucket.keys() == []
    assert of("storage", await diagnosing.diagnose(given(S3_BUCKET="nobodys-files"))) == Verdict(
        "storage",
        State.FAIL,
        "S3_BUCKET names 'nobodys-files', and there is no such bucket: create it, or correct it.",
    )
    away = f"http://127.0.0.1:{free_port()}"
    verdict = of("storage", await diagnosing.diagnose(given(S3_ENDPOINT=away)))
    assert verdict.state is State.FAIL
    assert verdict.found.startswith(f"S3_ENDPOINT {away} does not answer (")


def test_a_machine_that_does_not_confine_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "sparc64")
    (verdict,) = machine.examine()
    assert (verdict.state, verdict.found) == (
        State.WARN,
        "Examinations have no filter of system calls for sparc64.",
    )


async def test_redis_is_asked_and_named(database_url: str, tmp_path: Path) -> None:
    with valkey.running(tmp_path) as redis:
        given = settings(database_url, tmp_path, redis_url=SecretStr(redis.url))
        verdict = of("redis", await diagnosing.diagnose(given))
        assert verdict.state is not State.FAIL
        assert verdict.found.startswith("Valkey ")
        redis.kill()
        verdict = of("redis", await diagnosing.diagnose(given))
        assert (verdict.state, verdict.found) == (
            State.FAIL,
            "It does not answer (ConnectionError).",
        )


async def test_a_key_set_is_tried_and_its_clock_compared(database_url: str, tmp_path: Path) -> None:
    with auth_service.serving(auth_service.ec_key()) as service:
        given = settings(
            database_url,
            tmp_path,
            jwks_url=service.jwks_url,
            jwt_issuer=auth_service.ISSUER,
            jwt_audience=auth_service.AUDIENCE,
        )
        verdicts = await diagnosing.diagnose(given)
        assert of("jwks", verdicts).found == f"1 usable key, asked for at {service.jwks_url}."
        assert [v.state for v in verdicts if v.check == "clock"] == [State.OK, State.OK]
        service.keys = []
        verdict = of("jwks", await diagnosing.diagnose(given))
        assert (verdict.state, verdict.found) == (
            State.FAIL,
            "JWKS_URL is not usable (there is no RS256 or ES256 key in it).",
        )


@contextmanager
def behind_tls(folder: Path) -> Iterator[str]:
    """A server whose certificate nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def certificate(folder: Path) -> Path:
    """Write a certificate that nobody trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


async def test_the_own_address_is_reached_as_the_clients_reach_it(
    database_url: str, tmp_path: Path
) -> None:
    async def verdict(base_url: str) -> Verdict:
        given = settings(database_url, tmp_path, base_url=base_url)
        return of("address", await diagnosing.diagnose(given))

    with auth_service.serving() as service:
        url = service.url
        assert await verdict(url) == Verdict("address", State.OK, f"{url} leads here.")
        service.behaviour = partial(auth_service.answer, content=b"", status=502)
        found = await verdict(url)
        assert (found.state, found.found) == (
            State.WARN,
            f"BASE_URL {url} answers /health with 502.",
        )
    assert (await verdict(url)).state is State.WARN
    with behind_tls(tmp_path) as url:
        found = await verdict(url)
        assert found.state is State.FAIL
        assert found.found.startswith(f"BASE_URL {url} shows no certificate that is trusted here (")


@pytest.mark.parametrize(
    ("seconds", "state", "found"),
    [
        (0.5, State.OK, "This clock is 0.5 s ahead of the database's."),
        (-3, State.WARN, "This clock is 3.0 s behind the database's."),
        (31, State.FAIL, "This clock is 31.0 s ahead of the database's."),
    ],
)
def test_clocks_that_are_apart(seconds: float, state: State, found: str) -> None:
    theirs = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    verdict = clocks.compare("the database's", theirs, theirs + timedelta(seconds=seconds))
    assert (verdict.state, verdict.found) == (state, found)


def test_production_is_told_what_it_leaves_open(tmp_path: Path) -> None:
    bare = settings("postgresql://registry@db.example.com/registry", tmp_path, env=Env.PRODUCTION)
    assert [verdict.found for verdict in configured.examine(bare)] == [
        "BASE_URL is not set to an https:// address.",
        "TRUSTED_PROXIES is not set.",
        "REDIS_URL is not set.",
        "INTERNAL_SECRET is not set.",
    ]
    whole = bare.model_copy(
        update={
            "base_url": "https://registry.example.com",
            "trusted_proxies": ("10.0.0.0/8",),
            "redis_url": SecretStr("redis://cache.example.com"),
            "internal_secret": SecretStr("s" * 32),
        }
    )
    assert configured.examine(whole) == [
        Verdict("settings", State.OK, "ENV=production, and nothing is left open.")
    ]
