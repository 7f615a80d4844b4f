"""`schema.graphql` is what the registry serves, and everything in it is described."""

from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from devsper_registry.graphql.schema import printed, schema

SCHEMA = Path(__file__).parents[2] / "schema.graphql"


def test_the_printed_schema_is_current() -> None:
    assert SCHEMA.read_text() == printed(schema)


def test_everything_is_described() -> None:
    silent = []
    for name, type_ in schema._schema.type_map.items():
        if name.startswith("__"):
            continue
        if not type_.description:
            silent.append(name)
        if isinstance(type_, GraphQLEnumType):
            silent += [f"{name}.{v}" for v, value in type_.values.items() if not value.description]
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                if not field.description:
                    silent.append(f"{name}.{field_name}")
                silent += [
                    f"{name}.{field_name}({argument})"
                    for argument, given in field.args.items()
                    if not given.description
                ]
        elif isinstance(type_, GraphQLInputObjectType):
            silent += [f"{name}.{f}" for f, given in type_.fields.items() if not given.description]
    assert silent == []
