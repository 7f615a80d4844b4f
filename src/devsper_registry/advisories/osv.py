"""A document in the OSV schema, read: one advisory out, or the sentence that says what is wrong.

It may be anybody's: all of it is bounded, and nothing of it is shown that was not looked at.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import orjson
from packaging.utils import InvalidName, NormalizedName, canonicalize_name
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from devsper_registry.advisories import ranges, severity
from devsper_registry.advisories.advisory import Advisory, Range
from devsper_registry.advisories.ranges import Event
from devsper_registry.advisories.severity import Rating
from devsper_registry.verification.display import on_one_line

LARGEST = 4 * 1024 * 1024
LONGEST_ID = 128
LONGEST_SUMMARY = 300
MOST_ALIASES = 100
MOST_RANGES = 10_000
MOST_VERSIONS = 20_000
ECOSYSTEM = "PyPI"
# A range of commits is none of versions. Those of SEMVER are versions of PEP 440 as well.
_COMPARED = frozenset({"ECOSYSTEM", "SEMVER"})


class Unreadable(ValueError):
    """What is wrong with a document, as the end of a sentence."""


def _plain(moment: datetime) -> datetime:
    # PostgreSQL knows years that Python does not, and the other way round; UTC must exist too.
    if not 1970 <= moment.year < 9999:
        raise ValueError("the moment is not of our time")
    return moment


_Text = Annotated[str, Field(max_length=1024)]
_Moment = Annotated[AwareDatetime, AfterValidator(_plain)]
_Id = Annotated[str, Field(max_length=LONGEST_ID, pattern=r"\A[A-Za-z0-9][A-Za-z0-9._:+-]*\z")]


class _Event(BaseModel):
    introduced: _Text | None = None
    fixed: _Text | None = None
    last_affected: _Text | None = None
    limit: _Text | None = None


class _Range(BaseModel):
    type: _Text
    events: list[_Event] = []


class _Package(BaseModel):
    name: _Text
    ecosystem: _Text


class _Rating(BaseModel):
    type: _Text
    score: _Text


class _Affected(BaseModel):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: Annotated[list[_Text], Field(max_length=MOST_VERSIONS)] | None = None
    severity: list[_Rating] | None = None


class _Document(BaseModel):
    schema_version: Annotated[str, Field(pattern=r"\A1(\.[0-9]+)*\z")] = "1.0.0"
    id: _Id
    modified: _Moment
    withdrawn: _Moment | None = None
    aliases: Annotated[list[_Id], Field(max_length=MOST_ALIASES)] | None = None
    summary: str | None = None
    details: str | None = None
    severity: list[_Rating] | None = None
    affected: list[_Affected] | None = None
    database_specific: dict[str, Any] | None = None


_DOCUMENT = TypeAdapter(_Document)


def read(content: bytes) -> Advisory | None:
    """Return the advisory, None for one about no package of PyPI; raise `Unreadable`."""
    if len(content) > LARGEST:
        raise Unreadable(f"it has more than {LARGEST // 1024 // 1024} MiB.")
    try:
        # Strictly, and first: what is kept is sent on as it is.
        told = _DOCUMENT.validate_python(orjson.loads(content))
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"it is not JSON ({error}).") from None
    except ValidationError as error:
        raise Unreadable(f"it is not of the OSV schema, version 1 ({_first(error)}).") from None
    affected = [each for each in told.affected or () if _package(each) is not None]
    if not affected:
        return None
    return Advisory(
        id=told.id,
        modified=told.modified,
        withdrawn=told.withdrawn,
        aliases=tuple(dict.fromkeys(told.aliases or ())),
        severity=severity.of(told.id, _ratings(told, affected), _word(told)),
        summary=_summary(told),
        ranges=_ranges(affected),
        document=content.decode(),
    )


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, problem["loc"])) or "the document"
    return on_one_line(f"{where}: {problem['msg']}", longest=160)


def _package(affected: _Affected) -> NormalizedName | None:
    """The package of PyPI; None for another, and for a name that no package there can have."""
    if affected.package is None or affected.package.ecosystem != ECOSYSTEM:
        return None
    try:
        name = canonicalize_name(affected.package.name, validate=True)
    except InvalidName:
        return None
    return name if name.isascii() and len(name) <= LONGEST_ID else None


def _ranges(affected: list[_Affected]) -> tuple[Range, ...]:
    found = dict[Range, None]()
    for each in affected:
        package = _package(each)
        assert package is not None
        for span in _spans(each):
            found[Range(package, span.lower, span.upper, span.fixed)] = None
            if len(found) > MOST_RANGES:
                raise Unreadable(f"it names more than {MOST_RANGES} ranges of versions.")
    return tuple(found)


def _spans(affected: _Affected) -> Iterator[ranges.Span]:
    spans = [
        span
        for each in affected.ranges or ()
        if each.type in _COMPARED
        for span in ranges.of_events([_event(event) for event in each.events])
    ]
    yield from spans
    yield from ranges.of_versions(affected.versions or (), spans)


def _event(told: _Event) -> Event:
    event = Event(told.introduced, told.fixed, told.last_affected, told.limit)
    if [event.introduced, event.fixed, event.last_affected, event.limit].count(None) != 3:
        raise Unreadable("an event of a range is not exactly one of the four that there are.")
    return event


def _ratings(told: _Document, affected: list[_Affected]) -> list[Rating]:
    rated = told.severity or [each for one in affected for each in one.severity or ()]
    return [Rating(each.type, each.score) for each in rated]


def _word(told: _Document) -> str | None:
    word = (told.database_specific or {}).get("severity")
    return word if isinstance(word, str) else None


def _summary(told: _Document) -> str:
    text = told.summary or (told.details or "").strip().partition("\n")[0]
    return on_one_line(text.strip(), longest=LONGEST_SUMMARY)
