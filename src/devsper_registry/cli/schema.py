"""`schema`: the GraphQL API as a text, for frontends and for the check that nothing drifted."""

from typing import Annotated

import typer

from devsper_registry.graphql.schema import printed
from devsper_registry.graphql.schema import schema as served

EXAMPLES = """\b
Examples:
  devsper-registry schema
  devsper-registry schema --output schema.graphql"""


def schema(
    output: Annotated[
        typer.FileTextWrite,
        typer.Option("--output", "-o", encoding="utf-8", help="The file to write, - for stdout."),
    ] = "-",  # type: ignore[assignment]
) -> None:
    """Print the GraphQL schema, sorted. Needs no database and no settings."""
    output.write(printed(served))
