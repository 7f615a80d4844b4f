"""How an inspecting process tells what it has found: JSON, which its reader cannot run."""

import base64
import json
from dataclasses import asdict

from devsper_registry.distribution import Inspection
from devsper_registry.errors import RegistryError
from devsper_registry.inspecting.messages import Answer, Failure


def told(answer: Answer) -> bytes:
    """Return the answer for `hearing.heard`."""
    return json.dumps(_plain(answer)).encode()


def _plain(answer: Answer) -> dict[str, object]:
    if isinstance(answer, Failure):
        return asdict(answer)
    if isinstance(answer, RegistryError):
        facts = {name: _fact(value) for name, value in answer.facts.items()}
        return {"code": answer.code, "facts": facts}
    return _found(answer)


def _fact(value: object) -> object:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return value if isinstance(value, int) else str(value)


def _found(inspection: Inspection) -> dict[str, object]:
    # The rest of an inspection follows from these and the filename, which the server knows.
    return {
        "metadata": asdict(inspection.metadata),
        "metadata_content": base64.b64encode(inspection.metadata_content).decode(),
        "description_html": inspection.description_html,
        "licence_files": inspection.licence_files,
        "sbom_files": inspection.sbom_files,
        "entry_points": inspection.entry_points,
        "data_directories": inspection.data_directories,
        "warnings": inspection.warnings,
    }
