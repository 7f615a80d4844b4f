"""Refusals as GraphQL sees them: a `Problem` in a mutation's union, an error elsewhere."""

from collections.abc import Collection

import strawberry
from graphql import GraphQLInputObjectType, get_named_type
from strawberry.schema.exception_handlers import ExceptionHandler
from strawberry.types import Info
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from devsper_registry import metrics
from devsper_registry.errors import GuardStopped, RegistryError


@strawberry.type(description="Why a mutation changed nothing, and what to do next.")
class Problem:
    """Each mutation returns its success or this."""

    code: str = strawberry.field(
        description="A stable dotted code for programs, such as auth.required."
    )
    message: str = strawberry.field(description="A sentence for the person who asked.")
    field: str | None = strawberry.field(
        default=None, description="The input field that is meant, where it is one."
    )
    retry_after: int | None = strawberry.field(
        default=None, description="After how many seconds it may be tried again, where it may."
    )

    @classmethod
    def of(cls, error: RegistryError, *, inputs: Collection[str] = ()) -> "Problem":
        """Return the refusal as a value. It names a field only where `inputs` has one so named."""
        meant = to_camel_case(str(error.facts.get("field", error.field)))
        return cls(
            code=error.code,
            message=str(error),
            field=meant if meant in inputs else None,
            retry_after=_seconds(error.facts.get("retry_after")),
        )


class RefusalsAsProblems(ExceptionHandler[RegistryError, Problem]):
    """Turns a `RegistryError` raised by a field into the `Problem` of the field's union.

    A field whose type has no `Problem` is left alone: there the refusal is an error of the answer.
    """

    def handle(
        self, exception: RegistryError, *, field: StrawberryField, info: Info
    ) -> Problem | None:
        """Return the problem that stands for the refusal; count and log it."""
        metrics.refused(exception.code, door="graphql", field=info.field_name)
        return Problem.of(exception, inputs=_inputs(info))


def extensions_of(error: RegistryError) -> dict[str, object]:
    """Return the `extensions` of a refusal: its code, and for a guard by how much it was passed."""
    shown: dict[str, object] = {"code": error.code}
    if isinstance(error, GuardStopped):
        shown |= {name: error.facts[name] for name in ("actual", "limit") if name in error.facts}
    if (retry_after := _seconds(error.facts.get("retry_after"))) is not None:
        shown["retryAfter"] = retry_after
    return shown


def _inputs(info: Info) -> set[str]:
    """Return what one may hand over to the field: its arguments, and what is in them."""
    raw = info._raw_info
    inputs = set()
    for name, argument in raw.parent_type.fields[raw.field_name].args.items():
        inputs.add(name)
        if isinstance(given := get_named_type(argument.type), GraphQLInputObjectType):
            inputs.update(given.fields)
    return inputs


def _seconds(value: object) -> int | None:
    return value if isinstance(value, int) else None
