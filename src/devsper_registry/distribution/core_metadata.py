"""METADATA and PKG-INFO: read whole, or refused with everything that is wrong at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from packaging.errors import ExceptionGroup
from packaging.metadata import Metadata, RawMetadata, parse_email

from devsper_registry.distribution import metadata_rules
from devsper_registry.distribution.policy import Policy
from devsper_registry.errors import MetadataInvalid, MetadataMalformed

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*[ \t]*:")
# Everything that some reader takes for the end of a line, and everything that no line should hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_BLANK = re.compile(r"(?:\A|\n)\r?\n")
# Fields of MIME, by which some readers would decode the description and others would not.
_MIME = {"content-type", "content-transfer-encoding", "mime-version"}
# Bounds on the header, because parsers take time that grows with its square. The description is
# no part of it; 1,500 requirements take 100 KiB.
LONGEST_HEADER = 512 * 1024
MOST_FIELD_NAMES = 200
LONGEST_VALUES = {"description_content_type": 255, "author_email": 8192, "maintainer_email": 8192}
_KNOWN_UNPARSED = "is given more than once, or in no readable form"


@dataclass(frozen=True)
class CoreMetadata:
    """Every field up to version 2.6, as written; empty fields are absent.

    `import_names` keeps the difference between absent (None) and "nothing to import" (empty).
    """

    metadata_version: str
    name: str
    version: str
    summary: str | None = None
    description: str | None = None
    description_content_type: str | None = None
    keywords: tuple[str, ...] = ()
    home_page: str | None = None
    download_url: str | None = None
    author: str | None = None
    author_email: str | None = None
    maintainer: str | None = None
    maintainer_email: str | None = None
    license: str | None = None
    license_expression: str | None = None
    license_files: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    supported_platforms: tuple[str, ...] = ()
    requires_python: str | None = None
    requires_dist: tuple[str, ...] = ()
    requires_external: tuple[str, ...] = ()
    provides_dist: tuple[str, ...] = ()
    provides_extra: tuple[str, ...] = ()
    obsoletes_dist: tuple[str, ...] = ()
    project_urls: Mapping[str, str] = field(default_factory=dict)
    dynamic: tuple[str, ...] = ()
    import_names: tuple[str, ...] | None = None
    import_namespaces: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    obsoletes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The present fields, ready for JSON."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value or (name == "import_names" and value is not None)
        }

    def at_least(self, version: str) -> bool:
        """Whether the metadata is of this version or newer."""
        return _parts(self.metadata_version) >= _parts(version)


@dataclass(frozen=True)
class Read:
    """What reading gave: the fields, and what its author should know."""

    metadata: CoreMetadata
    warnings: tuple[str, ...]


def read(content: bytes, *, filename: str, policy: Policy) -> Read:
    """Read METADATA or PKG-INFO; raise `MetadataMalformed`, or `MetadataInvalid` with all faults.

    Source: the core metadata specification; `packaging.metadata` judges the single fields.
    """
    text = _text(content, filename=filename)
    raw, unparsed = parse_email(text)
    _drop_placeholders(raw)
    warnings = _drop_early_licence_files(raw)
    faults = _faults(raw)
    for name in sorted(unparsed):
        if name.replace("-", "_") in _FIELDS or name in _SINGULAR:
            faults.append(f"{name} {_KNOWN_UNPARSED}")
        elif name in _MIME:
            faults.append(f"{name} is not a field of core metadata")
        else:
            warnings.append(f"The metadata has the unknown field '{name}', which is ignored.")
    found = metadata_rules.check(raw, policy=policy)
    faults.extend(found.faults)
    warnings.extend(found.warnings)
    if faults:
        raise MetadataInvalid(filename=filename, problems=faults)
    return Read(_frozen(raw), tuple(warnings))


def _text(content: bytes, *, filename: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MetadataMalformed(filename=filename, problem=f"line {line} is not UTF-8") from None
    if "\0" in text:
        raise MetadataMalformed(filename=filename, problem="it holds a NUL character")
    blank = _BLANK.search(text, 0, LONGEST_HEADER)
    if blank is None and len(text) > LONGEST_HEADER:
        problem = f"its fields take more than {LONGEST_HEADER} characters"
        raise MetadataMalformed(filename=filename, problem=problem)
    _check_header(text, filename=filename)
    return text


def _check_header(text: str, *, filename: str) -> None:
    # A line that is no header ends the header for some readers and not for others.
    started, names = False, set()
    for number, line in enumerate(_header_lines(text), start=1):
        if _CONTROL.search(line):
            problem = f"line {number} holds a control character"
            raise MetadataMalformed(filename=filename, problem=problem)
        if line[0] in " \t":
            if not started:
                problem = "line 1 continues a line that is not there"
                raise MetadataMalformed(filename=filename, problem=problem)
        elif _HEADER.match(line) is None:
            raise MetadataMalformed(filename=filename, problem=f"line {number} has no field name")
        else:
            names.add(line.partition(":")[0])
        started = True
    if len(names) > MOST_FIELD_NAMES:
        problem = f"it has more than {MOST_FIELD_NAMES} different fields"
        raise MetadataMalformed(filename=filename, problem=problem)


def _header_lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        line = text[at:] if end == -1 else text[at:end].removesuffix("\r")
        if not line:
            return
        yield line
        at = len(text) if end == -1 else end + 1


def _drop_placeholders(raw: RawMetadata) -> None:
    """Drop what older tools write where there is nothing: "" and UNKNOWN."""
    fields: dict[str, object] = raw  # type: ignore[assignment]
    for name, value in list(fields.items()):
        if value in ("", "UNKNOWN") and name not in {"name", "version", "metadata_version"}:
            del fields[name]
        elif isinstance(value, list) and name not in {"import_names", "dynamic"}:
            kept = [item for item in value if item not in ("", "UNKNOWN")]
            fields[name] = kept
            if not kept:
                del fields[name]


def _drop_early_licence_files(raw: RawMetadata) -> list[str]:
    # setuptools wrote License-File years before metadata 2.4 gave it a meaning.
    older = _parts(raw.get("metadata_version", "")) < (2, 4)
    if older and raw.pop("license_files", None) is not None:
        return ["License-File has a meaning from Metadata-Version 2.4 on, and is ignored here."]
    return []


def _faults(raw: RawMetadata) -> list[str]:
    fields: dict[str, object] = raw  # type: ignore[assignment]
    faults = []
    for name, longest in LONGEST_VALUES.items():
        if len(str(fields.get(name, ""))) > longest:
            faults.append(f"{name.replace('_', '-')} is longer than {longest} characters")
            del fields[name]
    return [*faults, *_faults_of_grammar(raw)]


def _faults_of_grammar(raw: RawMetadata) -> list[str]:
    try:
        Metadata.from_raw(raw, validate=True)
    except ExceptionGroup as group:
        return sorted(map(_told, group.exceptions))
    except RecursionError:
        return ["a requirement or licence expression is nested too deeply"]
    except ValueError as error:
        # Such as a version number of thousands of digits.
        return [str(error)]
    return []


def _told(error: Exception) -> str:
    # packaging lists the types in another order each time.
    if "'description-content-type' must be one of" in str(error):
        return "description-content-type is neither text/x-rst nor text/markdown nor text/plain"
    return str(error)


def _parts(version: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError:
        return ()


def _frozen(raw: RawMetadata) -> CoreMetadata:
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()
    }
    return CoreMetadata(**values)  # type: ignore[arg-type]


_FIELDS = set(CoreMetadata.__dataclass_fields__)
_SINGULAR = {
    "classifier",
    "platform",
    "supported-platform",
    "project-url",
    "license-file",
    "import-name",
    "import-namespace",
}
