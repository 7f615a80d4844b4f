"""What secrets look like: keys and tokens that say themselves what they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

REDACTED = "[redacted]"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of secret; `group` 1 of the pattern is the secret itself, where there is a group."""

    name: str
    what: str
    pattern: re.Pattern[str]


def _shape(name: str, what: str, pattern: str) -> Shape:
    return Shape(name, what, re.compile(pattern, re.ASCII))


# Each begins with letters that a search finds fast, has a bounded length, and ends at a boundary.
SHAPES = (
    _shape("registry-key", "an API key of this registry", r"\bhm_[0-9A-Za-z]{49}\b"),
    _shape(
        "private-key",
        "a private key",
        r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----"
        r"((?:\s|\\n|\\r|\"|'|[A-Za-z0-9+/=:,.-]){0,4000})",
    ),
    _shape("aws-key", "an AWS access key", r"\b((?:AKIA|ASIA)[0-9A-Z]{16})\b"),
    _shape("gcp-key", "a Google API key", r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    _shape(
        "azure-key",
        "an Azure storage key",
        r"AccountKey=([0-9A-Za-z+/]{86}==)",
    ),
    _shape(
        "github-token",
        "a GitHub token",
        r"\b(?:gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_[0-9A-Za-z_]{82})\b",
    ),
    _shape("gitlab-token", "a GitLab token", r"\bglpat-[0-9A-Za-z_-]{20,64}(?![0-9A-Za-z_-])"),
    _shape(
        "slack-token",
        "a Slack token",
        r"\bxox[abeoprs]-[0-9]{6,16}-[0-9A-Za-z-]{10,200}(?![0-9A-Za-z-])",
    ),
    _shape(
        "slack-webhook",
        "a Slack webhook",
        r"hooks\.slack\.com/services/(T[0-9A-Z]{7,12}/B[0-9A-Z]{7,12}/[0-9A-Za-z]{24})\b",
    ),
    _shape("pypi-token", "a PyPI token", r"\bpypi-AgE[0-9A-Za-z_-]{50,1000}(?![0-9A-Za-z_-])"),
    _shape("npm-token", "an npm token", r"\bnpm_[0-9A-Za-z]{36}\b"),
    _shape("stripe-key", "a Stripe key", r"\b[rs]k_live_[0-9A-Za-z]{24,99}\b"),
    _shape(
        "sendgrid-key",
        "a SendGrid key",
        r"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])",
    ),
    _shape(
        "openai-key",
        "an OpenAI key",
        r"\bsk-(?:proj-)?[0-9A-Za-z_-]{20,100}T3BlbkFJ[0-9A-Za-z_-]{20,100}",
    ),
    _shape(
        "anthropic-key",
        "an Anthropic key",
        r"\bsk-ant-[a-z]{3,6}[0-9]{2}-[0-9A-Za-z_-]{80,110}(?![0-9A-Za-z_-])",
    ),
    _shape(
        "telegram-token",
        "a Telegram bot's token",
        r"\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])",
    ),
    _shape(
        "discord-webhook",
        "a Discord webhook",
        r"discord(?:app)?\.com/api/webhooks/([0-9]{17,20}/[0-9A-Za-z_-]{60,80})(?![0-9A-Za-z_-])",
    ),
)


# One search through the bytes tells most files apart from those that have to be read.
_BEGINNINGS = re.compile(
    rb"hm_|PRIVATE KEY|AKIA|ASIA|AIza|AccountKey=|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-"
    rb"|hooks\.slack|pypi-AgE|npm_|k_live_|SG\.|T3BlbkFJ|sk-ant-|:AA|/api/webhooks/"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A secret in a text: its shape, the secret, and where it begins."""

    shape: Shape
    secret: str
    at: int


def may_hold_one(content: bytes) -> bool:
    """Whether it is worth looking for secrets: what holds one always is."""
    # UTF-16, which is rare enough to be read in any case.
    return _BEGINNINGS.search(content) is not None or content[:2] in (b"\xff\xfe", b"\xfe\xff")


def seen(text: str) -> Iterator[Seen]:
    """Yield all that looks like a secret, shape by shape."""
    for shape in SHAPES:
        for match in shape.pattern.finditer(text):
            group = 1 if shape.pattern.groups else 0
            yield Seen(shape, match[group], match.start(group))


def redact(text: str) -> str:
    """Return the text with each secret cut to its first characters, which tell its kind."""
    for found in list(seen(text)):
        if found.secret:
            text = text.replace(found.secret, f"{found.secret[:4]}{REDACTED}")
    return text
