"""The settings, from the environment and `.env`; a wrong value stops the start by its name."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from devsper_registry.errors import SettingInvalid

MEGABYTE = 1024 * 1024
_ORIGIN = re.compile(r"https?://[^/\s?#@]+")


class Env(StrEnum):
    """Where it runs; production refuses what is only convenient."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """One value a setting, named as in the environment; unset means the embedded default."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    env: Env = Env.DEVELOPMENT
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    base_url: str | None = None
    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    max_upload_size_mb: Annotated[int, Field(ge=1, le=10 * 1024)] = 100
    anonymous_read: bool | None = None
    # Pages of these origins may open a WebSocket here.
    cors_allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    graphql_introspection: bool | None = None
    graphiql: bool | None = None
    graphql_trusted_documents: Path | None = None
    graphql_trusted_documents_only: bool = False

    @field_validator("base_url")
    @classmethod
    def _absolute_without_slash(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must be an absolute URL such as https://registry.example.com")
        return value.rstrip("/")

    @field_validator("cors_allowed_origins", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip() for origin in value.split(",") if origin.strip())
        return value

    @field_validator("cors_allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError("must be origins such as https://packages.example.com")
        return value

    @property
    def introspection_allowed(self) -> bool:
        """Whether the schema may be asked for: in development, unless the setting says so."""
        return self._by_env(self.graphql_introspection)

    @property
    def graphiql_shown(self) -> bool:
        """Whether a browser is shown GraphiQL: in development, unless the setting says so."""
        return self._by_env(self.graphiql)

    def _by_env(self, value: bool | None) -> bool:
        return self.env is Env.DEVELOPMENT if value is None else value

    @property
    def max_upload_size(self) -> int:
        """The largest file taken, in bytes."""
        return self.max_upload_size_mb * MEGABYTE

    @property
    def readable_by_all(self) -> bool:
        """Whether a stranger may read public packages."""
        return True if self.anonymous_read is None else self.anonymous_read

    @classmethod
    def load(cls, **given: object) -> Self:
        """Read the environment; raise `SettingInvalid` naming the first variable that is wrong."""
        try:
            settings = cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            setting = str(first["loc"][0]).upper() if first["loc"] else "A setting"
            problem = first["msg"].removeprefix("Value error, ")
            raise SettingInvalid(setting=setting, problem=f"is not usable: {problem}.") from None
        return settings.safe()

    def safe(self) -> Self:
        """Return itself, or refuse what production must not run with."""
        if self.env is Env.PRODUCTION:
            if self.database_url is None:
                raise SettingInvalid(
                    setting="DATABASE_URL",
                    problem="must name a PostgreSQL when ENV=production, such as "
                    "postgresql://user@db.example.com/registry, or 'embedded'.",
                )
            if "*" in self.cors_allowed_origins:
                raise SettingInvalid(
                    setting="CORS_ALLOWED_ORIGINS",
                    problem="must name each origin when ENV=production: '*' would let every page "
                    "on the web act for its visitors.",
                )
            if self.anonymous_read is None:
                raise SettingInvalid(
                    setting="ANONYMOUS_READ",
                    problem="must be said when ENV=production: true lets everybody who reaches "
                    "the registry read it, false asks for a key.",
                )
        return self
