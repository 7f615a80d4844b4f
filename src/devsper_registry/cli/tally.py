"""What became of the files of an import: counted, drawn while it runs, summed up at the end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devsper_registry.cli.bar import Bar, shown
from devsper_registry.services.importing import Outcome


@dataclass(slots=True)
class Tally:
    """Counts the outcomes, and draws a bar of the bytes where somebody watches."""

    files: int
    size: int
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[tuple[Path, str]] = field(default_factory=list)
    bar: Bar = field(default_factory=Bar)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw while this is open; nothing is drawn where there is no terminal."""
        with shown() as self.bar:
            self.bar.begins("Publishing", size=self.size, items=self.files)
            yield

    def sent(self, size: int) -> None:
        """Hear of bytes sent."""
        self.bar.advances(size)

    def done(self, path: Path, size: int, outcome: Outcome, reason: str | None) -> None:
        """Hear what became of a file."""
        self.outcomes[outcome] += 1
        if reason is not None:
            self.refusals.append((path, reason))
        if outcome is Outcome.ALREADY_THERE:
            self.bar.advances(size)
        self.bar.counts(self.outcomes.total())

    def tell(self, sentence: str) -> None:
        """Hear of a delay."""
        self.bar.says(sentence)

    def summary(self) -> str:
        """Return how many were new, already there, refused and not sent, and why refused."""
        counts = [f"{self.outcomes[outcome]} {outcome}" for outcome in Outcome]
        if unsent := self.files - self.outcomes.total():
            counts.append(f"{unsent} not sent")
        noun = "file" if self.files == 1 else "files"
        lines = [f"{self.files} {noun}: {', '.join(counts)}"]
        lines += [f"refused {path}\n        {reason}" for path, reason in sorted(self.refusals)]
        return "\n".join(lines)
