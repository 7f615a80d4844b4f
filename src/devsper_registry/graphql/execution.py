"""Runs an operation: looks at everything first, then executes, then shows what came out of it."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass

from graphql import OperationDefinitionNode
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from devsper_registry.errors import OperationNotByGet, OperationNotHere, RegistryError
from devsper_registry.graphql import kept, masking
from devsper_registry.graphql.asked import Asked
from devsper_registry.graphql.context import Context
from devsper_registry.graphql.documents import Document, DocumentInvalid
from devsper_registry.graphql.door import Door
from devsper_registry.graphql.guards.cost import Usage

# By GET only what changes nothing; one answer or many.
READING = frozenset({OperationType.QUERY})
LISTENING = frozenset({OperationType.QUERY, OperationType.SUBSCRIPTION})
SINGLE = frozenset({OperationType.QUERY, OperationType.MUTATION})
EVERYTHING = frozenset(OperationType)

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, and why nothing was executed where it is a refusal."""

    body: Body
    refused_by: RegistryError | DocumentInvalid | None = None
    # Whether it holds until the journal has another event; see `kept`.
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    document: Document
    operation: OperationDefinitionNode
    usage: Usage


async def execute(
    door: Door, asked: Asked, context: Context, *, allowed: Collection[OperationType]
) -> Answer:
    """Return the answer to a query or mutation; refusals are answers too."""
    ready = _prepare(door, asked, context, allowed=allowed)
    if isinstance(ready, Answer):
        return ready
    result = await door.schema.execute(
        ready.document.text,
        variable_values=dict(asked.variables),
        context_value=context,
        operation_name=asked.operation_name,
        allowed_operation_types=allowed,
    )
    told = not result.errors and kept.is_told(ready.operation)
    return Answer(_body(result, ready, context), is_told=told)


async def stream(
    door: Door, asked: Asked, context: Context, *, allowed: Collection[OperationType]
) -> AsyncGenerator[Answer, None]:
    """Yield the answers to any operation: many to a subscription, one to the others."""
    ready = _prepare(door, asked, context, allowed=allowed)
    if isinstance(ready, Answer):
        yield ready
        return
    results = await door.schema.stream(
        ready.document.text,
        variable_values=dict(asked.variables),
        context_value=context,
        operation_name=asked.operation_name,
    )
    async with aclosing(results):
        async for result in results:
            # Incremental delivery, the other thing that a stream may hold, is off in the schema.
            assert isinstance(result, ExecutionResult)
            yield Answer(_body(result, ready, context))


def refuse(error: RegistryError | DocumentInvalid) -> Answer:
    """Return the answer to a request that is not executed."""
    if isinstance(error, DocumentInvalid):
        shown = masking.faults(error.errors, error.code)
    else:
        shown = [masking.refusal(error)]
    return Answer({"errors": shown}, refused_by=error)


def _prepare(
    door: Door, asked: Asked, context: Context, *, allowed: Collection[OperationType]
) -> _Ready | Answer:
    try:
        document = door.documents.find(text=asked.text, document_id=asked.document_id)
        operation = document.operation(asked.operation_name)
        _require_allowed(operation, allowed)
        variables = door.documents.variables(operation, asked.variables)
        usage = door.documents.usage(document, operation, variables)
    except (RegistryError, DocumentInvalid) as error:
        return refuse(error)
    context.document = document
    return _Ready(document=document, operation=operation, usage=usage)


def _require_allowed(
    operation: OperationDefinitionNode, allowed: Collection[OperationType]
) -> None:
    kind = OperationType(operation.operation.value)
    if kind in allowed:
        return
    if kind is OperationType.SUBSCRIPTION:
        raise OperationNotHere
    raise OperationNotByGet(operation=kind.value)


def _body(result: ExecutionResult, ready: _Ready, context: Context) -> Body:
    name = ready.operation.name.value if ready.operation.name else None
    body: Body = {"data": result.data}
    if result.errors:
        body["errors"] = masking.shown(result.errors, request_id=context.request_id, operation=name)
    cost = {"requested": ready.usage.requested, "budget": ready.usage.budget}
    body["extensions"] = {**(result.extensions or {}), "cost": cost}
    return body
