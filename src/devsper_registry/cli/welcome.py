"""What the first start says: the administrator's key, and lines to paste."""

from urllib.parse import urlsplit

from devsper_registry.settings import Settings

_TEXT = """\
This registry is new: here is the administrator's API key. It is shown this once; keep it.

    {key}

Publish
    uv publish --publish-url {url}/legacy/ --token {key}
    twine upload --repository-url {url}/legacy/ -u __token__ -p {key} dist/*

Install
    uv pip install --index {reading}/simple/ PACKAGE
    pip install --index-url {reading}/simple/ PACKAGE

For `twine upload -r devsper dist/*` and the like, in ~/.pypirc
    [distutils]
    index-servers = devsper

    [devsper]
    repository = {url}/legacy/
    username = __token__
    password = {key}
"""


def text(settings: Settings, key: str) -> str:
    """Return the text of the first start."""
    url = base_url(settings)
    reading = url if settings.readable_by_all else _with_password(url, key)
    return _TEXT.format(key=key, url=url, reading=reading)


def base_url(settings: Settings) -> str:
    """Return where a person on this machine finds the registry, unless `BASE_URL` says better."""
    if settings.base_url:
        return settings.base_url
    # An address that stands for all of them cannot be dialled everywhere.
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"http://{host}:{settings.port}"


def _with_password(url: str, key: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"__token__:{key}@{parts.netloc}").geturl()
