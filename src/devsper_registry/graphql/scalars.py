"""The scalars that GraphQL does not bring, each with the specification of its text."""

from dataclasses import replace
from datetime import date, datetime
from typing import NewType

import strawberry
from strawberry.schema.types import base_scalars
from strawberry.types.scalar import ScalarDefinition

RFC_8259_NUMBERS = "https://www.rfc-editor.org/rfc/rfc8259#section-6"
RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
HTML_STANDARD = "https://html.spec.whatwg.org/"

# A byte count or a serial passes GraphQL's 32 bits; JavaScript's numbers are exact up to 2^53.
BigInt = NewType("BigInt", int)
HTML = NewType("HTML", str)

MOST = 2**53


def _whole(value: object) -> int:
    if type(value) is not int or not -MOST <= value <= MOST:
        raise ValueError(f"BigInt is a whole number of at most 2^53, not {value!r:.40}")
    return value


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a DateTime is written as 2026-11-24T12:00:00Z") from None


SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number up to 2^53, written as a JSON number.",
        specified_by_url=RFC_8259_NUMBERS,
        serialize=int,
        parse_value=_whole,
    ),
    date: replace(
        base_scalars.DateDefinition,
        description="A day, such as 2026-11-24.",
        specified_by_url=RFC_3339,
    ),
    datetime: replace(
        base_scalars.DateTimeDefinition,
        description="A moment with its zone, such as 2026-11-24T12:00:00Z.",
        specified_by_url=RFC_3339,
        parse_value=_moment,
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="Sanitized HTML, safe to insert into a page as it is.",
        specified_by_url=HTML_STANDARD,
        serialize=str,
        parse_value=str,
    ),
}
