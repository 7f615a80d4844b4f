"""A bar of the bytes done and to do, where somebody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer
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
class Bar:
    """Draws one line after the other; without a terminal (`progress` is None) nothing."""

    progress: Progress | None = None
    task: TaskID | None = None
    title: str = ""
    items: int = 0

    def begins(self, title: str, *, size: int, items: int = 0) -> None:
        """Draw a line for so many bytes, and so many items where they are counted too."""
        self.title, self.items = title, items
        if self.progress is not None:
            self.task = self.progress.add_task(title, total=size or None)

    def advances(self, size: int) -> None:
        """Show bytes done; a negative number takes some back."""
        if self.progress is not None and self.task is not None:
            self.progress.advance(self.task, size)

    def counts(self, done: int) -> None:
        """Show how many of the items are done."""
        if self.progress is not None and self.task is not None:
            self.progress.update(self.task, description=f"{self.title} {done}/{self.items}")

    def says(self, sentence: str) -> None:
        """Tell of what makes somebody wait, without breaking the line."""
        if self.progress is not None:
            self.progress.console.print(sentence)
        else:
            typer.echo(sentence, err=True)


@contextmanager
def shown() -> Iterator[Bar]:
    """Draw on standard error while this is open, and leave no trace: a summary takes its place."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield Bar()
        return
    progress = Progress(
        TextColumn("{task.description:<9}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    with progress:
        yield Bar(progress)
