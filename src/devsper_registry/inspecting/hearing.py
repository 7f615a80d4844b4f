"""What the server makes of an answer: it comes from where hostile files are read, so it may be
anything, and becomes nothing but facts."""

from dataclasses import dataclass

from pydantic import Base64Bytes, TypeAdapter

from devsper_registry.distribution import Inspection, identity, parse_filename
from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.errors import CATALOGUE, RegistryError
from devsper_registry.inspecting.messages import Answer, Failure, Job
from devsper_registry.inspecting.process import NotAnAnswer


@dataclass(frozen=True)
class _Refusal:
    code: str
    facts: dict[str, int | str | list[str]]


@dataclass(frozen=True)
class _Found:
    metadata: CoreMetadata
    metadata_content: Base64Bytes
    description_html: str | None
    licence_files: tuple[str, ...]
    sbom_files: tuple[str, ...]
    entry_points: dict[str, dict[str, str]]
    data_directories: tuple[str, ...]
    warnings: list[str]


_ANSWER: TypeAdapter[_Found | _Refusal | Failure] = TypeAdapter(_Found | _Refusal | Failure)


def heard(answer: bytes, *, of: Job) -> Answer:
    """Return the answer that `telling.told` has written; raise `NotAnAnswer`."""
    try:
        found = _ANSWER.validate_json(answer)
        if isinstance(found, Failure):
            return found
        if isinstance(found, _Refusal):
            return CATALOGUE[found.code](**found.facts)
        return _inspection(found, of=of)
    except (ValueError, KeyError, TypeError, RegistryError):
        raise NotAnAnswer from None


def _inspection(found: _Found, *, of: Job) -> Inspection:
    filename = parse_filename(of.filename, policy=of.policy)
    name, version = identity.check(found.metadata, filename)
    return Inspection(
        filename=filename,
        name=found.metadata.name,
        normalized_name=name,
        version=version,
        metadata_content=found.metadata_content,
        metadata=found.metadata,
        description_html=found.description_html,
        licence_files=found.licence_files,
        sbom_files=found.sbom_files,
        entry_points=found.entry_points,
        data_directories=found.data_directories,
        warnings=found.warnings,
    )
