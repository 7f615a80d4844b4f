"""~/.pypirc, where twine looks: one section is added, changed or removed, the rest stays as it is.

Every function raises `configparser.Error` for a text that is none.
"""

from collections.abc import Iterator

from configupdater import ConfigUpdater, Section

from devsper_registry.cli.login.place import USER, Place

NAME = "devsper"
SERVERS = "distutils"
LIST = "index-servers"
# What twine knows by itself, as long as there is no list.
KNOWN = ("pypi", "testpypi")


def passwords(text: str) -> dict[str, str | None]:
    """Return the password of our user at each upload URL, None where it is kept elsewhere."""
    return {
        str(_value(section, "repository")): _value(section, "password")
        for section in _repositories(_parsed(text))
        if _value(section, "username") == USER
    }


def with_section(text: str, place: Place, password: str | None) -> tuple[str, str]:
    """Return the text with the registry's section, and the section's name."""
    updater = _parsed(text)
    section = _section_of(updater, place)
    if section is None:
        name = _free_name(updater, place)
        _list(updater, name)
        updater = _parsed(_with_empty_line(str(updater)))
        updater.add_section(name)
        section = updater[name]
        section["repository"] = place.legacy
    section["username"] = USER
    if password is not None:
        section["password"] = password
    elif "password" in section:
        del section["password"]
    return str(updater), section.name


def without_section(text: str, place: Place) -> tuple[str, str | None]:
    """Return the text without the registry's section, and the section's name, None for none."""
    updater = _parsed(text)
    section = _section_of(updater, place)
    if section is None:
        return text, None
    name = section.name
    updater.remove_section(name)
    if updater.has_option(SERVERS, LIST):
        left = [server for server in _servers(updater) if server != name]
        if tuple(left) == KNOWN and list(updater[SERVERS]) == [LIST]:
            # All that the list had besides is what it would be without one.
            updater.remove_section(SERVERS)
        else:
            updater[SERVERS][LIST].set_values(left)
    rest = str(updater).strip("\n")
    return f"{rest}\n" if rest else "", name


def _parsed(text: str) -> ConfigUpdater:
    updater = ConfigUpdater()
    updater.read_string(text)
    return updater


def _section_of(updater: ConfigUpdater, place: Place) -> Section | None:
    same = (s for s in _repositories(updater) if _value(s, "repository") == place.legacy)
    return next(same, None)


def _repositories(updater: ConfigUpdater) -> Iterator[Section]:
    for name in updater.sections():
        if name != SERVERS and updater.has_option(name, "repository"):
            yield updater[name]


def _value(section: Section, option: str) -> str | None:
    found = section.get(option)
    return None if found is None or found.value is None else found.value.strip()


def _free_name(updater: ConfigUpdater, place: Place) -> str:
    taken = {*updater.sections(), *_servers(updater), *KNOWN}
    names = [NAME, place.host, *(f"{NAME}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _servers(updater: ConfigUpdater) -> list[str]:
    if not updater.has_option(SERVERS, LIST):
        return []
    return (updater[SERVERS][LIST].value or "").split()


def _list(updater: ConfigUpdater, name: str) -> None:
    if not updater.has_section(SERVERS):
        updater.add_section(SERVERS)
    section = updater[SERVERS]
    if LIST in section:
        section[LIST].set_values([*_servers(updater), name])
    else:
        section[LIST] = ""
        section[LIST].set_values([*KNOWN, name])


def _with_empty_line(text: str) -> str:
    return f"{text.rstrip()}\n\n" if text.strip() else ""
