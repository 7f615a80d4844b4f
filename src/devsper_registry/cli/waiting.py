"""What a person who waits sees: a bar for what is being done, and nothing where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


@dataclass(slots=True)
class Waiting:
    """Draws one bar after the other."""

    progress: Progress | None = None
    task: TaskID | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw while this is open, on standard error, if that is a terminal."""
        console = Console(stderr=True, highlight=False, markup=False)
        if not console.is_terminal:
            yield
            return
        self.progress = Progress(
            TextColumn("{task.description:<9}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        with self.progress:
            yield

    def begins(self, what: str, *, size: int) -> None:
        """Draw another bar."""
        if self.progress is not None:
            self.task = self.progress.add_task(what, total=size or None)

    def advances(self, size: int) -> None:
        """Draw more of it."""
        if self.progress is not None and self.task is not None:
            self.progress.advance(self.task, size)
