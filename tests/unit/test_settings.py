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
