"""What the settings leave open. Wrong ones have stopped the command before."""

from collections.abc import Iterator

from devsper_registry.services.diagnosing.verdict import Verdict
from devsper_registry.settings import Settings

CHECK = "settings"


def examine(settings: Settings) -> list[Verdict]:
    """Judge the settings by themselves: nothing is asked of anybody."""
    left_open = list(_left_open(settings)) if settings.is_production else []
    if left_open:
        return left_open
    return [Verdict.ok(CHECK, f"ENV={settings.env}, and nothing is left open.")]


def _left_open(settings: Settings) -> Iterator[Verdict]:
    if not settings.is_https:
        yield Verdict.warn(
            CHECK,
            "BASE_URL is not set to an https:// address.",
            "Set it to where people reach the registry: links, cookies and HSTS depend on it.",
        )
    if not settings.trusted_proxies:
        yield Verdict.warn(
            CHECK,
            "TRUSTED_PROXIES is not set.",
            "Name the proxy's network: until then all clients behind it count as one address.",
        )
    if settings.named_database is None:
        return
    # Several processes may be on this database.
    if settings.redis_url is None:
        yield Verdict.warn(
            CHECK,
            "REDIS_URL is not set.",
            "Set it where there is more than one replica: each counts its limits for itself.",
        )
    if settings.internal_secret is None:
        yield Verdict.warn(
            CHECK,
            "INTERNAL_SECRET is not set.",
            "Set it, the same on every replica: the journal's hashes of one address differ from "
            "replica to replica.",
        )
