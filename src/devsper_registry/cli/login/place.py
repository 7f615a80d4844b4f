"""A registry as a person names it, and the addresses that clients know it by."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from devsper_registry.errors import LoginUrlInvalid
from devsper_registry.services import remote

USER = "__token__"
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a registry is; `url` has no slash at its end."""

    url: str

    @property
    def legacy(self) -> str:
        """Where publishers upload to; twine looks for its key under this."""
        return f"{self.url}/legacy/"

    @property
    def simple(self) -> str:
        """The index, without a key."""
        return f"{self.url}/simple/"

    @property
    def simple_of_user(self) -> str:
        """The index with the user's name, for which pip and uv ask the keyring."""
        return self.simple.replace("://", f"://{USER}@", 1)

    @property
    def host(self) -> str:
        """The host without its port: netrc knows no ports."""
        return urlsplit(self.url).hostname or ""

    @property
    def netloc(self) -> str:
        """The host with its port; pip and uv look into the keyring under this."""
        return urlsplit(self.url).netloc

    @property
    def is_readable_on_the_way(self) -> bool:
        """Whether a key goes to another machine in plain."""
        return self.url.startswith("http://") and self.host not in _THIS_MACHINE


def of(text: str) -> Place:
    """Return the registry at this URL; its upload or index URL and a bare host will do too.

    Raise `LoginUrlInvalid`.
    """
    url = remote.base_of(text.strip())
    if "://" not in text:
        plain = url.partition("/")[0].rpartition(":")[0] or url
        url = f"{'http' if plain in _THIS_MACHINE else 'https'}://{url}"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise LoginUrlInvalid(url=_without_password(text)) from None
    fit = (
        parts.scheme in {"http", "https"}
        and parts.hostname
        and "@" not in parts.netloc
        and not parts.query
        and not parts.fragment
        # What goes into files of other programs has neither blanks nor quotes.
        and url.isascii()
        and url.isprintable()
        and not set(url) & set(" \"'\\%#")
    )
    if not fit:
        raise LoginUrlInvalid(url=_without_password(text))
    return Place(parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/"))


def _without_password(text: str) -> str:
    before, at, after = text.rpartition("@")
    scheme, found, _ = before.partition("://")
    return f"{scheme}://{after}" if at and found else after if at else text
