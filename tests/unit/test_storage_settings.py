"""Settings of the storage: what is refused names its variable, and what production refuses."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import Env, Settings

PRODUCTION = {
    "env": Env.PRODUCTION,
    "database_url": SecretStr("postgresql://registry@db.example.com/registry"),
    "anonymous_read": False,
    "s3_bucket": "registry-files",
}
NO_ORIGIN = "is not usable: must be a scheme and a host, such as https://s3.example.com."
UNSAFE = (
    "must begin with https:// when ENV=production and files are fetched there: "
    "name an address with HTTPS in S3_PUBLIC_ENDPOINT, or set DOWNLOADS=proxy."
)


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refused_start(**settings: object) -> str:
    with pytest.raises(SettingInvalid) as refused:
        Settings.load(**settings)
    return str(refused.value)


@pytest.mark.parametrize("name", ["", "ab", "a/b", "../files", "files?x", "-files", "a" * 256])
def test_a_bucket_has_a_name_of_s3s(name: str) -> None:
    assert refused_start(s3_bucket=name) == (
        "S3_BUCKET is not usable: must be the name of a bucket, such as registry-files."
    )


@pytest.mark.parametrize("setting", ["s3_endpoint", "s3_public_endpoint"])
@pytest.mark.parametrize(
    "url",
    [
        "s3.example.com",
        "ftp://s3.example.com",
        "https://",
        "https://s3.example.com/bucket",
        "https://key:secret@s3.example.com",
        "https://s3.example.com?region=x",
        "https://s3.example.com\nX: y",
    ],
)
def test_an_endpoint_is_a_scheme_and_a_host(setting: str, url: str) -> None:
    sentence = refused_start(**{"s3_bucket": "registry-files", setting: url})
    assert sentence == f"{setting.upper()} {NO_ORIGIN}"


def test_an_endpoint_loses_the_slash_behind_it() -> None:
    settings = Settings.load(s3_bucket="registry-files", s3_endpoint="http://127.0.0.1:9000/")
    assert settings.s3_endpoint == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("variable", "value", "choices"),
    [
        ("S3_ENCRYPTION", "AES", "'none', 'AES256' or 'aws:kms'"),
        ("DOWNLOADS", "direct", "'redirect' or 'proxy'"),
    ],
)
def test_a_choice_that_there_is_not_is_refused_with_those_there_are(
    variable: str, value: str, choices: str
) -> None:
    sentence = refused_start(**{variable.lower(): value})
    assert sentence == f"{variable} is not usable: Input should be {choices}."


@pytest.mark.parametrize("setting", ["s3_endpoint", "s3_public_endpoint"])
def test_an_endpoint_without_a_bucket_is_a_bucket_forgotten(setting: str) -> None:
    assert refused_start(**{setting: "https://s3.example.com"}) == (
        "S3_BUCKET must name the bucket beside S3_ENDPOINT and S3_PUBLIC_ENDPOINT."
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"s3_endpoint": "http://s3.internal"}, "S3_ENDPOINT"),
        (
            {"s3_endpoint": "https://s3.internal", "s3_public_endpoint": "http://s3.example.com"},
            "S3_PUBLIC_ENDPOINT",
        ),
    ],
)
def test_production_sends_nobody_over_plain_http(given: dict[str, str], named: str) -> None:
    assert refused_start(**PRODUCTION, **given) == f"{named} {UNSAFE}"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"s3_endpoint": "https://s3.example.com"},
        {"s3_endpoint": "http://s3.internal", "s3_public_endpoint": "https://s3.example.com"},
        {"s3_endpoint": "http://s3.internal", "downloads": "proxy"},
    ],
)
def test_production_takes_plain_http_where_nobody_is_sent(given: dict[str, str]) -> None:
    assert Settings.load(**PRODUCTION, **given).s3_bucket == "registry-files"


@pytest.mark.parametrize(
    ("given", "encryption"),
    [
        ({"s3_bucket": "registry-files"}, None),
        ({"s3_bucket": "registry-files", "s3_encryption": "aws:kms"}, "aws:kms"),
        (PRODUCTION, "AES256"),
        ({**PRODUCTION, "s3_encryption": "none"}, None),
    ],
)
def test_objects_are_encrypted_in_production_unless_told(
    given: dict[str, object], encryption: str | None
) -> None:
    assert Settings.load(**given).object_encryption == encryption
