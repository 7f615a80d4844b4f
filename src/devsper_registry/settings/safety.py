"""What the registry must not run with, and what production refuses beside that."""

from typing import TYPE_CHECKING

from devsper_registry.errors import SettingInvalid

if TYPE_CHECKING:
    from devsper_registry.settings import Settings

SHORTEST_SECRET = 32


def refuse_unsafe(settings: "Settings") -> None:
    """Raise `SettingInvalid`, naming the setting, where these values are unsafe together."""
    _require_names_for_tokens(settings)
    _require_a_way_round_the_pooler(settings)
    _require_bucket(settings)
    if settings.is_production:
        _require_strong_secrets(settings)
        _require_safe_links(settings)
        _require_decisions(settings)


def _require_names_for_tokens(settings: "Settings") -> None:
    """Refuse to believe tokens without knowing from whom and for whom they must be."""
    if settings.jwks_url is None and settings.jwt_secret is None:
        return
    for setting, value in (
        ("JWT_ISSUER", settings.jwt_issuer),
        ("JWT_AUDIENCE", settings.jwt_audience),
    ):
        if value is None:
            raise SettingInvalid(
                setting=setting,
                problem="must be set beside JWKS_URL or JWT_SECRET, to what the auth service "
                "writes into its tokens.",
            )


def _require_a_way_round_the_pooler(settings: "Settings") -> None:
    """Refuse to migrate through a pooler, where the lock against others would not hold."""
    if settings.database_pooler is None:
        return
    if settings.named_database is None:
        raise SettingInvalid(
            setting="DATABASE_POOLER",
            problem="is for a pgbouncer that DATABASE_URL names: set that, or leave it out.",
        )
    if settings.database_direct_url is None:
        raise SettingInvalid(
            setting="DATABASE_DIRECT_URL",
            problem="must name PostgreSQL itself beside DATABASE_POOLER=pgbouncer: migrations "
            "lock the database for a whole session, which pgbouncer does not give them.",
        )


def _require_bucket(settings: "Settings") -> None:
    """Refuse to keep files on the disk of somebody who thinks that they are in a bucket."""
    if settings.s3_bucket is None and (settings.s3_endpoint or settings.s3_public_endpoint):
        raise SettingInvalid(
            setting="S3_BUCKET",
            problem="must name the bucket beside S3_ENDPOINT and S3_PUBLIC_ENDPOINT.",
        )


def _require_safe_links(settings: "Settings") -> None:
    """Refuse plain HTTP where people fetch: the URL alone opens a private file.

    Between us and the storage it may be a network of our own, and no secret is sent there.
    """
    if settings.s3_bucket is None or not settings.redirects_downloads:
        return
    for setting, url in (
        ("S3_PUBLIC_ENDPOINT", settings.s3_public_endpoint),
        ("S3_ENDPOINT", None if settings.s3_public_endpoint else settings.s3_endpoint),
    ):
        if url is not None and not url.startswith("https://"):
            raise SettingInvalid(
                setting=setting,
                problem="must begin with https:// when ENV=production and files are fetched there: "
                "name an address with HTTPS in S3_PUBLIC_ENDPOINT, or set DOWNLOADS=proxy.",
            )


def _require_strong_secrets(settings: "Settings") -> None:
    if settings.jwks_url is not None and not settings.jwks_url.startswith("https://"):
        raise SettingInvalid(
            setting="JWKS_URL",
            problem="must begin with https:// when ENV=production: over plain HTTP anybody on "
            "the way could put his own keys in.",
        )
    for setting, secret in (
        ("JWT_SECRET", settings.jwt_secret),
        ("INTERNAL_SECRET", settings.internal_secret),
    ):
        if secret is not None and len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
            raise SettingInvalid(
                setting=setting,
                problem=f"must have at least {SHORTEST_SECRET} bytes when ENV=production: "
                "`openssl rand -base64 48` makes a good one.",
            )


def _require_decisions(settings: "Settings") -> None:
    """Refuse to guess what a team must have decided."""
    if settings.database_url is None:
        raise SettingInvalid(
            setting="DATABASE_URL",
            problem="must name a PostgreSQL when ENV=production, such as "
            "postgresql://user@db.example.com/registry, or 'embedded'.",
        )
    if "*" in settings.cors_allowed_origins:
        raise SettingInvalid(
            setting="CORS_ALLOWED_ORIGINS",
            problem="must name each origin when ENV=production: '*' would let every page "
            "on the web act for its visitors.",
        )
    if settings.anonymous_read is None:
        raise SettingInvalid(
            setting="ANONYMOUS_READ",
            problem="must be said when ENV=production: true lets everybody who reaches "
            "the registry read it, false asks for a key.",
        )
