"""Search for a given time: `python -m tests.fuzz --seconds 60`. What it finds is kept and shown."""

import argparse
import time

from hypothesis import HealthCheck, given, seed, settings

from tests.build import Built
from tests.fuzz import agreement, strategies

ROUND = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    end = time.monotonic() + parser.parse_args().seconds
    tried = taken = rounds = 0

    @settings(max_examples=ROUND, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategies.everything)
    def search(built: Built) -> None:
        nonlocal tried, taken
        if time.monotonic() > end:
            return
        tried += 1
        taken += agreement.check(built)

    while time.monotonic() < end:
        seed(time.time_ns())(search)()
        rounds += 1
    print(f"{tried} archives in {rounds} rounds, {taken} taken, no disagreement")


if __name__ == "__main__":
    main()
