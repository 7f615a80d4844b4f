"""How large a document is, told from its text alone, before anything is validated.

Validation compares the fields of a selection pair by pair, so a document that is merely long must
be refused before it is looked at closely. Every fragment is measured once, however often it is
spread, so that a document whose fragments double at each level costs no more than its length.
"""

from collections import Counter
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from devsper_registry.errors import (
    FieldsRepeated,
    TooDeep,
    TooManyAliases,
    TooManyDirectives,
    TooManyFields,
)
from devsper_registry.graphql.guards.limits import Limits


@dataclass(slots=True)
class Shape:
    """Sizes of one selection set with its fragments spread out."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    # How often each answered name stands directly in this selection set.
    names: Counter[str] = field(default_factory=Counter)


def check(document: DocumentNode, limits: Limits) -> None:
    """Raise the `GuardStopped` of the first guard that the document does not pass."""
    measure = _Measure(document, limits)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            measure.definition(definition)


class _Measure:
    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self.limits = limits
        self.fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self.known: dict[str, Shape] = {}
        self.entered: set[str] = set()

    def definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        shape = self.selections(node.selection_set)
        shape.directives += len(node.directives or ())
        if isinstance(node, OperationDefinitionNode):
            for variable in node.variable_definitions or ():
                shape.directives += len(variable.directives or ())
        self.compare(shape)

    def selections(self, selection_set: SelectionSetNode) -> Shape:
        whole = Shape()
        for selection in selection_set.selections:
            whole.directives += len(selection.directives or ())
            match selection:
                case FieldNode():
                    self.add_field(whole, selection)
                case FragmentSpreadNode():
                    _merge(whole, self.fragment(selection.name.value))
                case InlineFragmentNode():
                    _merge(whole, self.selections(selection.selection_set))
            # Each step only adds, so a document far beyond a limit is left at once.
            self.compare(whole)
        self.compare_names(whole)
        return whole

    def add_field(self, whole: Shape, node: FieldNode) -> None:
        whole.fields += 1
        whole.aliases += node.alias is not None
        whole.names[(node.alias or node.name).value] += 1
        depth = 1
        if node.selection_set is not None:
            inner = self.selections(node.selection_set)
            whole.fields += inner.fields
            whole.aliases += inner.aliases
            whole.directives += inner.directives
            depth += inner.depth
        whole.depth = max(whole.depth, depth)

    def fragment(self, name: str) -> Shape:
        definition = self.fragments.get(name)
        if definition is None or name in self.entered:
            return Shape()  # unknown, or a cycle: validation says so in better words
        if name not in self.known:
            self.entered.add(name)
            self.known[name] = self.selections(definition.selection_set)
            self.entered.remove(name)
        return self.known[name]

    def compare(self, shape: Shape) -> None:
        limits = self.limits
        if shape.depth > limits.depth:
            raise TooDeep(actual=shape.depth, limit=limits.depth)
        if shape.aliases > limits.aliases:
            raise TooManyAliases(actual=shape.aliases, limit=limits.aliases)
        if shape.directives > limits.directives:
            raise TooManyDirectives(actual=shape.directives, limit=limits.directives)
        if shape.fields > limits.fields:
            raise TooManyFields(actual=shape.fields, limit=limits.fields)

    def compare_names(self, shape: Shape) -> None:
        for name, count in shape.names.items():
            if count > self.limits.repeats:
                raise FieldsRepeated(field=name, actual=count, limit=self.limits.repeats)


def _merge(whole: Shape, part: Shape) -> None:
    whole.fields += part.fields
    whole.aliases += part.aliases
    whole.directives += part.directives
    whole.depth = max(whole.depth, part.depth)
    whole.names.update(part.names)
