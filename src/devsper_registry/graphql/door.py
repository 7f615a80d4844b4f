"""The door as it stands in one process: the schema, its documents, and who may come in how."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection

from devsper_registry.gate import browser
from devsper_registry.gate.asking import backend_of
from devsper_registry.graphql.connections import Connections
from devsper_registry.graphql.device_page import documents as device_page
from devsper_registry.graphql.documents import Documents, read_manifest
from devsper_registry.graphql.kept import Answers
from devsper_registry.graphql.schema import RegistrySchema, schema
from devsper_registry.settings import Env, Settings

MANIFEST = Path("frontend-contract", "persisted-documents.json")
_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent.parent


@dataclass(frozen=True, slots=True)
class Door:
    """What all requests share; made once from the settings."""

    schema: RegistrySchema
    documents: Documents
    graphiql: bool = True
    origins: Collection[str] = frozenset()
    connections: Connections = field(default_factory=Connections)
    # To trusted documents of strangers.
    answers: Answers = field(default_factory=Answers)

    @classmethod
    def of(cls, settings: Settings, *, served: RegistrySchema = schema) -> "Door":
        """Return the door that the settings describe; raise `SettingInvalid`."""
        documents = Documents(
            served._schema,
            introspection=settings.introspection_allowed,
            suggestions=settings.env is not Env.PRODUCTION,
            trusted=_trusted(settings),
            trusted_only=settings.graphql_trusted_documents_only,
        )
        return cls(
            schema=served,
            documents=documents,
            graphiql=settings.graphiql_shown,
            origins=browser.normalized(settings.browser_origins),
        )


def door_of(connection: HTTPConnection) -> Door:
    """Return the application's door, made at its first use."""
    state = connection.app.state
    if not hasattr(state, "graphql"):
        state.graphql = Door.of(backend_of(connection).settings)
    return cast(Door, state.graphql)


def _trusted(settings: Settings) -> dict[str, str]:
    return {**device_page.BY_ID, **_manifest(settings)}


def _manifest(settings: Settings) -> dict[str, str]:
    if settings.graphql_trusted_documents is not None:
        return read_manifest(settings.graphql_trusted_documents)
    # The documents of our own frontend: beside the code in a wheel, at the top of a checkout.
    for place in (_PACKAGE, _CHECKOUT):
        if (place / MANIFEST).is_file():
            return read_manifest(place / MANIFEST)
    return {}
