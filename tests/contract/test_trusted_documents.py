"""The trusted documents of our own frontend: the door runs them all, as they are."""

import re
from pathlib import Path

import pytest
from graphql import value_from_ast_untyped

from devsper_registry.graphql.documents import read_manifest
from devsper_registry.graphql.door import MANIFEST, Door
from devsper_registry.graphql.guards import cost
from devsper_registry.graphql.guards.limits import LIMITS
from devsper_registry.settings import Settings

ROOT = Path(__file__).parents[2]
LOCKS = ("frontend-contract", "tests/clients/graphql_http")
MANIFESTED = read_manifest(ROOT / MANIFEST)
NAMES = {
    document_id: re.findall(r"\b(?:query|mutation|subscription) (\w+)", text)[0]
    for document_id, text in MANIFESTED.items()
}


@pytest.fixture(scope="module")
def door() -> Door:
    return Door.of(Settings())


@pytest.mark.parametrize("document_id", MANIFESTED, ids=NAMES.get)
def test_a_trusted_document_costs_at_most_half_of_the_budget(door: Door, document_id: str) -> None:
    document = door.documents.find(text=None, document_id=document_id)
    operation = document.operation(NAMES[document_id])
    # The defaults of its variables are the pages that the screens ask for.
    defaults = {
        variable.variable.name.value: value_from_ast_untyped(variable.default_value)
        for variable in operation.variable_definitions or ()
        if variable.default_value is not None
    }
    usage = cost.reckon(
        door.schema._schema,
        operation,
        fragments=document.fragments,
        variables=defaults,
        limits=LIMITS,
    )
    assert usage.requested <= usage.budget / 2


@pytest.mark.parametrize("folder", LOCKS)
def test_a_lock_file_names_no_host(folder: str) -> None:
    lock = (ROOT / folder / "package-lock.json").read_text()
    assert re.findall(r"[a-z]+://[^\s\"]+", lock) == []
