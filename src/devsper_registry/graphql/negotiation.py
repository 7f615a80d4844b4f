"""Which media type an answer has: what the client prefers of what GraphQL over HTTP knows."""

from devsper_registry.errors import AnswerNotAcceptable

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"


def choose(accept: str | None, *, of: tuple[str, ...]) -> str:
    """Return the offered type that `Accept` likes best; raise `AnswerNotAcceptable`.

    Between types liked alike the one written first in `Accept` wins, and for a wildcard the first
    offered. Without the header the first offered is meant.
    """
    if accept is None or not accept.strip():
        return of[0]
    best, best_quality = None, 0.0
    for pattern, quality in _preferences(accept):
        if quality > best_quality:
            matching = next((offer for offer in of if _matches(pattern, offer)), None)
            if matching is not None:
                best, best_quality = matching, quality
    if best is None:
        raise AnswerNotAcceptable
    return best


def _preferences(accept: str) -> list[tuple[str, float]]:
    preferences = []
    for part in accept.split(","):
        pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
        preferences.append((pattern, _quality(parameters)))
    return preferences


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _matches(pattern: str, offer: str) -> bool:
    if pattern in {"*/*", offer}:
        return True
    return pattern.endswith("/*") and offer.startswith(pattern[:-1])
