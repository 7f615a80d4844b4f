"""Every hostile or broken file of the table is refused by its own code, in words that help."""

import io
import re

import pytest

from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import RegistryError
from tests.hostile import Hostile, cases, sentences

CASES = cases()
SAID = sentences()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_is_refused_by_its_code(case: Hostile) -> None:
    with pytest.raises(RegistryError) as refusal:
        inspect(io.BytesIO(case.content()), filename=case.filename)
    assert (refusal.value.code, str(refusal.value)) == (case.code, SAID[case.name])


def test_every_case_has_a_name_and_a_sentence_of_its_own() -> None:
    assert len(CASES) >= 120
    assert [case.name for case in CASES] == list(SAID)


@pytest.mark.parametrize("sentence", sorted(set(SAID.values())))
def test_a_sentence_is_one_line_and_says_what_to_do(sentence: str) -> None:
    assert sentence.isprintable()
    assert re.search(r": [^:]+\.$|\. Correct it, [^.]+\.$", sentence)
