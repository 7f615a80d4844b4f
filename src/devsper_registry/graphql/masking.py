"""The errors of an answer: refusals as they are, anything unexpected masked and logged once."""

from collections.abc import Iterable

import structlog
from graphql import GraphQLError

from devsper_registry import metrics
from devsper_registry.errors import RegistryError
from devsper_registry.graphql.problems import extensions_of
from devsper_registry.redaction import redact

MASKED_CODE = "unexpected"
EXECUTION_CODE = "graphql.execution"

log = structlog.get_logger(__name__)

Shown = dict[str, object]


def shown(errors: Iterable[GraphQLError], *, request_id: str, operation: str | None) -> list[Shown]:
    """Return the errors of an execution as they leave the registry."""
    return [_shown(error, request_id=request_id, operation=operation) for error in errors]


def refusal(error: RegistryError) -> Shown:
    """Return the one error of a request that was refused before it ran."""
    metrics.refused(error.code, door="graphql")
    return {"message": str(error), "extensions": extensions_of(error)}


def faults(errors: Iterable[GraphQLError], code: str) -> list[Shown]:
    """Return what the specification finds wrong with a document or its variables."""
    # graphql-core repeats the value that it does not like.
    return [
        {**error.formatted, "message": redact(error.message), "extensions": {"code": code}}
        for error in errors
    ]


def unexpected(error: BaseException, *, request_id: str, operation: str | None = None) -> Shown:
    """Log an error that nobody foresaw, and return what may be said of it."""
    # Never the query or its variables: they may hold a key.
    log.error("graphql.unexpected", request_id=request_id, operation=operation, exc_info=error)
    return {
        "message": "Something went wrong here, and has been logged: "
        f"give the request id {request_id} to an administrator.",
        "extensions": {"code": MASKED_CODE, "requestId": request_id},
    }


def _shown(error: GraphQLError, *, request_id: str, operation: str | None) -> Shown:
    where: Shown = {
        name: value for name, value in error.formatted.items() if name in {"locations", "path"}
    }
    cause = _cause(error)
    if isinstance(cause, RegistryError):
        return {**refusal(cause), **where}
    if cause is None:
        # Raised by the executor itself, of an argument's value or a null where none may be.
        return {"message": redact(error.message), "extensions": {"code": EXECUTION_CODE}, **where}
    return {**unexpected(cause, request_id=request_id, operation=operation), **where}


def _cause(error: GraphQLError) -> BaseException | None:
    """Return what a resolver raised; a GraphQLError may be wrapped in another."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause
