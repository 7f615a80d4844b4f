"""NUL has no place in a text column: it is refused where it arrives, and not by the database."""

from graphql import GraphQLError, StringValueNode
from graphql.validation import ASTValidationRule

from devsper_registry.errors import RequestInvalid

NUL = "\x00"
DEEPEST = 50


class NoNulInStrings(ASTValidationRule):
    """A validation rule: no string written in the document holds NUL."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Report a string with NUL."""
        if NUL in node.value:
            self.report_error(GraphQLError(str(_refusal("a string in it")), node))


def refuse_nul(value: object, *, within: str = "a variable", depth: int = 0) -> None:
    """Raise `RequestInvalid` where a text in a value holds NUL, or the value nests too deep."""
    if depth > DEEPEST:
        raise RequestInvalid(problem=f"{within} nests more than {DEEPEST} levels deep")
    if isinstance(value, str):
        if NUL in value:
            raise _refusal(within)
    elif isinstance(value, list):
        for item in value:
            refuse_nul(item, within=within, depth=depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            refuse_nul(name, within=within, depth=depth + 1)
            refuse_nul(item, within=within, depth=depth + 1)


def _refusal(within: str) -> RequestInvalid:
    return RequestInvalid(problem=f"{within} holds the character NUL, which no text may")
