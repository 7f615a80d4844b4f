"""What this machine does not do for the registry, whatever is set."""

from devsper_registry.inspecting import confinement
from devsper_registry.services.diagnosing.verdict import Verdict

CHECK = "confined"


def examine() -> list[Verdict]:
    """Say whether what reads uploads can be held to reading."""
    missing = confinement.missing()
    if missing is None:
        return [Verdict.ok(CHECK, "Files are read by processes that may do nothing else.")]
    return [
        Verdict.warn(
            CHECK,
            missing,
            "Run it on Linux (x86-64 or aarch64) wherever strangers publish: elsewhere memory "
            "and time alone are limited.",
        )
    ]
