"""Write `docs/settings.md` from `Settings`: `python scripts/settings.py`."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from devsper_registry.settings import Rates, Settings

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
HEAD = """# Settings

From the environment, or from a file `.env` where it is started: `make serve PORT=9000`. A wrong
value stops the start with a sentence that names it. Secrets are never written into the log.

Credentials of S3 come as for every AWS program (`AWS_ACCESS_KEY_ID` and so on): see
[files in S3](storage.md).

Rates are an amount and a time (`30/3 seconds`, or several: `10/second;300/minute`), for each
account, and for each address of strangers. Too many get 429 with `Retry-After`;
[why it counts so](decisions/0012-limits-of-requests.md).

This page is made from `src/devsper_registry/settings/` by `make settings`; edit the words there.
"""
# By the first setting of each group, as they stand in the class.
GROUPS = {
    "env": "Where it runs",
    "data_dir": "The database",
    "s3_bucket": "Files in S3",
    "max_upload_size_mb": "What is taken",
    "anonymous_read": "Who may",
    "redis_url": "How fast",
    "graphiql": "GraphQL",
    "log_format": "What is told",
}
TABLE = """
## {title}

| setting | type | default | what |
|---|---|---|---|
"""
KINDS = {
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    Path: "path",
    SecretStr: "secret",
    str: "text",
}


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_lines())


def _lines() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        if name in GROUPS:
            yield TABLE.format(title=GROUPS[name])
        assert field.description, f"{name} has no sentence"
        what = " ".join(field.description.split())
        yield f"| `{name.upper()}` | {_kind(field)} | {_default(field)} | {what} |\n"


def _kind(field: FieldInfo) -> str:
    if any(part in field.metadata for part in get_args(Rates)[1:]):
        return "rate"
    kind = _without_none(field.annotation)
    bounds = list(field.metadata)
    if get_origin(kind) is Annotated:
        kind, *bounds = get_args(kind)
        bounds = [limit for bound in bounds for limit in getattr(bound, "metadata", [bound])]
    if get_origin(kind) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(kind) in (tuple, frozenset):
        return "list"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " or ".join(f"`{value}`" for value in kind)
    return KINDS[kind] + _bounds(bounds)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (UnionType, Union):
        (kind,) = (part for part in get_args(annotation) if part is not type(None))
        return kind
    return annotation


def _bounds(bounds: list[Any]) -> str:
    words = []
    for bound in bounds:
        match bound:
            case Ge(ge=least):
                words.append(f"from {least}")
            case Gt(gt=less):
                words.append(f"above {less}")
            case Le(le=most):
                words.append(f"to {most}")
    return ", " + " ".join(words) if words else ""


def _default(field: FieldInfo) -> str:
    match field.default:
        case None | () | frozenset():
            return ""
        case bool() as value:
            return f"`{str(value).lower()}`"
        case value:
            return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
