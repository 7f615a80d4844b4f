"""Questions about known vulnerabilities, answered from the advisories alone.

No package of this registry is looked at, so that the answer tells nothing of which there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from packaging.utils import NormalizedName
from packaging.version import InvalidVersion, Version

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import advisories
from devsper_registry.db.queries.advisories import Named, Wanted
from devsper_registry.distribution.version_order import sort_key
from devsper_registry.errors import AdvisoryNotFound, TooManyQueries

MOST_QUERIES = 1_000
# In an answer, of one query and of a whole batch.
MOST, MOST_OF_BATCH = 1_000, 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the package's version, or of any for None; after the id `after`."""

    package: NormalizedName
    version: str | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """The advisories' documents, and the id after which to ask on."""

    documents: list[str]
    after: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """The advisories' ids, and the id after which to ask on; "" is from the beginning."""

    named: list[Named]
    after: str | None


NOTHING = Names([], None)


async def query(backend: Backend, question: Question, *, by: Principal) -> Documents:
    """Return the documents about that version."""
    _require_read(backend, by)
    wanted = _wanted(question)
    if wanted is None:
        return Documents([], None)
    async with backend.read() as session:
        found = await advisories.documents(session, wanted, most=MOST + 1)
    shown = found[:MOST]
    return Documents(
        [document for _, document in shown], shown[-1][0] if len(found) > MOST else None
    )


async def batch(
    backend: Backend, questions: Sequence[Question | None], *, by: Principal
) -> list[Names]:
    """Return the ids for each question, in their order; None asks what nothing is known of."""
    _require_read(backend, by)
    if len(questions) > MOST_QUERIES:
        raise TooManyQueries(limit=MOST_QUERIES, count=len(questions))
    wanted = [None if question is None else _wanted(question) for question in questions]
    distinct = list(dict.fromkeys(each for each in wanted if each is not None))
    async with backend.read() as session:
        found = await advisories.named(session, distinct, most=MOST + 1)
    known = dict(zip(distinct, found, strict=True))
    answers, left = list[Names](), MOST_OF_BATCH
    for each in wanted:
        answer = NOTHING if each is None else _cut(known[each], min(MOST, left), each.after)
        left -= len(answer.named)
        answers.append(answer)
    return answers


async def document(backend: Backend, advisory_id: str, *, by: Principal) -> str:
    """Return the advisory's document; one that was withdrawn says so. Or `AdvisoryNotFound`."""
    _require_read(backend, by)
    async with backend.read() as session:
        found = await advisories.document(session, advisory_id)
    if found is None:
        raise AdvisoryNotFound(id=advisory_id)
    return found


def _require_read(backend: Backend, by: Principal) -> None:
    # A key that is bound to packages may ask too: nothing of any package is told.
    if not backend.settings.readable_by_all:
        permissions.require_scope(by, Scope.READ)


def _wanted(question: Question) -> Wanted | None:
    """What to look for; None for a version that none is, of which nothing is known."""
    wanted = Wanted(question.package, None, question.after)
    if question.version is None:
        return wanted
    try:
        return replace(wanted, sort_key=sort_key(Version(question.version)))
    except InvalidVersion:
        return None


def _cut(found: list[Named], most: int, after: str) -> Names:
    shown = found[:most]
    if len(found) <= most:
        return Names(shown, None)
    return Names(shown, shown[-1].id if shown else after)
