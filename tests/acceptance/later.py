"""The registry's command line, two days from now: what was left today is old by then.

The product knows nothing of it: only what its clock says is replaced here. The disk, the database
and S3 go by the real time.
"""

import sys
from datetime import datetime, timedelta

from devsper_registry import backend, cli
from devsper_registry.clock import utc_now


def in_two_days() -> datetime:
    """Tell the time as it will be."""
    return utc_now() + timedelta(days=2)


if __name__ == "__main__":
    opening = backend.open_backend.__wrapped__  # type: ignore[attr-defined]
    opening.__kwdefaults__["now"] = in_two_days
    sys.argv[0] = "devsper-registry"
    cli.main()
