"""The scalars that GraphQL does not bring, each with the specification of its text."""

from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

RFC_8259_NUMBERS = "https://www.rfc-editor.org/rfc/rfc8259#section-6"
HTML_STANDARD = "https://html.spec.whatwg.org/"

# A byte count or a serial passes GraphQL's 32 bits; JavaScript's numbers are exact up to 2^53.
BigInt = NewType("BigInt", int)
HTML = NewType("HTML", str)

SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number up to 2^53, written as a JSON number.",
        specified_by_url=RFC_8259_NUMBERS,
        serialize=int,
        parse_value=int,
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="Sanitized HTML, safe to insert into a page as it is.",
        specified_by_url=HTML_STANDARD,
        serialize=str,
        parse_value=str,
    ),
}
