"""How fast somebody may do what: actions, and the counters that are shared by all replicas."""

from devsper_registry.rates.action import (
    DEVICE,
    INSTALL,
    LOGIN,
    PUBLISH,
    REQUEST,
    SEARCH,
    UPLOAD,
    Action,
)
from devsper_registry.rates.limiter import Limiter
from devsper_registry.rates.standing import Standing

__all__ = [
    "DEVICE",
    "INSTALL",
    "LOGIN",
    "PUBLISH",
    "REQUEST",
    "SEARCH",
    "UPLOAD",
    "Action",
    "Limiter",
    "Standing",
]
