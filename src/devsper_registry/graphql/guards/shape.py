"""How large a document is, told from its text alone, before anything is validated.

Validation compares the fields that answer the same place pair by pair, and the document's author
decides how many those are. So a document is walked first as an answer would be, place by place
with its fragments spread out, and left where it goes far beyond what is allowed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from devsper_registry.errors import (
    FieldsRepeated,
    TooDeep,
    TooManyAliases,
    TooManyDefinitions,
    TooManyDirectives,
    TooManyFields,
)
from devsper_registry.graphql.guards.limits import Limits

# How many times the most fields are counted before the walk is given up.
FAR_BEYOND = 10

Definition = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(frozen=True, slots=True)
class Place:
    """A selection set, and the fragments that led to it."""

    selections: SelectionSetNode
    within: frozenset[str] = frozenset()


def check(document: DocumentNode, limits: Limits) -> None:
    """Raise the `GuardStopped` of the first guard that the document does not pass."""
    definitions = [node for node in document.definitions if isinstance(node, Definition)]
    if len(definitions) > limits.definitions:
        raise TooManyDefinitions(actual=len(definitions), limit=limits.definitions)
    fragments = {
        node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)
    }
    for definition in definitions:
        # A fragment is walked also where no operation spreads it: validation looks at it too.
        walk = _Walk(fragments, most=limits.fields * FAR_BEYOND)
        walk.count_directives(definition)
        walk.enter([Place(definition.selection_set)], depth=1)
        walk.compare(limits)


@dataclass(slots=True)
class _Walk:
    fragments: dict[str, FragmentDefinitionNode]
    most: int
    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
    repeated: str = ""

    def enter(self, places: Sequence[Place], *, depth: int) -> None:
        """Walk the selection sets that together answer one place."""
        self.depth = max(self.depth, depth)
        inner: dict[str, list[Place]] = {}
        names: Counter[str] = Counter()
        for node, within in self.fields_of(places):
            name = (node.alias or node.name).value
            names[name] += 1
            if node.selection_set is not None:
                inner.setdefault(name, []).append(Place(node.selection_set, within))
        for name, count in names.items():
            if count > self.repeats:
                self.repeats, self.repeated = count, name
        for below in inner.values():
            self.enter(below, depth=depth + 1)

    def fields_of(self, places: Iterable[Place]) -> Iterator[tuple[FieldNode, frozenset[str]]]:
        """Yield the fields of selection sets, those of each fragment once, as execution does."""
        spread: set[str] = set()
        waiting = list(places)
        while waiting and self.fields < self.most:
            place = waiting.pop()
            for node in place.selections.selections:
                self.count_directives(node)
                match node:
                    case FieldNode():
                        self.fields += 1
                        self.aliases += node.alias is not None
                        yield node, place.within
                    case InlineFragmentNode():
                        waiting.append(Place(node.selection_set, place.within))
                    case FragmentSpreadNode():
                        name = node.name.value
                        # A fragment within itself ends here: validation names the cycle.
                        if name not in spread and name not in place.within:
                            spread.add(name)
                            waiting.extend(self.fragment(name, place.within))

    def fragment(self, name: str, within: frozenset[str]) -> Iterator[Place]:
        definition = self.fragments.get(name)
        if definition is not None:
            yield Place(definition.selection_set, within | {name})

    def count_directives(self, node: Definition | SelectionNode) -> None:
        self.directives += len(node.directives or ())
        if isinstance(node, Definition):
            variables = node.variable_definitions or ()
            self.directives += sum(len(variable.directives or ()) for variable in variables)

    def compare(self, limits: Limits) -> None:
        """Raise the refusal of the first limit that the walk has passed."""
        if self.depth > limits.depth:
            raise TooDeep(actual=self.depth, limit=limits.depth)
        if self.aliases > limits.aliases:
            raise TooManyAliases(actual=self.aliases, limit=limits.aliases)
        if self.directives > limits.directives:
            raise TooManyDirectives(actual=self.directives, limit=limits.directives)
        if self.fields > limits.fields:
            raise TooManyFields(actual=self.fields, limit=limits.fields)
        if self.repeats > limits.repeats:
            raise FieldsRepeated(field=self.repeated, actual=self.repeats, limit=limits.repeats)
