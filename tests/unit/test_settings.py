"""Settings: what is refused names its variable, and production refuses what is only convenient."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from devsper_registry.backend import open_backend
from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import Env, Settings

PRODUCTION = {
    "env": Env.PRODUCTION,
    "database_url": SecretStr("postgresql://registry@db.example.com/registry"),
    "anonymous_read": False,
}


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "0", "PORT is not usable: Input should be greater than or equal to 1."),
        ("PORT", "http", "PORT is not usable: Input should be a valid integer, unable to parse "),
        ("ENV", "prod", "ENV is not usable: Input should be 'development' or 'production'."),
        ("MAX_UPLOAD_SIZE_MB", "-1", "MAX_UPLOAD_SIZE_MB is not usable: Input should be greater "),
        ("ANONYMOUS_READ", "perhaps", "ANONYMOUS_READ is not usable: Input should be a valid "),
        (
            "BASE_URL",
            "registry.example.com",
            "BASE_URL is not usable: must be an absolute URL such as https://registry.example.com.",
        ),
        *(
            (
                "TRUSTED_PROXIES",
                value,
                "TRUSTED_PROXIES is not usable: must be addresses and networks such as "
                "10.0.0.0/8, separated by commas.",
            )
            for value in ("proxy.example.com", "10.0.0.0/33", "10.0.0.1/8", "*")
        ),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    variable: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingInvalid) as refused:
        Settings.load()
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("left_out", "named"),
    [("database_url", "DATABASE_URL"), ("anonymous_read", "ANONYMOUS_READ")],
)
def test_production_asks_for_what_it_must_not_guess(left_out: str, named: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Settings.load(**{**PRODUCTION, left_out: None})
    assert str(refused.value).startswith(f"{named} must ")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"database_pooler": "pgbouncer"},
            "DATABASE_POOLER is for a pgbouncer that DATABASE_URL names: set that, or leave it "
            "out.",
        ),
        (
            {"database_pooler": "pgbouncer", "database_url": PRODUCTION["database_url"]},
            "DATABASE_DIRECT_URL must name PostgreSQL itself beside DATABASE_POOLER=pgbouncer: "
            "migrations lock the database for a whole session, which pgbouncer does not give "
            "them.",
        ),
        (
            {"database_pooler": "odyssey"},
            "DATABASE_POOLER is not usable: Input should be 'pgbouncer'.",
        ),
    ],
)
def test_a_pooler_needs_a_way_round_it(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Settings.load(**given)
    assert str(refused.value) == sentence


def test_production_starts_with_what_it_asks_for() -> None:
    assert Settings.load(**PRODUCTION).readable_by_all is False


def test_no_secret_shows_in_the_settings_as_text() -> None:
    settings = Settings.load(database_url=SecretStr("postgresql://u:hunter2@127.0.0.1/registry"))
    assert "hunter2" not in repr(settings)


@pytest.mark.anyio
async def test_the_embedded_database_can_be_asked_for_by_name_in_production(
    tmp_path: Path,
) -> None:
    asked = Settings.load(
        **{**PRODUCTION, "database_url": SecretStr("embedded"), "data_dir": tmp_path / "data"}
    )
    async with open_backend(asked) as backend:
        await backend.database.ping()
        assert (tmp_path / "data" / "postgres" / "PG_VERSION").exists()


SESSIONS = {
    "jwks_url": "https://auth.example.com/api/auth/jwks",
    "jwt_issuer": "https://auth.example.com",
    "jwt_audience": "https://registry.example.com",
}
LONG = SecretStr("a secret of 32 bytes or rather more")


def refused_start(**settings: object) -> str:
    with pytest.raises(SettingInvalid) as refused:
        Settings.load(**settings)
    return str(refused.value)


@pytest.mark.parametrize("setting", ["jwt_secret", "internal_secret"])
def test_production_refuses_a_short_secret_and_does_not_show_it(setting: str) -> None:
    sentence = refused_start(**PRODUCTION, **{**SESSIONS, setting: SecretStr("x" * 31)})
    assert sentence == (
        f"{setting.upper()} must have at least 32 bytes when ENV=production: "
        "`openssl rand -base64 48` makes a good one."
    )
    assert Settings.load(**PRODUCTION, **{**SESSIONS, setting: SecretStr("x" * 32)})


def test_production_refuses_every_origin_at_once() -> None:
    sentence = refused_start(**PRODUCTION, cors_allowed_origins=("*",))
    assert sentence == (
        "CORS_ALLOWED_ORIGINS must name each origin when ENV=production: '*' would let every page "
        "on the web act for its visitors."
    )


def test_production_refuses_a_key_set_over_plain_http() -> None:
    plain = {**SESSIONS, "jwks_url": "http://auth.example.com/api/auth/jwks"}
    assert refused_start(**PRODUCTION, **plain).startswith("JWKS_URL must begin with https:// ")
    assert Settings.load(**plain).jwks_url == plain["jwks_url"]
    assert Settings.load(**PRODUCTION, **SESSIONS).jwks_url == SESSIONS["jwks_url"]


@pytest.mark.parametrize("left_out", ["jwt_issuer", "jwt_audience"])
@pytest.mark.parametrize("source", [{"jwks_url": SESSIONS["jwks_url"]}, {"jwt_secret": LONG}])
def test_tokens_are_not_believed_without_their_issuer_and_audience(
    left_out: str, source: dict[str, object]
) -> None:
    names = {name: SESSIONS[name] for name in ("jwt_issuer", "jwt_audience") if name != left_out}
    assert refused_start(**source, **names) == (
        f"{left_out.upper()} must be set beside JWKS_URL or JWT_SECRET, to what the auth service "
        "writes into its tokens."
    )


@pytest.mark.parametrize(
    "url",
    [
        "auth.example.com/jwks",
        "ftp://auth.example.com/jwks",
        "file:///etc/passwd",
        "https://",
        "https://user:hunter2@auth.example.com/jwks",
        "https://auth.example.com/jwks#keys",
        "https://auth.example.com/a b",
        "",
    ],
)
def test_a_key_set_stands_at_a_plain_url(url: str) -> None:
    sentence = refused_start(**{**SESSIONS, "jwks_url": url})
    assert sentence == (
        "JWKS_URL is not usable: must be a URL without a user name, such as "
        "https://auth.example.com/api/auth/jwks."
    )


@pytest.mark.parametrize("setting", ["JWT_SECRET", "INTERNAL_SECRET", "JWT_ISSUER", "JWT_AUDIENCE"])
def test_an_empty_value_is_not_taken_for_a_secret_or_a_name(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, "")
    assert refused_start().startswith(f"{setting} is not usable: ")


@pytest.mark.parametrize(
    "url",
    [
        "s3.example.com",
        "http://my_s3:9000",
        "https://s3..example.com",
        "https://s3.example.com:99999",
        "https://s3.example.com:nine",
        "https://s3.example.com/files",
        "https://key:secret@s3.example.com",
    ],
)
@pytest.mark.parametrize("setting", ["S3_ENDPOINT", "S3_PUBLIC_ENDPOINT"])
def test_s3_is_at_a_host_that_there_could_be(setting: str, url: str) -> None:
    sentence = refused_start(s3_bucket="registry-files", **{setting.lower(): url})
    assert sentence == (
        f"{setting} is not usable: must be a scheme and a host, such as https://s3.example.com."
    )


@pytest.mark.parametrize(
    "url",
    ["http://s3:9000", "https://s3.example.com", "http://127.0.0.1:9000", "http://[::1]:9000"],
)
def test_s3_may_be_at_any_host_and_port(url: str) -> None:
    assert Settings.load(s3_bucket="registry-files", s3_endpoint=f"{url}/").s3_endpoint == url


def test_no_key_of_ours_shows_in_the_settings_as_text() -> None:
    settings = Settings.load(**SESSIONS, jwt_secret=LONG, internal_secret=LONG)
    assert LONG.get_secret_value() not in f"{settings!r} {settings} {settings.model_dump()}"
