"""Write `sentences.txt` anew: `python -m tests.hostile`. Read what has changed, then keep it."""

import io

from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import RegistryError
from tests.hostile import SENTENCES, cases
from tests.hostile.making import Hostile


def sentence(case: Hostile) -> str:
    try:
        inspect(io.BytesIO(case.content()), filename=case.filename)
    except RegistryError as refusal:
        return str(refusal)
    raise AssertionError(f"{case.name} is taken")


if __name__ == "__main__":
    lines = [f"{case.name} | {sentence(case)}\n" for case in cases()]
    SENTENCES.write_text("".join(lines), encoding="utf-8")
