"""The backend: everything a service needs, opened once a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from packaging.utils import NormalizedName
from sqlalchemy.ext.asyncio import AsyncSession

from devsper_registry import data_dir
from devsper_registry.attestations import trust
from devsper_registry.attestations.trust import Trust
from devsper_registry.auth.failures import Failures
from devsper_registry.auth.jwks import KeyCache
from devsper_registry.clock import Clock, utc_now
from devsper_registry.db import embedded, joining, pseudonyms
from devsper_registry.db.connecting import Terms
from devsper_registry.db.current import Current
from devsper_registry.db.figures import Figures
from devsper_registry.db.kept import Kept
from devsper_registry.db.listening import Listening
from devsper_registry.db.looking import Looking
from devsper_registry.db.queries.credentials import StoredKey
from devsper_registry.db.queries.downloads import Download
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.serials import Serials
from devsper_registry.db.session import Database
from devsper_registry.db.tally import Tally
from devsper_registry.db.watching import Watching
from devsper_registry.inspecting.examiners import Examiners
from devsper_registry.inspecting.inspectors import Inspectors
from devsper_registry.policy import reading as policies
from devsper_registry.policy.policy import Policy
from devsper_registry.rates import Limiter
from devsper_registry.rates.memory import Memory
from devsper_registry.rates.shared import connected
from devsper_registry.settings import Settings
from devsper_registry.simple.shelf import Shelf
from devsper_registry.storage import opening
from devsper_registry.storage.store import Store
from devsper_registry.verification import checks


@dataclass(frozen=True, slots=True)
class Backend:
    """Settings, clock and shelves. Doors `read()`; only services open a `transaction()`."""

    settings: Settings
    now: Clock
    database: Database
    # Of PostgreSQL itself, round any pooler; holds a password. For what needs a connection of its
    # own: migrations, and listening.
    database_url: str = field(repr=False)
    store: Store
    serials: Serials
    # Hears of what other processes change; who serves starts it.
    listening: Listening
    # Keys by their digests, who may read which private package, and all those of one sight.
    keys: Kept[bytes, StoredKey]
    readers: Kept[tuple[Sight, str], bool]
    private_names: Kept[Sight, frozenset[str]]
    # What is sent of files, by package, digest and filename.
    downloads: Current[tuple[NormalizedName, str, str], Download]
    rates: Limiter
    figures: Figures
    # Processes that read what arrives.
    inspectors: Inspectors
    # Wakes those who follow a package.
    watching: Watching
    # Processes that look for what a person should know of a file.
    examiners: Examiners
    # What becomes of what is found in files.
    policy: Policy
    # Stands for the checks as they are now.
    checks_version: str
    # What attestations must lead back to; None where they are left aside.
    trust: Trust | None = None
    # Small writes that no request waits for; finished before the database closes.
    errands: set[asyncio.Task[None]] = field(default_factory=set)
    # Rendered pages of the simple index.
    shelf: Shelf = field(default_factory=Shelf)
    # The auth service's public keys.
    signing_keys: KeyCache = field(default_factory=KeyCache)
    # Downloads that are not written yet.
    tally: Tally = field(default_factory=Tally)
    # Failed sign-ins that are not written yet.
    failures: Failures = field(default_factory=Failures)

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Return a READ ONLY transaction."""
        return self.database.read()

    def look(self) -> AbstractAsyncContextManager[Looking]:
        """Return a way for selections that need no transaction; it cannot write."""
        return self.database.look()

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Return a transaction that commits when its block ends well, and rolls back otherwise."""
        return self.database.transaction()


@asynccontextmanager
async def open_backend(
    settings: Settings,
    *,
    now: Clock = utc_now,
    join: bool = False,
    inspectors: Inspectors | None = None,
    examiners: Examiners | None = None,
) -> AsyncIterator[Backend]:
    """Open the database (starting the embedded one where none is named) and the storage.

    With `join`, an embedded database that another process runs is used as it runs there. Given
    `inspectors` and `examiners` are used, and left open.
    """
    run = joining.run if join else embedded.run
    versions = checks.versions()
    # Before anything is started: it may be wrong.
    policy = policies.read(settings.verification_policy, checks=versions)
    trusted = await _trust(settings)
    data_dir.take(settings.data_dir)
    async with AsyncExitStack() as stack:
        url, direct = settings.named_database, settings.direct_database
        if url is None or direct is None:
            url = direct = await stack.enter_async_context(
                run(settings.data_dir, connections=settings.most_connections)
            )
        secret = settings.internal_secret
        database = Database.open(
            url,
            pool_size=settings.database_pool_size,
            terms=_terms(settings),
            pseudonym_key=pseudonyms.key(
                None if secret is None else secret.get_secret_value(), settings.data_dir
            ),
        )
        stack.push_async_callback(database.close)
        if inspectors is None:
            inspectors = Inspectors(at_once=settings.inspection_workers)
            stack.callback(inspectors.close)
        if examiners is None:
            examiners = Examiners(at_once=settings.verification_workers)
            stack.callback(examiners.close)
        store = opening.chosen(settings)
        stack.push_async_callback(store.close)
        listening = Listening(direct, database)
        stack.push_async_callback(listening.close)
        watching = Watching(database, listening, now=now)
        stack.push_async_callback(watching.close)
        backend = Backend(
            settings=settings,
            now=now,
            database=database,
            database_url=direct,
            store=store,
            serials=Serials(database, database.changes),
            listening=listening,
            keys=Kept(database.changes),
            readers=Kept(database.changes),
            private_names=Kept(database.changes, most=1000),
            downloads=Current(database.changes),
            rates=await stack.enter_async_context(_limiter(settings)),
            figures=Figures(database),
            inspectors=inspectors,
            watching=watching,
            examiners=examiners,
            policy=policy,
            checks_version=policies.version_of(versions),
            trust=trusted,
        )
        stack.push_async_callback(_finish, backend.errands)
        yield backend


async def _trust(settings: Settings) -> Trust | None:
    root = settings.attestation_trust_root
    if root is None:
        return None
    # Importing what verifies takes a second.
    return await asyncio.to_thread(trust.load, root, settings.attestation_publishers)


def _terms(settings: Settings) -> Terms:
    return Terms(
        connect_timeout=settings.database_connect_timeout,
        statement_timeout=settings.database_statement_timeout,
        through_pooler=settings.database_pooler is not None,
    )


async def _finish(errands: set[asyncio.Task[None]]) -> None:
    await asyncio.gather(*errands, return_exceptions=True)


@asynccontextmanager
async def _limiter(settings: Settings) -> AsyncIterator[Limiter]:
    memory = Memory()
    if settings.redis_url is None:
        yield Limiter(settings.rates, memory=memory)
        return
    async with connected(settings.redis_url.get_secret_value(), memory) as shared:
        yield Limiter(settings.rates, memory=memory, shared=shared)
