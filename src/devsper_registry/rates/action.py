"""What is counted: each action has a setting of its own and a refusal that says what to do next."""

from dataclasses import dataclass

from devsper_registry.errors import (
    RegistryError,
    TooManyDevices,
    TooManyInstalls,
    TooManyLogins,
    TooManyPublished,
    TooManyRequests,
    TooManySearches,
    TooManyUploads,
)


@dataclass(frozen=True, slots=True)
class Action:
    """`name` stands in the headers; the rate is the setting `rate_limit_{name}`.

    What is `local` is counted by each replica for itself: reads whose limit only keeps the peace
    are not worth a way to Redis and back.
    """

    name: str
    refusal: type[RegistryError]
    local: bool = False

    @property
    def setting(self) -> str:
        """The field of the settings that has its rate."""
        return f"rate_limit_{self.name}"


# Everything that has no limit of its own.
REQUEST = Action("rps", TooManyRequests)
INSTALL = Action("install", TooManyInstalls, local=True)
SEARCH = Action("search", TooManySearches)
# Uploads of strangers, and those that are refused.
UPLOAD = Action("upload", TooManyUploads)
PUBLISH = Action("publish", TooManyPublished)
DEVICE = Action("device", TooManyDevices)
# Credentials that were wrong.
LOGIN = Action("login", TooManyLogins)
ACTIONS = (REQUEST, INSTALL, SEARCH, UPLOAD, PUBLISH, DEVICE, LOGIN)
