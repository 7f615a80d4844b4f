"""What somebody who waits for a backup may hear."""

from typing import Protocol


class Listener(Protocol):
    """Hears what is being done, how many bytes that is, and how many more are done."""

    def begins(self, what: str, *, size: int) -> None:
        """Something begins that is about so many bytes."""
        ...

    def advances(self, size: int) -> None:
        """So many bytes more are done."""
        ...
