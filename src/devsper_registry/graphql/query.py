"""What can be asked."""

import strawberry

from devsper_registry import __version__


@strawberry.type(description="What can be asked of the registry.")
class Query:
    """The root of all questions."""

    @strawberry.field(description="The version of the program that answers.")
    def version(self) -> str:
        """Return the program's version."""
        return __version__
