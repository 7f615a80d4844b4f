"""The settings, from the environment and `.env`; a wrong value stops the start by its name."""

import re
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self

from limits import RateLimitItem, parse_many
from packaging.utils import NormalizedName
from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import values
from devsper_registry.settings.safety import refuse_unsafe

MEGABYTE = 1024 * 1024
# DATABASE_URL may ask by name for what is used when it is unset.
EMBEDDED = "embedded"
_PLAIN_URL = re.compile(r"https?://[^/\s?#@]+(/[^\s#]*)?")
_PUBLISHER = re.compile(r"(github|gitlab|google):[^\s:,]+")
_REDIS = re.compile(r"(rediss?|valkeys?)://.+|unix://.+")

Rates = Annotated[str, AfterValidator(values.rates)]
Origin = Annotated[str, AfterValidator(values.origin)]


class Env(StrEnum):
    """Where it runs; production refuses what is only convenient."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """One value a setting, named as in the environment; unset means the embedded default.

    What stands below a setting is its line in docs/settings.md.
    """

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, use_attribute_docstrings=True
    )

    env: Env = Env.DEVELOPMENT
    """`production` refuses what is only convenient, and says so by name."""
    host: str = "127.0.0.1"
    """The address on which it listens."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    """The port on which it listens."""
    base_url: str | None = None
    """Where people reach it, such as `https://registry.example.com`."""
    frontend_url: str | None = None
    """The web frontend; people let devices in at its `/device`, without one at ours."""
    homepage_url: str | None = None
    """A site whose pages may act here for their visitors, as those of the two above may."""
    cors_allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Further origins whose pages may act here for their visitors, separated by commas."""
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """Addresses and networks (`10.0.0.0/8,192.0.2.7`) whose `X-Forwarded-For`, `X-Forwarded-Proto`
    and `X-Request-Id` are believed."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that serve on the port, kept going by a parent; limits without `REDIS_URL` are
    counted by each, `INSPECTION_WORKERS` are shared out, and one of them does jobs."""
    drain_seconds: Annotated[float, Field(ge=0, le=3600)] = 0
    """How long `/ready` answers 503 before a stop begins, in seconds: longer than a load balancer
    takes to see it."""

    data_dir: Path = Path("data")
    """Files, and the database where none is named; uploads on their way."""
    database_url: SecretStr | None = None
    """`postgresql://user:password@db.example.com/registry`, PostgreSQL 15 or newer; `embedded`, as
    without it, is one of its own in `DATA_DIR`."""
    database_pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    """Connections that each process holds to write, and as many to read."""
    database_connect_timeout: Annotated[float, Field(gt=0, le=300)] = 10
    """Seconds for a connection to be made."""
    database_statement_timeout: Annotated[float, Field(ge=1, le=3600)] = 30
    """Seconds for a statement to end."""
    database_pooler: Literal["pgbouncer"] | None = None
    """Said where `DATABASE_URL` leads to a pgbouncer in transaction mode."""
    database_direct_url: SecretStr | None = None
    """PostgreSQL itself, for migrations and listening; needed beside `DATABASE_POOLER`."""

    s3_bucket: Annotated[str, AfterValidator(values.bucket)] | None = None
    """Keeps files in this bucket instead of `DATA_DIR`: see [files in S3](storage.md)."""
    s3_region: Annotated[str, Field(min_length=1)] | None = None
    """The bucket's region; without it, what the AWS libraries find by themselves."""
    s3_endpoint: Origin | None = None
    """Another implementation than AWS: `https://s3.example.com`."""
    s3_public_endpoint: Origin | None = None
    """Where people reach that, if it is elsewhere for them."""
    s3_encryption: Literal["none", "AES256", "aws:kms"] | None = None
    """How the bucket is told to encrypt: by itself `AES256` in production, `none` in
    development."""
    s3_kms_key_id: Annotated[str, Field(min_length=1)] | None = None
    """The key for `aws:kms`, if it is not the bucket's own."""
    downloads: Literal["redirect", "proxy"] = "redirect"
    """Whether people are sent to the bucket for files, by URLs that end soon, or get them here."""

    max_upload_size_mb: Annotated[int, Field(ge=1, le=10 * 1024)] = 100
    """The largest file taken, in MB."""
    max_files_per_release: Annotated[int, Field(ge=1)] = 1000
    """How many files a release has at most."""
    max_package_size_mb: Annotated[int, Field(ge=1)] = 10 * 1024
    """What the files of a package take together, in MB."""
    # The limits of an account do not bind administrators, who import whole indexes.
    max_account_size_mb: Annotated[int, Field(ge=1)] | None = None
    """What an account's files take together, in MB, without a limit by itself; does not bind
    administrators."""
    max_new_packages_per_hour: Annotated[int, Field(ge=1)] = 100
    """How many packages an account creates; does not bind administrators."""
    inspection_workers: Annotated[int, Field(ge=1, le=64)] = 2
    """Uploads inspected at once, each in a process of some 35 MB while there are any."""
    worker: Literal["embedded", "off"] = "embedded"
    """`off` keeps `serve` from doing [jobs](worker.md): `devsper-registry worker` must run then."""
    worker_jobs: Annotated[int, Field(ge=2, le=64)] = 4
    """Jobs that a worker runs at once."""
    worker_heartbeat_seconds: Annotated[float, Field(ge=1, le=3600)] = 15
    """Without a sign of life for so long, a worker's jobs go to others."""
    worker_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Where `devsper-registry worker` answers `/health`, `/ready` and [`/metrics`](metrics.md), on
    `HOST`; without it nowhere."""
    verification_workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Files examined at once by each process that does jobs; uploads and pages come before them."""
    verification_policy: Path | None = None
    """A file that says [what becomes of what is found in files](verification-policy.md)."""
    attestation_trust_root: Annotated[str, Field(min_length=1)] | None = None
    """What [attestations](attestations.md) must lead back to: `sigstore`, the public instance, or
    the path of a `trusted_root.json`; without it they are left aside. Needs the extra
    `attestations`."""
    attestation_publishers: Annotated[tuple[str, ...], NoDecode] = ()
    """Whose attestations are taken, such as `github:acme/*,google:robot@acme.example.com`; without
    it, everybody's."""
    prohibited_names: Annotated[frozenset[NormalizedName], NoDecode] = frozenset()
    """Names that no new package may have: `a,b`, or the path of a file with one a line."""
    reserved_prefixes: Annotated[tuple[NormalizedName, ...], NoDecode] = ()
    """Beginnings of names that administrators alone create, written likewise: `acme`. A stranger
    hears 401 below them, whether there is such a package or not."""
    allow_linux_tags: bool = True
    """Whether wheels for plain `linux_*` are taken."""
    allow_local_versions: bool = True
    """Whether versions such as `1.0+local` are taken."""
    allow_direct_references: bool = False
    """Whether metadata may have `name @ URL`."""
    allow_unknown_classifiers: bool = False
    """Whether metadata may have classifiers that nobody knows."""

    anonymous_read: bool | None = None
    """Whether reading needs no key: by itself so in development; production must say."""
    default_visibility: Literal["public", "private"] = "public"
    """Who sees a new package, until its owners say otherwise."""
    jwks_url: str | None = None
    """The key set of the auth service whose sessions are taken (RS256, ES256); https in production.
    See [signing in](signing-in.md)."""
    jwt_issuer: Annotated[str, Field(min_length=1, max_length=512)] | None = None
    """The issuer that its tokens must name; needed beside `JWKS_URL` or `JWT_SECRET`."""
    jwt_audience: Annotated[str, Field(min_length=1)] | None = None
    """The audience that its tokens must name; needed likewise."""
    jwt_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    """Takes HS256 tokens of an older system, only where no `JWKS_URL` is set; 32 bytes or more in
    production."""
    # Replicas share it: the journal's addresses are hashed with it.
    internal_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    """Opens [`/internal/*`](internal.md) to the auth service, and keys the hashes of addresses in
    the journal; 32 bytes or more in production, the same on every replica."""

    redis_url: SecretStr | None = None
    """Where replicas count limits together: `redis://cache.example.com:6379/0`; without it each for
    itself."""
    rate_limit_rps: Rates = "10/second"
    """Requests that have no limit of their own."""
    rate_limit_install: Rates = "60000/minute"
    """Pages of the simple index, and files."""
    rate_limit_search: Rates = "60/minute"
    """Searches."""
    rate_limit_upload: Rates = "10/minute"
    """Uploads that are refused."""
    rate_limit_publish: Rates = "600/minute"
    """Uploads with a key."""
    rate_limit_device: Rates = "5/minute"
    """Device logins that are begun."""
    rate_limit_login: Rates = "10/minute"
    """Wrong credentials, by address."""

    graphiql: bool | None = None
    """Whether a browser is shown GraphiQL: by itself in development."""
    graphql_introspection: bool | None = None
    """Whether the schema may be asked for: by itself in development."""
    graphql_trusted_documents: Path | None = None
    """A manifest of other trusted documents: JSON, SHA-256 to text."""
    graphql_trusted_documents_only: bool = False
    """Whether no operations but trusted documents are run: those of `frontend-contract/`."""

    log_format: LogFormat | None = None
    """`json` is one object a line, by itself in production; `console` is to be read."""
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    """Opens [`/metrics`](metrics.md) as a Bearer token; without it only development shows them."""
    otel_exporter_otlp_endpoint: str | None = None
    """Sends [traces](metrics.md#traces) of requests and statements to this OTLP/HTTP collector;
    needs the extra `otel`."""

    @field_validator("base_url", "frontend_url", "homepage_url")
    @classmethod
    def _absolute_without_slash(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must be an absolute URL such as https://registry.example.com")
        return value.rstrip("/")

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        if value is not None and not _PLAIN_URL.fullmatch(value):
            raise ValueError(
                "must be a URL without a user name, such as http://collector.example.com:4318"
            )
        return value

    @field_validator("jwks_url")
    @classmethod
    def _plain_url(cls, value: str | None) -> str | None:
        if value is not None and not _PLAIN_URL.fullmatch(value):
            raise ValueError(
                "must be a URL without a user name, such as https://auth.example.com/api/auth/jwks"
            )
        return value

    @field_validator("redis_url")
    @classmethod
    def _of_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _REDIS.fullmatch(value.get_secret_value()):
            raise ValueError("must be a URL such as redis://cache.example.com:6379/0")
        return value

    @field_validator(
        "cors_allowed_origins", "trusted_proxies", "attestation_publishers", mode="before"
    )
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies", mode="wrap")
    @classmethod
    def _networks(
        cls, value: object, read: ValidatorFunctionWrapHandler
    ) -> tuple[IPv4Network | IPv6Network, ...]:
        try:
            networks: tuple[IPv4Network | IPv6Network, ...] = read(value)
        except ValidationError:
            raise ValueError(
                "must be addresses and networks such as 10.0.0.0/8, separated by commas"
            ) from None
        return networks

    @field_validator("cors_allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin != "*" and not values.ORIGIN.fullmatch(origin):
                raise ValueError("must be origins such as https://packages.example.com")
        return value

    @field_validator("attestation_publishers")
    @classmethod
    def _publishers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for publisher in value:
            if not _PUBLISHER.fullmatch(publisher):
                raise ValueError(
                    "must be publishers such as github:acme/*, gitlab:acme/demo or "
                    "google:robot@acme.example.com, separated by commas"
                )
        return value

    @field_validator("prohibited_names", "reserved_prefixes", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        # No package name has a slash in it.
        lines = values.lines(Path(value)) if "/" in value else value.split(",")
        return [values.name(line) for line in lines if line.strip()]

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
    def people_sign_in(self) -> bool:
        """Whether there are sessions: without them, a key is all that a person has."""
        return self.jwks_url is not None or self.jwt_secret is not None

    @property
    def rates(self) -> dict[str, list[RateLimitItem]]:
        """The rates of all settings that limit one, by the setting."""
        named = [name for name in type(self).model_fields if name.startswith("rate_limit_")]
        return {name: parse_many(getattr(self, name)) for name in named}

    @property
    def log_lines(self) -> LogFormat:
        """How the log is written: readable in development, unless the setting says so."""
        if self.log_format is not None:
            return self.log_format
        return LogFormat.CONSOLE if self.env is Env.DEVELOPMENT else LogFormat.JSON

    @property
    def is_https(self) -> bool:
        """Whether people come by HTTPS, whatever this process sees of the way."""
        return self.base_url is not None and self.base_url.startswith("https://")

    @property
    def browser_origins(self) -> tuple[str, ...]:
        """Whose pages may act here for their visitors, with their credentials."""
        own = (self.base_url, self.frontend_url, self.homepage_url)
        return (*filter(None, own), *self.cors_allowed_origins)

    @property
    def is_production(self) -> bool:
        """Whether what is only convenient is refused."""
        return self.env is Env.PRODUCTION

    @property
    def named_database(self) -> str | None:
        """The URL of the database to use; None for the embedded one, also where asked for."""
        url = None if self.database_url is None else self.database_url.get_secret_value()
        return None if url == EMBEDDED else url

    @property
    def most_connections(self) -> int:
        """How many connections to the database all processes of this machine hold at most."""
        return 2 * self.database_pool_size * (self.workers + 1)

    @property
    def direct_database(self) -> str | None:
        """The URL of PostgreSQL itself; None for the embedded one."""
        direct = self.database_direct_url
        return self.named_database if direct is None else direct.get_secret_value()

    @property
    def object_encryption(self) -> str | None:
        """What S3 is told of encrypting objects: in production AES256, unless the setting says."""
        said = self.s3_encryption or ("AES256" if self.is_production else "none")
        return None if said == "none" else said

    @property
    def redirects_downloads(self) -> bool:
        """Whether people are sent to the storage for files, where it has addresses for them."""
        return self.downloads == "redirect"

    @property
    def max_upload_size(self) -> int:
        """The largest file taken, in bytes."""
        return self.max_upload_size_mb * MEGABYTE

    @property
    def max_package_size(self) -> int:
        """How much the files of a package may take together, in bytes."""
        return self.max_package_size_mb * MEGABYTE

    @property
    def max_account_size(self) -> int | None:
        """How much the files that an account published may take together, in bytes."""
        return None if self.max_account_size_mb is None else self.max_account_size_mb * MEGABYTE

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
        refuse_unsafe(settings)
        return settings
