"""A short run of `make chaos`, which needs no root: what it judges is judged here too."""

from pathlib import Path

from tests.chaos import stand
from tests.chaos.faults import S3_ANSWERING_500, WORKER_KILLED
from tests.chaos.judging import judged


def test_nothing_is_lost_and_every_error_may_be_tried_again(tmp_path: Path) -> None:
    with stand.in_a_bucket(tmp_path) as everything:
        for fault in (S3_ANSWERING_500, WORKER_KILLED):
            outcome = judged(everything, fault, lasts=2, installers=("uv",))
            assert (outcome.fault, outcome.complaints) == (fault.name, [])
            assert min(outcome.acknowledged, outcome.installs) > 0
            # How soon it is over is for `make chaos` to say, on a machine that does nothing else.
            assert set(outcome.errors) <= {"publish 503", "download 503", "uv failed"}
