import time
from contextlib import suppress
from typing import Any

import pytest
from graphql import Lexer, Source, TokenKind, get_introspection_query, print_schema

from devsper_registry.errors import GuardStopped
from devsper_registry.graphql.documents import KEPT_CHARACTERS, DocumentInvalid, Documents
from devsper_registry.graphql.guards import tokens
from devsper_registry.graphql.guards.cost import Usage
from devsper_registry.graphql.guards.limits import Limits
from tests.doors.graphql.sample import schema

SCHEMA = schema._schema
AT_MOST_SECONDS = 0.1


def reckon(query: str, documents: Documents | None = None, **variables: Any) -> Usage:
    """Take a query as far as the door does before it runs it."""
    documents = documents or Documents(SCHEMA)
    document = documents.find(text=query, document_id=None)
    operation = document.operation(None)
    return documents.usage(document, operation, documents.variables(operation, variables))


def stopped(query: str, **variables: Any) -> tuple[str, object, object]:
    """Return the code of the guard that stops the query, what was asked and what is allowed."""
    with pytest.raises(GuardStopped) as refusal:
        reckon(query, **variables)
    facts = refusal.value.facts
    return refusal.value.code, facts["actual"], facts["limit"]


def nested(times: int) -> str:
    return (
        '{package(name: "demo")'
        + "{releases{nodes{package" * times
        + "{name}"
        + "}}}" * times
        + "}"
    )


# --- which guard, and by how much ---------------------------------------------------------------


def test_each_guard_says_how_much_was_asked_and_how_much_is_allowed() -> None:
    assert stopped("{" + "hello " * 2501 + "}") == ("graphql.tokens", 2503, 2500)
    assert stopped(nested(20)) == ("graphql.depth", 62, 16)
    aliases = " ".join(f"a{number}: hello" for number in range(50))
    assert stopped("{" + aliases + "}") == ("graphql.aliases", 50, 40)
    assert stopped("{hello" + " @include(if: true)" * 50 + "}") == ("graphql.directives", 50, 40)
    fields = " ".join(f"field{number}" for number in range(501))
    assert stopped("{" + fields + "}") == ("graphql.fields", 501, 500)
    assert stopped("{" + "hello " * 21 + "}") == ("graphql.repeats", 21, 20)
    operations = " ".join(f"query Q{number}{{hello}}" for number in range(51))
    assert stopped(operations) == ("graphql.definitions", 51, 50)


@pytest.mark.parametrize(
    "text",
    [
        get_introspection_query(),
        print_schema(SCHEMA),
        '{a(b: "c \\" #d", e: -1.5e+3, f: """g " \\""" # h """) ...i @j} # k {',
        '[$a: [B!]! = {c: ""}] & | , \ufeff',
    ],
)
def test_tokens_are_counted_as_the_lexer_does(text: str) -> None:
    lexer = Lexer(Source(text))
    lexed = 0
    while lexer.advance().kind is not TokenKind.EOF:
        lexed += 1
    assert tokens.count(text) == lexed


@pytest.mark.parametrize("text", ['"""\\"' * 16_000, '"' * 65_001, '"\\' * 32_000, "-" * 65_000])
def test_the_tokens_of_a_hostile_text_are_counted_in_a_moment(text: str) -> None:
    began = time.process_time()
    tokens.count(text)
    assert time.process_time() - began < AT_MOST_SECONDS


def test_what_is_just_allowed_passes() -> None:
    limits = Limits(tokens=9, depth=3, aliases=1, directives=1, fields=4, repeats=2)
    query = '{a: package(name: "x"){owners{name}}}'
    with pytest.raises(GuardStopped):
        reckon(query, Documents(SCHEMA, limits=limits))
    limits = Limits(depth=3, aliases=1, directives=0, fields=3, repeats=1, lists=1, cost=5)
    assert reckon(query, Documents(SCHEMA, limits=limits)) == Usage(requested=5, budget=5)


def test_fields_of_fragments_count_where_they_are_spread() -> None:
    fragments = " ".join(
        f"fragment F{number} on Query {{a{number}: hello}}" for number in range(45)
    )
    spreads = " ".join(f"...F{number}" for number in range(45))
    assert stopped(f"{{{spreads}}} {fragments}") == ("graphql.aliases", 45, 40)
    hidden = "fragment F on Query{" + "hello " * 30 + "} {hello}"
    assert stopped(hidden) == ("graphql.repeats", 30, 20)


def test_a_fragment_that_spreads_itself_is_named() -> None:
    for query in (
        "{...A} fragment A on Query{hello ...A}",
        "{...A} fragment A on Query{...B} fragment B on Query{...A}",
        '{package(name:"x"){...A}} fragment A on Package{owners{packages{...A}}}',
    ):
        with pytest.raises(DocumentInvalid) as refusal:
            reckon(query)
        assert "Cannot spread fragment 'A' within itself" in refusal.value.errors[0].message


# --- the cost -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{hello}", 1),
        ("{hello version}", 2),
        ('{package(name: "x"){name}}', 2),
        # 1 + totalCount
        ("{packages(first: 50){totalCount}}", 2),
        # 1 + nodes + 50 × name
        ("{packages(first: 50){nodes{name}}}", 52),
        ("{packages(last: 7){nodes{name}}}", 9),
        # 1 + edges + 50 × (cursor + node + name)
        ("{packages(first: 50){edges{cursor node{name}}}}", 152),
        # without a size a page has 20
        ("{packages{nodes{name}}}", 22),
        # releases defaults to 20: 1 + nodes + 2 × (releases + nodes + 20 × version)
        ("{packages(first: 2){nodes{releases{nodes{version}}}}}", 46),
        # a priced field, and a list of a declared length: 1 + 30 + 1 + 3 × 1
        ('{package(name: "x"){readme owners{name}}}', 35),
        # a list by keys is as long as they are
        ("{byIds(ids: [1, 2, 3]){name}}", 4),
        ("{byIds(ids: 1){name}}", 2),
        ("{packages(first: 0){nodes{name}}}", 2),
        (
            "{...F} fragment F on Query{packages(first: 5){...P}} "
            "fragment P on PackageConnection{nodes{name}}",
            7,
        ),
        ("{... on Query{hello} ... {version}}", 2),
        ("{__typename}", 1),
        ('mutation{rename(name: "demo"){... on Renamed{name} ... on Problem{code}}}', 3),
        ("subscription{count(to: 5)}", 1),
    ],
)
def test_the_cost_is_the_number_of_fields_that_may_be_answered(query: str, cost: int) -> None:
    assert reckon(query).requested == cost


@pytest.mark.parametrize(("variables", "cost"), [({"n": 5}, 7), ({}, 12), ({"n": None}, 22)])
def test_the_cost_follows_the_variables(variables: dict[str, Any], cost: int) -> None:
    query = "query($n: Int = 10){packages(first: $n){nodes{name}}}"
    assert reckon(query, **variables).requested == cost


def test_a_query_beyond_the_budget_is_stopped_before_it_runs() -> None:
    query = "{packages(first:100){edges{node{releases(first:100){nodes{version package{name}}}}}}}"
    assert stopped(query) == ("graphql.cost", 30302, 25000)


@pytest.mark.parametrize("size", [-1, 101, 10**9])
def test_a_page_of_no_sensible_size_is_stopped(size: int) -> None:
    expected = ("graphql.page-size", size, 100)
    assert stopped(f"{{packages(first: {size}){{totalCount}}}}") == expected
    assert stopped("query($n: Int){packages(last: $n){totalCount}}", n=size) == expected


def test_a_page_size_beyond_the_integers_is_a_faulty_document() -> None:
    with pytest.raises(DocumentInvalid):
        reckon(f"{{packages(first: {10**20}){{totalCount}}}}")


def test_too_many_keys_at_once_are_stopped() -> None:
    query = "query($i: [ID!]!){byIds(ids: $i){name}}"
    assert stopped(query, i=["x"] * 101) == ("graphql.page-size", 101, 100)


def test_lists_within_lists_are_counted() -> None:
    query = "{packages(first:1){nodes{owners{packages{owners{packages{name}}}}}}}"
    assert stopped(query) == ("graphql.lists", 5, 4)


# --- hostile documents take no time -------------------------------------------------------------

HOSTILE = {
    "10,000 aliases": "{" + " ".join(f"a{n}:hello" for n in range(10_000)) + "}",
    "directive flood": "{hello " + "@x" * 20_000 + "}",
    "repeated fields": "{" + "hello " * 10_000 + "}",
    "deep selections": nested(2_000),
    "deep lists": "{packages(filter:" + "[" * 20_000 + "]" * 20_000 + "){totalCount}}",
    "deep objects": "{packages(filter:" + "{anyOf:" * 5_000 + "1" + "}" * 5_000 + "){totalCount}}",
    "deep types": "query($a:" + "[" * 20_000 + "Int" + "]" * 20_000 + "){hello}",
    "inline fragments": "{" + "...on Query{" * 5_000 + "hello" + "}" * 5_000 + "}",
    "a cycle": "{...A} fragment A on Query{...B} fragment B on Query{...A}",
    "doubling fragments": "{...F0} "
    + " ".join(f"fragment F{n} on Query{{...F{n + 1} ...F{n + 1}}}" for n in range(40))
    + " fragment F40 on Query{hello}",
    "doubling results": '{package(name:"x"){...F0}} '
    + " ".join(
        f"fragment F{n} on Package{{owners{{packages{{...F{n + 1}}}}} "
        f"b:owners{{packages{{...F{n + 1}}}}}}}"
        for n in range(30)
    )
    + " fragment F30 on Package{name}",
    "overlaps": "{" + ("packages{" + "nodes{" + "name " * 19 + "}} ") * 20 + "}",
    "wide overlaps": "{" + "packages(first:1){nodes{name owners{name}}} " * 20 + "}",
    "unknown fields": "{" + " ".join(f"unknown{n}" for n in range(490)) + "}",
    "unused variables": "query(" + " ".join(f"$v{n}:Int" for n in range(600)) + "){hello}",
    "a long name": "{" + "x" * 60_000 + "}",
    "a long string": '{hello(name:"' + "x" * 60_000 + '")}',
    "a long comment": "{hello #" + "x" * 60_000 + "\n}",
    "introspection in itself": "{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_told_in_a_moment(query: str) -> None:
    spent = []
    for _ in range(3):
        documents = Documents(SCHEMA)
        begin = time.process_time()  # other processes' time is not ours
        with suppress(GuardStopped, DocumentInvalid):
            reckon(query, documents)
        spent.append(time.process_time() - begin)
    assert min(spent) < AT_MOST_SECONDS


def test_graphiqls_introspection_passes_the_guards() -> None:
    assert reckon(get_introspection_query()).requested == 1


# --- kept documents -----------------------------------------------------------------------------


def test_a_document_is_examined_once() -> None:
    documents = Documents(SCHEMA)
    first = documents.find(text="{hello}", document_id=None)
    assert documents.find(text="{hello}", document_id=None) is first


def test_kept_documents_are_bounded_and_the_oldest_leaves() -> None:
    documents = Documents(SCHEMA)
    first = documents.find(text="{hello}", document_id=None)
    filler = "#" + "x" * 60_000
    for number in range(KEPT_CHARACTERS // 60_000 + 1):
        documents.find(text=f"{{hello}} {filler}{number}", document_id=None)
    assert documents.find(text="{hello}", document_id=None) is not first
