"""`make chaos`: every fault under load, and a table of what clients saw of it."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.chaos import disks, stand
from tests.chaos.faults import IN_A_BUCKET, ON_A_DISK, Fault
from tests.chaos.judging import Outcome, judged
from tests.chaos.stand import Stand


def main() -> int:
    """Run them; 0 where all went as it must."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10.0, help="how long a fault lasts")
    arguments.add_argument("--only", default="", help="faults with this in their names")
    given = arguments.parse_args()
    lasts, only = given.seconds, given.only
    print("| fault | answered | acknowledged | pip and uv | errors | recovery, s | |")
    print("| --- | ---: | ---: | ---: | --- | ---: | --- |")
    on_a_disk, in_a_bucket = (
        [fault for fault in faults if only in fault.name] for faults in (ON_A_DISK, IN_A_BUCKET)
    )
    failed = 0
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        folder = Path(name)
        # First what may not be possible here.
        if on_a_disk:
            (folder / "disk-stand").mkdir()
            with (
                disks.small(folder) as disk,
                stand.on_a_disk(folder / "disk-stand", disk) as everything,
            ):
                failed += _judged(everything, on_a_disk, lasts)
        if in_a_bucket:
            (folder / "bucket-stand").mkdir()
            with stand.in_a_bucket(folder / "bucket-stand") as everything:
                failed += _judged(everything, in_a_bucket, lasts)
    return min(failed, 1)


def _judged(everything: Stand, faults: Sequence[Fault], lasts: float) -> int:
    """Return how many went wrong."""
    outcomes = (judged(everything, fault, lasts=lasts) for fault in faults)
    return sum([not _shown(outcome) for outcome in outcomes])


def _shown(outcome: Outcome) -> bool:
    errors = ", ".join(f"{n} × {what}" for what, n in outcome.errors.items()) or "none"
    verdict = "well" if outcome.is_well else "NOT WELL"
    facts = (outcome.fault, outcome.answered, outcome.acknowledged, outcome.installs, errors)
    row = [*map(str, facts), f"{outcome.recovery:.1f}", verdict]
    print(f"| {' | '.join(row)} |", flush=True)
    for complaint in outcome.complaints[:10]:
        print(f"  {complaint}", flush=True)
    return outcome.is_well


if __name__ == "__main__":
    sys.exit(main())
