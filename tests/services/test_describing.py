"""What is told of a package follows its releases: published, yanked, deleted."""

from datetime import timedelta

import pytest
from packaging.utils import NormalizedName

from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import documents, packages, releases
from devsper_registry.db.queries.reading.documents import DocumentRow
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.queries.reading.releases import ReleaseFacts
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.services import deleting, yanking
from tests.build import Built, sdist, wheel
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
EVERYBODY = Sight(public=None)
README = """# Demo

Counts *sheep*, <script>alert(1)</script> and `code`.
"""


def telling(version: str = "1.0", **changes: str) -> Built:
    """A wheel that tells much."""
    lines = [
        f"Summary: {changes.get('summary', 'Counts sheep')}",
        "Author-email: Ann Other <ann@example.com>, bob@example.com",
        "License-Expression: MIT",
        "Keywords: Sheep,Counting",
        "Classifier: Programming Language :: Python :: 3",
        "Project-URL: Source, https://code.example.com/demo",
        "Requires-Dist: Sheep.Lib[wool]>=2; python_version < '4'",
        "Description-Content-Type: text/markdown",
    ]
    points = b"[console_scripts]\nsheep = demo:main\n[pytest11]\nflock = demo.flock\n"
    return wheel(
        "demo",
        version,
        requires_python=">=3.12,<3.14",
        lines=lines,
        description=README,
        dist_info={"entry_points.txt": points},
    )


async def document(backend: Backend) -> DocumentRow:
    async with backend.read() as session:
        found = await packages.by_name(session, [DEMO], visible_to=EVERYBODY)
        ids = [found[DEMO].id]
        return (await documents.by_package(session, ids, visible_to=EVERYBODY))[ids[0]]


async def facts(backend: Backend) -> ReleaseFacts:
    latest = (await document(backend)).release_id
    assert latest is not None
    async with backend.read() as session:
        return (await releases.facts_by_id(session, [latest], visible_to=EVERYBODY))[latest]


async def test_a_wheel_describes_its_release_and_its_package(registry: Backend) -> None:
    await publish(registry, await account(registry), telling())
    told = await document(registry)
    assert (told.version, told.summary, told.license) == ("1.0", "Counts sheep", "MIT")
    assert told.keywords == ["counting", "sheep"]
    assert told.python_versions == ["3.12", "3.13"]
    assert told.entry_point_groups == ["console_scripts", "pytest11"]
    assert told.dependencies == ["sheep-lib"]
    assert told.updated_at == registry.now()
    facts_told = await facts(registry)
    assert facts_told.author == "Ann Other"
    assert facts_told.keywords == ["Sheep", "Counting"]
    assert facts_told.project_urls == [{"label": "Source", "url": "https://code.example.com/demo"}]
    assert facts_told.dependencies == [
        {
            "name": "sheep-lib",
            "requirement": "Sheep.Lib[wool]>=2; python_version < '4'",
            "specifier": ">=2",
            "extras": ["wool"],
            "marker": 'python_version < "4"',
        }
    ]
    assert facts_told.entry_points == [
        {"group": "console_scripts", "name": "sheep", "value": "demo:main"},
        {"group": "pytest11", "name": "flock", "value": "demo.flock"},
    ]


async def test_the_description_is_rendered_without_its_script(registry: Backend) -> None:
    await publish(registry, await account(registry), telling())
    shown = (await facts(registry)).description_html
    assert shown is not None
    assert "<em>sheep</em>" in shown
    assert "<script" not in shown


async def test_a_wheel_describes_better_than_an_sdist_and_another_wheel_changes_nothing(
    registry: Backend,
) -> None:
    ann = await account(registry)
    await publish(registry, ann, sdist("demo", "1.0", lines=["Summary: From the sdist"]))
    assert (await document(registry)).summary == "From the sdist"
    await publish(registry, ann, telling(summary="From the wheel"))
    assert (await document(registry)).summary == "From the wheel"
    later = wheel("demo", "1.0", tag="py2-none-any", lines=["Summary: From another wheel"])
    await publish(registry, ann, later)
    assert (await document(registry)).summary == "From the wheel"


async def test_the_latest_release_is_the_highest_final_one_that_is_not_yanked(
    registry: Backend, clock: Clock
) -> None:
    ann = await account(registry)
    for version in ("1.10", "1.9", "2.0rc1"):
        await publish(registry, ann, wheel("demo", version))
    assert (await document(registry)).version == "1.10"
    clock.moment += timedelta(hours=1)
    await yanking.yank_release(registry, by=ann, package=DEMO, version="1.10")
    assert (await document(registry)).version == "1.9"
    assert (await document(registry)).updated_at == clock.moment
    await yanking.yank_release(registry, by=ann, package=DEMO, version="1.9")
    assert (await document(registry)).version == "2.0rc1"
    await yanking.yank_release(registry, by=ann, package=DEMO, version="2.0rc1")
    assert (await document(registry)).version == "2.0rc1"
    await yanking.unyank_release(registry, by=ann, package=DEMO, version="1.9")
    assert (await document(registry)).version == "1.9"


async def test_a_deleted_release_hands_over_to_the_next(registry: Backend) -> None:
    ann = await account(registry)
    await publish(registry, ann, wheel("demo", "1.0"), wheel("demo", "2.0"))
    await deleting.delete_release(registry, by=ann, package=DEMO, version="2.0", confirmation="2.0")
    assert (await document(registry)).version == "1.0"
    await deleting.delete_release(registry, by=ann, package=DEMO, version="1.0", confirmation="1.0")
    gone = await document(registry)
    assert (gone.version, gone.release_id, gone.summary) == (None, None, None)


async def test_releases_are_listed_by_version_and_not_by_time(registry: Backend) -> None:
    ann = await account(registry)
    for version in ("1.0", "1.10", "1.9", "1.0.post1", "2.0.dev1", "0.9"):
        await publish(registry, ann, wheel("demo", version))
    async with registry.read() as session:
        found = await packages.by_name(session, [DEMO], visible_to=EVERYBODY)
        demo = found[DEMO].id
        pages = await releases.by_package(session, [demo], Slice(), visible_to=EVERYBODY)
    listed = [release.version for release in pages[demo].items]
    assert listed == ["2.0.dev1", "1.10", "1.9", "1.0.post1", "1.0", "0.9"]
