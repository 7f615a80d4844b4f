"""A bar of the bytes done and to do, where somebody watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


class Bar:
    """Drawn on standard error, gone at the end: the summary takes its place."""

    def __init__(self, console: Console, title: str, *, items: int, size: int) -> None:
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._title, self._items = title, items
        self._task = self.progress.add_task(title, total=size)

    def advance(self, size: int) -> None:
        """Show bytes done; a negative number takes some back."""
        self.progress.advance(self._task, size)

    def count(self, done: int) -> None:
        """Show how many of the items are done."""
        self.progress.update(self._task, description=f"{self._title} {done}/{self._items}")


@contextmanager
def shown(title: str, *, items: int, size: int) -> Iterator[Bar | None]:
    """Draw a bar while this is open; there is none where there is no terminal."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield None
        return
    bar = Bar(console, title, items=items, size=size)
    with bar.progress:
        yield bar
