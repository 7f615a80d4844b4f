"""pip-audit, which asks an OSV service about pinned requirements."""

from pathlib import Path

from tests.clients.command import Completed, run


def audit(folder: Path, service: str, *requirements: str) -> Completed:
    """Run `pip-audit` over these requirements and nothing that they require."""
    listed = folder / "requirements.txt"
    listed.write_text("\n".join(requirements))
    return run(
        *("pip-audit", "pip-audit", "--requirement", str(listed), "--no-deps", "--disable-pip"),
        *("--vulnerability-service", "osv", "--osv-url", f"{service}/v1/query"),
        *("--progress-spinner", "off", "--format", "json"),
        cwd=folder,
    )
