"""Two clocks, compared: sessions, presigned URLs and expiries are judged by them."""

from datetime import datetime

from devsper_registry.services.diagnosing.verdict import Verdict

CHECK = "clock"
# A message's way and the whole seconds of HTTP are in it.
CLOSE_ENOUGH = 2.0
# What the reading of session tokens forgives.
FORGIVEN = 30.0
REMEDY = "Let NTP (chrony, systemd-timesyncd) set both machines' clocks."


def compare(whose: str, theirs: datetime, ours: datetime) -> Verdict:
    """Judge how far this machine's clock and another are apart."""
    seconds = (ours - theirs).total_seconds()
    way = "ahead of" if seconds > 0 else "behind"
    found = f"This clock is {abs(seconds):.1f} s {way} {whose}."
    if abs(seconds) <= CLOSE_ENOUGH:
        return Verdict.ok(CHECK, found)
    if abs(seconds) <= FORGIVEN:
        return Verdict.warn(CHECK, found, REMEDY)
    return Verdict.fail(CHECK, found, REMEDY)
