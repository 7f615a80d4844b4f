"""Fill an empty database with many packages: `python -m bench.fill DATABASE_URL`.

The same seed gives the same rows. COPY writes them, one statement the documents.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

from packaging.version import Version
from sqlalchemy import text

from devsper_registry.db.queries import documents
from devsper_registry.db.session import Database
from devsper_registry.distribution.version_order import sort_key

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ACCOUNTS = 500
RELEASES, FILES = 5, 2
BIG = "big-package"
BIG_RELEASES, BIG_FILES = 50, 10

CONSONANTS, ENDINGS = "bcdfghjklmnprstvz", ("a", "e", "i", "o", "u", "er", "on", "il")
SYLLABLES = [consonant + ending for consonant in CONSONANTS for ending in ENDINGS]
# fmt: off
WELL_KNOWN = [
    "python", "library", "framework", "tools", "client", "server", "async", "http", "web", "data",
    "test", "plugin", "parser", "fast", "simple", "api", "json", "database", "command", "line",
    "package", "typed", "cache", "queue", "image", "text", "model",
]
# fmt: on
GROUPS = ("console_scripts", "pytest11", "devsper.plugins", "flake8.extension")
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-or-later", None)
PYTHONS = (">=3.9", ">=3.11", ">=3.8,<4", None)
CLASSIFIERS = (
    "Programming Language :: Python :: 3",
    "License :: OSI Approved :: MIT License",
    "Framework :: Pytest",
    "Operating System :: OS Independent",
    "Topic :: Internet :: WWW/HTTP",
    "Development Status :: 5 - Production/Stable",
)


@dataclass(frozen=True)
class Size:
    """How much to fill in; each package has 5 releases of 2 files, and one has 50 of 10."""

    packages: int = 20_000


class Maker:
    """Makes rows from one seed; identifiers are numbers, so that rows can point at each other."""

    def __init__(self, size: Size) -> None:
        self.random = random.Random(20261124)
        self.size = size
        vocabulary = sorted({self._word() for _ in range(6000)})
        self.random.shuffle(vocabulary)
        self.words = WELL_KNOWN + vocabulary
        # Few words are frequent and most are rare, as in any language.
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.names = self._names()

    def _word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))

    def _names(self) -> list[str]:
        names = dict.fromkeys(["requests", "django", "numpy", "flask", "pytest", BIG])
        while len(names) < self.size.packages:
            parts = self.random.sample(self.words, k=self.random.randint(1, 3))
            names["-".join(parts)] = None
        return list(names)

    def prose(self, words: int) -> str:
        """Return that many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=words))

    def accounts(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `account`."""
        for number in range(ACCOUNTS):
            yield _id(1, number), f"account-{number}", number == 0, NOW

    def packages(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `package`: a few are quarantined, archived or private."""
        for number, name in enumerate(self.names):
            status = {7: "quarantined", 8: "archived"}.get(number % 200, "active")
            shown = "private" if number % 100 == 9 else "public"
            made = NOW - timedelta(minutes=self.size.packages - number)
            yield _id(2, number), name, name, name.replace("-", ""), status, shown, number, made

    def roles(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `package_role`: an owner and a maintainer each."""
        for number in range(len(self.names)):
            yield _id(2, number), _id(1, number % ACCOUNTS), "owner", NOW
            yield _id(2, number), _id(1, (number * 7 + 1) % ACCOUNTS), "maintainer", NOW

    def releases(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `release`; only the latest is described at length."""
        for package, name in enumerate(self.names):
            count = BIG_RELEASES if name == BIG else RELEASES
            for number in range(count):
                yield self._release(package, number, latest=number == count - 1)

    def _release(self, package: int, number: int, *, latest: bool) -> tuple[Any, ...]:
        version = Version(f"1.{number}" if number % 7 else f"1.{number}rc1")
        excerpt = self.prose(200) if latest else ""
        return (
            _id(3, package * 1000 + number),
            _id(2, package),
            str(version),
            sort_key(version),
            version.is_prerelease,
            NOW - timedelta(days=self.random.randint(0, 1500)),
            "" if self.random.random() < 0.02 else None,
            "bdist_wheel",
            self.prose(8),
            f"<p>{excerpt}</p>" if latest else None,
            excerpt,
            self.random.choice(LICENCES),
            self.random.choice(PYTHONS),
            ["3.11", "3.12", "3.13"],
            self.random.sample(self.words[:400], k=3),
            self.random.sample(CLASSIFIERS, k=4),
            f'[{{"group": "{self.random.choice(GROUPS)}", "name": "x", "value": "x:y"}}]',
            json.dumps([self._requirement(name) for name in self._required()]),
        )

    def _requirement(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "requirement": f"{name}>=1.0",
            "specifier": ">=1.0",
            "extras": [],
            "marker": None,
        }

    def _required(self) -> list[str]:
        return self.random.sample(self.names[:300], k=3)

    def files(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `file`."""
        for package, name in enumerate(self.names):
            big = name == BIG
            for release in range(BIG_RELEASES if big else RELEASES):
                for number in range(BIG_FILES if big else FILES):
                    yield self._file(name, package, release, number)

    def _file(self, name: str, package: int, release: int, number: int) -> tuple[Any, ...]:
        wheel = number > 0
        stem = f"{name.replace('-', '_')}-1.{release}"
        filename = f"{stem}-{number}-py3-none-any.whl" if wheel else f"{stem}.tar.gz"
        return (
            _id(4, (package * 1000 + release) * 10 + number),
            _id(3, package * 1000 + release),
            filename,
            "bdist_wheel" if wheel else "sdist",
            "py3" if wheel else "source",
            self.random.randint(1000, 5_000_000),
            sha256(filename.encode()).hexdigest(),
            ">=3.9",
            NOW,
            _id(1, package % ACCOUNTS),
        )

    def downloads(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `download_count`: thirty days of the big package, a few days of others."""
        big = self.names.index(BIG)
        for release in range(BIG_RELEASES):
            for number in range(BIG_FILES):
                file = _id(4, (big * 1000 + release) * 10 + number)
                for ago in range(30):
                    for installer in ("pip", "uv"):
                        count = self.random.randint(1, 50)
                        yield file, TODAY - timedelta(days=ago), installer, "3.12", count
        for package in self.random.sample(range(len(self.names)), k=len(self.names) // 2):
            if package != big:
                count = int(self.random.paretovariate(0.8))
                day = TODAY - timedelta(days=self.random.randint(0, 40))
                yield _id(4, package * 10_000), day, "uv", "3.13", min(count, 2**30)


def _id(table: int, number: int) -> UUID:
    return UUID(int=(0x0192_0000_0000_7000_8000 << 48) | (table << 40) | number)


COLUMNS = {
    "account": "id name is_administrator created_at",
    "package": "id name normalized_name ultranormalized_name status visibility serial created_at",
    "package_role": "package_id account_id role created_at",
    "release": """id package_id version sort_key is_prerelease created_at yanked_reason described_by
        summary description_html excerpt license requires_python python_versions keywords
        classifiers entry_points dependencies""",
    "file": """id release_id filename packagetype python_version size sha256 requires_python
        uploaded_at uploaded_by""",
    "download_count": "file_id day installer python_version count",
}


async def fill(database: Database, size: Size | None = None) -> None:
    """Fill the migrated, empty database, and let PostgreSQL count what is there."""
    maker = Maker(size or Size())
    rows = {
        "account": maker.accounts,
        "package": maker.packages,
        "package_role": maker.roles,
        "release": maker.releases,
        "file": maker.files,
        "download_count": maker.downloads,
    }
    async with database.raw() as connection:
        for table, columns in COLUMNS.items():
            await _copy(connection, table, columns.split(), rows[table]())
        await connection.execute(
            "INSERT INTO event (at, action, package, detail)"
            " SELECT created_at, 'package.created', normalized_name, '{}' FROM package"
        )
        await connection.execute("ANALYZE")
    ids = [_id(2, number) for number in range(len(maker.names))]
    async with database.transaction() as session:
        # Ten indexes are built faster than they are kept.
        known = (await session.execute(_INDEXES)).all()
        for index, _definition in known:
            await session.execute(text(f"DROP INDEX {index}"))
        await documents.renew_all(session, ids, at=NOW)
        await session.execute(_COUNT)
        for _index, definition in known:
            await session.execute(text(definition))
    async with database.raw() as connection:
        await connection.execute("VACUUM ANALYZE")


_INDEXES = text("""
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'package_document' AND indexname NOT LIKE 'pk%'
""")

_COUNT = text("""
    WITH counted AS (
        SELECT r.package_id, sum(c.count) AS number
        FROM download_count c JOIN file f ON f.id = c.file_id JOIN release r ON r.id = f.release_id
        GROUP BY r.package_id
    )
    UPDATE package_document d
    SET updated_at = p.created_at, downloads_30d = coalesce(counted.number, 0)
    FROM package p LEFT JOIN counted ON counted.package_id = p.id
    WHERE p.id = d.package_id
""")


async def _copy(
    connection: Any, table: str, columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    while some := list(islice(rows, 20_000)):
        await connection.copy_records_to_table(table, records=some, columns=columns)


async def main(url: str) -> None:
    """Fill the database at the URL."""
    database = Database.open(url, pool_size=1)
    await fill(database)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
