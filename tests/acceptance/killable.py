"""The registry's command line, except that the process kills itself at a point on an upload's way.

Started as a program: the point's name, then the command, such as `after-put serve`. The product
knows nothing of it: the functions at the points are wrapped here, before the server starts.
"""

import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from devsper_registry import cli
from devsper_registry.db.queries import journal
from devsper_registry.rest import multipart, submission
from devsper_registry.services import publishing
from devsper_registry.storage.arriving import Arriving
from devsper_registry.storage.local import LocalStore

BIG_ENOUGH = 1_500_000


def die() -> None:
    """End at once: nothing is flushed, closed or told to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_before(place: Any, name: str) -> None:
    """Make the call of the function the end."""
    function: Callable[..., Any] = getattr(place, name)

    @functools.wraps(function)
    def dies(*arguments: Any, **named: Any) -> Any:
        die()

    setattr(place, name, dies)


def killed_after(place: Any, name: str) -> None:
    """Make the return of the coroutine function the end."""
    function: Callable[..., Any] = getattr(place, name)

    @functools.wraps(function)
    async def dies(*arguments: Any, **named: Any) -> Any:
        await function(*arguments, **named)
        die()

    setattr(place, name, dies)


def killed_mid_body() -> None:
    """Make it the end that a good part of the file has been written, and more is to come."""
    flush = Arriving.flush

    async def dies(self: Arriving) -> None:
        await flush(self)
        if self.size >= BIG_ENOUGH:
            die()

    Arriving.flush = dies  # type: ignore[method-assign]


POINTS: dict[str, Callable[[], None]] = {
    "after-headers": lambda: killed_before(multipart, "_boundary"),
    "mid-body": killed_mid_body,
    "after-body": lambda: killed_before(submission, "check_action"),
    "after-inspection": lambda: killed_before(LocalStore, "put"),
    "after-put": lambda: killed_before(publishing, "_list"),
    "before-commit": lambda: killed_after(journal, "add"),
    "after-commit": lambda: killed_after(publishing, "publish"),
}


if __name__ == "__main__":
    POINTS[sys.argv.pop(1)]()
    cli.main()
