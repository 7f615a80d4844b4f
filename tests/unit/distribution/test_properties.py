"""Whatever is sent: a refusal, or a file that reads the same for everybody."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from tests import build
from tests.build import Built
from tests.fuzz import agreement, strategies

thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(strategies.wheels_of_odd_entries())
def test_wheels_of_odd_entries_are_refused_or_read_alike(built: Built) -> None:
    agreement.check(built)


@thorough
@given(strategies.records_of_odd_rows())
def test_wheels_of_odd_records_are_refused_or_read_alike(built: Built) -> None:
    agreement.check(built)


@thorough
@given(strategies.sdists_of_odd_members())
def test_sdists_of_odd_members_are_refused_or_read_alike(built: Built) -> None:
    agreement.check(built)


@pytest.mark.parametrize(
    "edited", ["edited_wheels", "edited_sdists", "edited_tars", "edited_metadata", "edited_records"]
)
def test_edited_files_are_refused_or_read_alike(edited: str) -> None:
    strategy: SearchStrategy[Built] = getattr(strategies, edited)

    @thorough
    @given(strategy)
    def search(built: Built) -> None:
        agreement.check(built)

    search()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.wheels_of_odd_entries())
def test_uv_unpacks_what_we_read(built: Built) -> None:
    agreement.check(built, uv=True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.sdists_of_odd_members())
def test_uv_unpacks_the_sdists_that_we_read(built: Built) -> None:
    agreement.check(built, uv=True)


def test_a_good_wheel_reads_alike_in_all_readers() -> None:
    assert agreement.check(build.wheel(files={"demo/größe.py": b"1"}), uv=True)
