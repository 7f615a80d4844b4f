"""`make chaos`: every fault under load, and a table of what clients saw of it."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos import disks, stand
from tests.chaos.faults import FAULTS
from tests.chaos.judging import Outcome, judged

RECOVERY_SECONDS = 5.0


def main() -> int:
    """Run them; 0 where all went as it must."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10.0, help="how long a fault lasts")
    lasts = arguments.parse_args().seconds
    print("| fault | answered | acknowledged | errors | recovery, s | |")
    print("| --- | ---: | ---: | --- | ---: | --- |")
    failed = 0
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        disks.small(Path(folder)) as disk,
        stand.running(Path(folder), disk) as everything,
    ):
        for fault in FAULTS:
            outcome = judged(everything, fault, lasts=lasts)
            failed += not _shown(outcome)
    return min(failed, 1)


def _shown(outcome: Outcome) -> bool:
    well = not outcome.complaints and outcome.recovery <= RECOVERY_SECONDS
    errors = ", ".join(f"{n} × {what}" for what, n in outcome.errors.items()) or "none"
    print(
        f"| {outcome.fault} | {outcome.answered} | {outcome.acknowledged} | {errors} "
        f"| {outcome.recovery:.1f} | {'well' if well else 'NOT WELL'} |",
        flush=True,
    )
    for complaint in outcome.complaints[:10]:
        print(f"  {complaint}", flush=True)
    return well


if __name__ == "__main__":
    sys.exit(main())
