"""Refusals: a question put to GraphQL."""

from devsper_registry.errors.refusal import Kind, RegistryError


class RequestInvalid(RegistryError):
    kind = Kind.INVALID
    code = "graphql.request"
    sentence = "This is not a GraphQL request: {problem}."


class RequestTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "graphql.too-large"
    sentence = "A GraphQL request may have {limit} bytes and this one has more: ask for less."


class MediaTypeUnknown(RegistryError):
    # Any other type could be sent by a form on a stranger's page, with this browser's credentials.
    kind = Kind.INVALID
    code = "graphql.media-type"
    sentence = "A GraphQL request is sent as application/json in UTF-8, not as '{media_type}'."


class AnswerNotAcceptable(RegistryError):
    kind = Kind.NOT_ACCEPTABLE
    code = "graphql.not-acceptable"
    sentence = (
        "GraphQL answers as application/graphql-response+json, application/json or, "
        "for a stream, text/event-stream: name one of them in Accept."
    )


class OperationUnknown(RegistryError):
    kind = Kind.INVALID
    code = "graphql.operation"
    sentence = "It is not clear which operation is meant: {problem}."


class OperationNotByGet(RegistryError):
    kind = Kind.INVALID
    code = "graphql.method"
    sentence = "A {operation} is not sent by GET: send it by POST."


class OperationNotHere(RegistryError):
    kind = Kind.INVALID
    code = "graphql.transport"
    sentence = (
        "A subscription needs a stream: accept text/event-stream, "
        "or open a WebSocket with graphql-transport-ws."
    )


class DocumentUnknown(RegistryError):
    kind = Kind.INVALID
    code = "graphql.document-unknown"
    sentence = "No trusted document has the id '{document_id}': send the id of a known one."


class DocumentsOnly(RegistryError):
    kind = Kind.INVALID
    code = "graphql.documents-only"
    sentence = "This registry answers trusted documents only: send a documentId, and no query."


class ManyConnections(RegistryError):
    kind = Kind.TOO_MANY
    code = "graphql.connections"
    sentence = "There are {limit} open streams already: close one, or try again in a moment."


class GuardStopped(RegistryError):
    """A query that would cost too much; says which guard stopped it and by how much."""

    kind = Kind.INVALID
    code = "graphql.guard"
    sentence = "The query asks for {actual} and {limit} are allowed."


class TooManyTokens(GuardStopped):
    code = "graphql.tokens"
    sentence = "The query has {actual} tokens and {limit} are allowed: split it."


class TooManyDefinitions(GuardStopped):
    code = "graphql.definitions"
    sentence = (
        "The document has {actual} operations and fragments and {limit} are allowed: split it."
    )


class TooManyFields(GuardStopped):
    code = "graphql.fields"
    sentence = "The query selects {actual} fields and {limit} are allowed: split it."


class TooDeep(GuardStopped):
    code = "graphql.depth"
    sentence = "The query nests {actual} levels deep and {limit} are allowed: ask in two queries."


class TooManyAliases(GuardStopped):
    code = "graphql.aliases"
    sentence = "The query uses {actual} aliases and {limit} are allowed: split it."


class TooManyDirectives(GuardStopped):
    code = "graphql.directives"
    sentence = "The query uses {actual} directives and {limit} are allowed: split it."


class FieldsRepeated(GuardStopped):
    code = "graphql.repeats"
    sentence = (
        "The query asks for '{field}' {actual} times in one place and {limit} are allowed: "
        "ask for it once."
    )


class ListsTooNested(GuardStopped):
    code = "graphql.lists"
    sentence = (
        "The query nests lists {actual} deep and {limit} are allowed: ask for the inner ones apart."
    )


class PageTooLarge(GuardStopped):
    code = "graphql.page-size"
    sentence = "'{argument}' of '{field}' is {actual}: ask for 1 to {limit} at once."


class TooCostly(GuardStopped):
    code = "graphql.cost"
    sentence = (
        "The query costs {actual} and {limit} are allowed: ask for smaller pages or fewer fields."
    )
