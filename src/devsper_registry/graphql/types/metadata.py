"""The facts that releases and packages tell of themselves."""

import re
from typing import Any

import strawberry

from devsper_registry.graphql.types.words import LinkKind

# PEP 753: the aliases of each well-known label, normalized.
_ALIASES = {
    LinkKind.HOMEPAGE: ("homepage",),
    LinkKind.SOURCE: ("source", "repository", "sourcecode", "github"),
    LinkKind.DOWNLOAD: ("download",),
    LinkKind.CHANGELOG: ("changelog", "changes", "whatsnew", "history"),
    LinkKind.RELEASE_NOTES: ("releasenotes",),
    LinkKind.DOCUMENTATION: ("documentation", "docs"),
    LinkKind.ISSUES: ("issues", "bugs", "issue", "tracker", "issuetracker", "bugtracker"),
    LinkKind.FUNDING: ("funding", "sponsor", "donate", "donation"),
}
_KINDS = {alias: kind for kind, aliases in _ALIASES.items() for alias in aliases}
_DROPPED = re.compile(r"[!-/:-@\[-`{-~\s]")


@strawberry.type(description="A link that the publisher gave.")
class Link:
    """One project URL."""

    label: str = strawberry.field(description="The label as the publisher wrote it.")
    kind: LinkKind = strawberry.field(description="What it leads to, told by the label (PEP 753).")
    url: str = strawberry.field(description="The address.")

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Link":
        """Return the link of a label and a URL."""
        # PEP 753: punctuation and white space do not count, nor does the case.
        label = _DROPPED.sub("", given["label"]).lower()
        return cls(label=given["label"], kind=_KINDS.get(label, LinkKind.OTHER), url=given["url"])


@strawberry.type(description="An entry point: a command, or a plugin for another program.")
class EntryPoint:
    """One entry point."""

    name: str = strawberry.field(description="Its name within the group.")
    value: str = strawberry.field(description="The object that it stands for: module:attribute.")


@strawberry.type(description="The entry points of one group.")
class EntryPointGroup:
    """A group of entry points."""

    group: str = strawberry.field(description="The group, such as console_scripts or pytest11.")
    entry_points: list[EntryPoint] = strawberry.field(description="Its entry points, as written.")


def entry_point_groups(given: list[dict[str, Any]]) -> list[EntryPointGroup]:
    """Return the entry points by group."""
    groups: dict[str, list[EntryPoint]] = {}
    for point in given:
        entry_point = EntryPoint(name=point["name"], value=point["value"])
        groups.setdefault(point["group"], []).append(entry_point)
    return [EntryPointGroup(group=name, entry_points=points) for name, points in groups.items()]
