"""Documents, parsed, validated and guarded once: the trusted ones for good, the others a while.

A trusted document is named by the SHA-256 of its text in a manifest, a JSON object of such ids and
texts. It is looked at on its first use only; from then on a request with its id skips the parser
and the validation.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.validation import ASTValidationRule
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from devsper_registry.errors import (
    DocumentsOnly,
    DocumentUnknown,
    OperationUnknown,
    RequestInvalid,
    SettingInvalid,
    TooManyTokens,
)
from devsper_registry.graphql.guards import cost, shape, tokens
from devsper_registry.graphql.guards.characters import NoNulInStrings
from devsper_registry.graphql.guards.cost import Usage
from devsper_registry.graphql.guards.limits import LIMITS, Limits

KEPT_DOCUMENTS = 1_000
KEPT_CHARACTERS = 4_000_000
_TOO_MANY_TOKENS = "Document contains more than"
HASH_PREFIX = "sha256:"


class DocumentInvalid(Exception):
    """A document or its variables that the specification refuses, with all that is wrong."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        self.code = code
        self.errors = errors
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document, ready to run."""

    text: str
    tree: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation of that name, or the only one; raise `OperationUnknown`."""
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            raise OperationUnknown(
                problem=f"the document has {len(self.operations)}, so send an operationName"
            )
        if name not in self.operations:
            raise OperationUnknown(problem=f"the document has none named '{name}'")
        return self.operations[name]


@dataclass(slots=True)
class _Shelf:
    """The least recently used documents leave when there are too many, or too long ones."""

    kept: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    characters: int = 0

    def get(self, text: str) -> Document | None:
        document = self.kept.get(text)
        if document is not None:
            self.kept.move_to_end(text)
        return document

    def put(self, document: Document) -> None:
        if document.text in self.kept:
            return
        self.kept[document.text] = document
        self.characters += len(document.text)
        while len(self.kept) > KEPT_DOCUMENTS or self.characters > KEPT_CHARACTERS:
            oldest, _ = self.kept.popitem(last=False)
            self.characters -= len(oldest)


class Documents:
    """The way from a request's text or id to a document that may run."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        limits: Limits = LIMITS,
        introspection: bool = True,
        suggestions: bool = True,
        trusted: Mapping[str, str] | None = None,
        trusted_only: bool = False,
    ) -> None:
        self.schema = schema
        self.limits = limits
        self._rules = _rules(introspection=introspection)
        self._suggestions = suggestions
        self._texts = dict(trusted or {})
        self._trusted_only = trusted_only
        # A stranger's queries cannot push these out.
        self._trusted: dict[str, Document] = {}
        self._recent = _Shelf()

    def find(self, *, text: str | None, document_id: str | None) -> Document:
        """Return the document that a request names or spells out.

        Raise `DocumentInvalid` for one that the specification refuses, and a `RegistryError` for
        one that a guard stops or the settings do not let in.
        """
        if document_id is not None:
            if text is not None:
                raise RequestInvalid(problem="it has a query and a documentId: send one of them")
            return self._by_id(document_id.removeprefix(HASH_PREFIX))
        if self._trusted_only:
            raise DocumentsOnly
        if not text:
            raise RequestInvalid(problem="it has neither a query nor a documentId")
        document = self._recent.get(text)
        if document is None:
            document = self._examine(text)
            self._recent.put(document)
        return document

    def usage(
        self, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Usage:
        """Return what the operation costs; raise the `GuardStopped` that it does not pass."""
        return cost.reckon(
            self.schema,
            operation,
            fragments=document.fragments,
            variables=variables.coerced,
            limits=self.limits,
        )

    def variables(
        self, operation: OperationDefinitionNode, given: Mapping[str, object]
    ) -> VariableValues:
        """Return the variables as the operation declares them; raise `DocumentInvalid`."""
        values = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            dict(given),
            max_errors=self.limits.faults,
            hide_suggestions=not self._suggestions,
        )
        if isinstance(values, list):
            raise DocumentInvalid("graphql.variables", values)
        return values

    def _by_id(self, document_id: str) -> Document:
        document = self._trusted.get(document_id)
        if document is None:
            text = self._texts.get(document_id)
            if text is None:
                raise DocumentUnknown(document_id=document_id)
            document = self._trusted[document_id] = self._examine(text)
        return document

    def _examine(self, text: str) -> Document:
        tree = self._parse(text)
        shape.check(tree, self.limits)
        errors = validate(
            self.schema,
            tree,
            self._rules,
            max_errors=self.limits.faults,
            hide_suggestions=not self._suggestions,
        )
        if errors:
            raise DocumentInvalid("graphql.validation", errors)
        return _document(text, tree)

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_tokens=self.limits.tokens)
        except GraphQLSyntaxError as error:
            if _TOO_MANY_TOKENS in error.message:
                raise TooManyTokens(actual=tokens.count(text), limit=self.limits.tokens) from None
            raise DocumentInvalid("graphql.syntax", [error]) from None


def read_manifest(path: Path) -> dict[str, str]:
    """Return the trusted documents of a manifest by id; raise `SettingInvalid`."""
    try:
        manifest = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise _manifest_fault(f"is not usable: '{path}' cannot be read as JSON.") from None
    if not isinstance(manifest, dict):
        raise _manifest_fault("is not usable: the manifest must be an object of ids and texts.")
    documents = {}
    for name, text in manifest.items():
        document_id = name.removeprefix(HASH_PREFIX)
        if not isinstance(text, str) or _sha256(text) != document_id:
            raise _manifest_fault(f"is not usable: '{name}' is not the SHA-256 of its document.")
        documents[document_id] = text
    return documents


def _rules(*, introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    # Strawberry's own two rules complete its Maybe and OneOf inputs.
    rules = (
        *specified_rules,
        MaybeNullValidationRule,
        OneOfInputValidationRule,
        NoNulInStrings,
    )
    return rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)


def _document(text: str, tree: DocumentNode) -> Document:
    operations = {}
    fragments = {}
    for definition in tree.definitions:
        if isinstance(definition, OperationDefinitionNode):
            operations[definition.name.value if definition.name else None] = definition
        elif isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = definition
    return Document(text=text, tree=tree, operations=operations, fragments=fragments)


def _manifest_fault(problem: str) -> SettingInvalid:
    return SettingInvalid(setting="GRAPHQL_TRUSTED_DOCUMENTS", problem=problem)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
