"""What an operation costs, told before it runs from the pages that it asks for.

The cost is the number of fields that the answer may hold: one for each field, times the page sizes
(`first`, `last`) of the connections around it. Fields in a fragment are counted for every type
that they may apply to, so the cost is an upper bound. A field declares another price or another
length with `metadata=price(...)`:

    @strawberry.field(metadata=price(weight=20), description="...")
    def readme(self) -> HTML: ...

    files: list[File] = strawberry.field(metadata=price(length=50), description="...")
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from devsper_registry.errors import ListsTooNested, PageTooLarge, TooCostly
from devsper_registry.graphql.guards.limits import LIST_ASSUMED, PAGE_DEFAULT, Limits

SIZE_ARGUMENTS = ("first", "last")
KEY_ARGUMENTS = ("ids",)
PAGED_FIELDS = ("edges", "nodes")
_WEIGHT = "cost.weight"
_LENGTH = "cost.length"
_BACKREF = "strawberry-definition"


def price(*, weight: int = 1, length: int = LIST_ASSUMED) -> dict[object, object]:
    """Return the metadata of a field that costs `weight`, or is a list of about `length`."""
    return {_WEIGHT: weight, _LENGTH: length}


@dataclass(frozen=True, slots=True)
class Priced:
    """The cost of a selection set, and how many lists stand in one another there."""

    cost: int
    lists: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What an operation was reckoned to cost, and what it may; shown in `extensions.cost`."""

    requested: int
    budget: int


def reckon(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    *,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, object],
    limits: Limits,
) -> Usage:
    """Return the cost of a valid operation; raise the `GuardStopped` that it does not pass."""
    root = schema.get_root_type(operation.operation)
    if root is None:  # validation has refused such an operation
        return Usage(requested=0, budget=limits.cost)
    reckoning = _Reckoning(schema, fragments, variables, limits)
    priced = reckoning.selections(operation.selection_set, root, page=PAGE_DEFAULT)
    if priced.lists > limits.lists:
        raise ListsTooNested(actual=priced.lists, limit=limits.lists)
    if priced.cost > limits.cost:
        raise TooCostly(actual=priced.cost, limit=limits.cost)
    return Usage(requested=priced.cost, budget=limits.cost)


class _Reckoning:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
        limits: Limits,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.limits = limits
        # A fragment spread in many places is reckoned once for each page size around it.
        self.known: dict[tuple[int, str, int], Priced] = {}

    def selections(
        self, selection_set: SelectionSetNode, parent: GraphQLCompositeType, *, page: int
    ) -> Priced:
        key = (id(selection_set), parent.name, page)
        if key not in self.known:
            parts = [self.selection(node, parent, page=page) for node in selection_set.selections]
            self.known[key] = Priced(
                cost=sum(part.cost for part in parts),
                lists=max((part.lists for part in parts), default=0),
            )
        return self.known[key]

    def selection(self, node: object, parent: GraphQLCompositeType, *, page: int) -> Priced:
        match node:
            case FieldNode():
                return self.field(node, parent, page=page)
            case FragmentSpreadNode():
                fragment = self.fragments[node.name.value]
                inner = self.composite(fragment.type_condition.name.value)
                return self.selections(fragment.selection_set, inner, page=page)
            case InlineFragmentNode(type_condition=None):
                return self.selections(node.selection_set, parent, page=page)
            case InlineFragmentNode():
                assert node.type_condition is not None
                inner = self.composite(node.type_condition.name.value)
                return self.selections(node.selection_set, inner, page=page)
            case _:
                raise TypeError(f"{type(node).__name__} is not a selection")

    def field(self, node: FieldNode, parent: GraphQLCompositeType, *, page: int) -> Priced:
        field = _field_of(parent, node.name.value)
        if field is None:  # __typename, __schema and __type: the validation's rules bound these
            return Priced(cost=1, lists=0)
        metadata = _metadata(field)
        weight = int(str(metadata.get(_WEIGHT, 1)))
        own_page = self.page(node, field)
        is_list = is_list_type(get_nullable_type(field.type))
        if node.selection_set is None:
            return Priced(cost=weight, lists=0)
        inner_type = get_named_type(field.type)
        assert is_composite_type(inner_type)
        inner = self.selections(node.selection_set, inner_type, page=own_page)
        if not is_list:
            return Priced(cost=weight + inner.cost, lists=inner.lists)
        length = self.length(node, parent, metadata, page=page)
        return Priced(cost=weight + length * inner.cost, lists=inner.lists + 1)

    def page(self, node: FieldNode, field: GraphQLField) -> int:
        """Return the size of the page that a field asks for; raise where no page is so large."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = []
        for name in SIZE_ARGUMENTS:
            if name not in field.args:
                continue
            size = self.number(given.get(name), default=field.args[name].default_value)
            if size is None:
                continue
            if not 0 <= size <= self.limits.page:
                raise PageTooLarge(
                    field=node.name.value, argument=name, actual=size, limit=self.limits.page
                )
            sizes.append(size)
        return max(sizes, default=PAGE_DEFAULT)

    def length(
        self,
        node: FieldNode,
        parent: GraphQLCompositeType,
        metadata: Mapping[object, object],
        *,
        page: int,
    ) -> int:
        if node.name.value in PAGED_FIELDS and parent.name.endswith("Connection"):
            return page
        for argument in node.arguments or ():
            if argument.name.value in KEY_ARGUMENTS:
                return self.count(node, argument.value)
        return int(str(metadata.get(_LENGTH, LIST_ASSUMED)))

    def count(self, node: FieldNode, value: ValueNode) -> int:
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
            number = len(given) if isinstance(given, list | tuple) else 1
        else:
            number = len(value.values) if isinstance(value, ListValueNode) else 1
        if number > self.limits.page:
            raise PageTooLarge(
                field=node.name.value,
                argument="ids",
                actual=number,
                limit=self.limits.page,
            )
        return number

    def number(self, value: ValueNode | None, *, default: object) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value, default)
        elif value is None:
            given = default
        else:  # a literal null
            given = None
        return given if isinstance(given, int) else None

    def composite(self, name: str) -> GraphQLCompositeType:
        found = self.schema.get_type(name)
        assert is_composite_type(found)
        return found


def _field_of(parent: GraphQLCompositeType, name: str) -> GraphQLField | None:
    if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        return None
    fields: Mapping[str, GraphQLField] = parent.fields
    return fields.get(name)


def _metadata(field: GraphQLField) -> Mapping[object, object]:
    definition = field.extensions.get(_BACKREF)
    found = getattr(definition, "metadata", None)
    return found if isinstance(found, Mapping) else {}
