"""Refusals: reading the index and its files, lists and the search."""

from devsper_registry.errors.refusal import Kind, RegistryError


class NotAcceptable(RegistryError):
    kind = Kind.NOT_ACCEPTABLE
    code = "index.not-acceptable"
    sentence = (
        "The simple index speaks application/vnd.pypi.simple.v1+json, "
        "application/vnd.pypi.simple.v1+html and text/html: ask for one of them, not '{asked}'."
    )


class KeyBound(RegistryError):
    kind = Kind.FORBIDDEN
    code = "auth.key-bound-list"
    sentence = (
        "This API key is restricted to some packages and cannot list them all: "
        "use a key without that restriction."
    )


class RangeNotSatisfiable(RegistryError):
    kind = Kind.INVALID
    code = "file.range-not-satisfiable"
    sentence = "The file has {size} bytes and none in the range asked for: ask from its start."


class CursorInvalid(RegistryError):
    kind = Kind.INVALID
    code = "cursor.invalid"
    sentence = (
        "The cursor is not one of this list: take it from a page of the same list in the same "
        "order, or leave it out to begin at the start."
    )


class PageSizeInvalid(RegistryError):
    kind = Kind.INVALID
    code = "page.size"
    sentence = "A page of {size} is not possible: ask for 1 to {largest} items."


class PageBothWays(RegistryError):
    kind = Kind.INVALID
    code = "page.both-ways"
    sentence = "A page goes one way: give first and after, or last and before."


class GlobalIdInvalid(RegistryError):
    kind = Kind.INVALID
    code = "id.invalid"
    field = "id"
    sentence = "The id is none of this registry's: give one back as an answer has shown it."


class DaysOutOfRange(RegistryError):
    kind = Kind.INVALID
    code = "days.out-of-range"
    sentence = "Downloads of {days} days cannot be counted: ask for 1 to {most} days."


class MomentOutOfRange(RegistryError):
    kind = Kind.INVALID
    code = "moment.out-of-range"
    sentence = (
        "The moment '{moment}' cannot be compared with: give one with its zone, such as "
        "2026-11-24T12:00:00Z."
    )


class SearchTooLong(RegistryError):
    kind = Kind.INVALID
    code = "search.too-long"
    sentence = "The search is {length} characters long: shorten it to {limit}."
