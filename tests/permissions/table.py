"""`matrix.txt`, read: which principal gets which outcome for which action."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("matrix.txt")


@dataclass(frozen=True)
class Row:
    """An action, on what it is done, and what comes of it for each principal."""

    action: str
    on: str
    outcomes: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.action} @ {self.on}" if self.on else self.action


@dataclass(frozen=True)
class Table:
    """The whole file. `words` gives the code of a refusal for each word of the cells."""

    words: Mapping[str, str]
    principals: tuple[str, ...]
    rows: tuple[Row, ...]


def read(text: str) -> Table:
    """Return the table; raise `ValueError` where the file contradicts itself."""
    words: dict[str, str] = {}
    principals: tuple[str, ...] = ()
    rows: list[Row] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cells = re.split(r" {2,}", line.strip())
        if " = " in line:
            word, _, code = line.partition(" = ")
            words[word.strip()] = code.strip()
        elif cells[0] == "action":
            principals = tuple(" ".join(cells[1:]).split())
        else:
            rows.append(_row(cells[0], " ".join(cells[1:]).split(), principals))
    unknown = {word for row in rows for word in row.outcomes.values()} - set(words)
    if unknown:
        raise ValueError(f"the legend does not say what {sorted(unknown)} means")
    names = [row.name for row in rows]
    if len(names) != len(set(names)):
        raise ValueError("an action stands there twice")
    return Table(words, principals, tuple(rows))


def _row(name: str, outcomes: list[str], principals: tuple[str, ...]) -> Row:
    if len(outcomes) != len(principals):
        raise ValueError(f"'{name}' has {len(outcomes)} cells for {len(principals)} principals")
    action, _, on = name.partition(" @ ")
    return Row(action, on, dict(zip(principals, outcomes, strict=True)))


TABLE = read(FILE.read_text())
