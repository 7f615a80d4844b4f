"""Every hostile or broken file of the table is refused by its own code, in words that help."""

import io

import pytest

from devsper_registry.distribution import inspect
from devsper_registry.errors import RegistryError
from tests.hostile import Hostile, cases

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_is_refused_by_its_code(case: Hostile) -> None:
    with pytest.raises(RegistryError) as refusal:
        inspect(io.BytesIO(case.content()), filename=case.filename)
    sentence = str(refusal.value)
    assert (refusal.value.code, case.says in sentence) == (case.code, True), sentence
    assert sentence.isprintable()
    assert sentence.endswith(".")


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 120
