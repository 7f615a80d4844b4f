"""`POST /_/secrets/disclose`: scanners of public code report the keys that they have found.

The shape is that of GitHub's secret scanning partners: a JSON array of `token`, `type`, `url` and
`source`, answered with a label for each. Their signature is not checked: see docs/leaked-keys.md.
"""

import base64
import hashlib
from typing import Annotated

import orjson
from pydantic import BaseModel, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.gate.arriving import address_of
from devsper_registry.rest import json_body
from devsper_registry.rest.deps import backend_of
from devsper_registry.services import disclosing
from devsper_registry.services.disclosing import Finding

LARGEST_BODY = 1024 * 1024
MOST_REPORTS = 1000


class Report(BaseModel):
    """One finding; scanners may say more of it than is read here."""

    token: Annotated[str, Field(max_length=1024, repr=False)]
    type: Annotated[str, Field(max_length=256)] = ""
    url: Annotated[str, Field(max_length=4096)] | None = None
    source: Annotated[str, Field(max_length=256)] | None = None


_REPORTS = TypeAdapter(Annotated[list[Report], Field(max_length=MOST_REPORTS)])


async def disclose(request: Request) -> Response:
    """Revoke what is reported; say of each whether it was a key of this registry."""
    reports = await json_body.read(request, _REPORTS, limit=LARGEST_BODY)
    ours = await disclosing.revoke(
        backend_of(request),
        [Finding(report.token, url=report.url, source=report.source) for report in reports],
        address=address_of(request),
    )
    labels = [
        {
            "token_hash": _hash(report.token),
            "token_type": report.type,
            "label": "true_positive" if is_ours else "false_positive",
        }
        for report, is_ours in zip(reports, ours, strict=True)
    ]
    return Response(
        orjson.dumps(labels), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _hash(token: str) -> str:
    return base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()


routes: list[BaseRoute] = [Route("/_/secrets/disclose", disclose, methods=["POST"])]
