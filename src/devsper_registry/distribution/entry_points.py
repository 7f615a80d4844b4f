"""entry_points.txt: read as installers read it (entry points specification)."""

import configparser
import re

from devsper_registry.errors import EntryPointsInvalid

SCRIPT_GROUPS = ("console_scripts", "gui_scripts")
_SCRIPT_NAME = re.compile(r"[\w.-]+\Z")
_IDENTIFIERS = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_REFERENCE = re.compile(
    rf"{_IDENTIFIERS}(?:\s*:\s*{_IDENTIFIERS})?\s*(?:\[[\w\s.,-]*\])?\s*(?:;.*)?\Z"
)


class _CaseSensitive(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def parse(content: bytes, *, filename: str) -> dict[str, dict[str, str]]:
    """The groups with their names and object references; raise `EntryPointsInvalid`."""
    parser = _CaseSensitive(delimiters=("=",), interpolation=None, strict=True)
    try:
        parser.read_string(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise EntryPointsInvalid(filename=filename, problem="it is not UTF-8") from None
    except configparser.Error as error:
        raise EntryPointsInvalid(filename=filename, problem=_problem(error)) from None
    if parser.defaults():
        raise EntryPointsInvalid(filename=filename, problem="it has a [DEFAULT] group")
    groups = {group: dict(parser[group]) for group in parser.sections()}
    for group, points in groups.items():
        for name, reference in points.items():
            _check(group, name, reference, filename=filename)
    return groups


def _problem(error: configparser.Error) -> str:
    match error:
        case configparser.MissingSectionHeaderError():
            return f"line {error.lineno} stands in no [group]"
        case configparser.DuplicateSectionError():
            return f"the group [{error.section}] is given twice"
        case configparser.DuplicateOptionError():
            return f"'{error.option}' is given twice in [{error.section}]"
        case configparser.ParsingError(errors=[(line, _), *_]):
            return f"line {line} has no '='"
        case _:
            return "it is no INI file"


def _check(group: str, name: str, reference: str, *, filename: str) -> None:
    if group not in SCRIPT_GROUPS:
        return
    # A script becomes a file of this name, so '/' in it would lead anywhere.
    if _SCRIPT_NAME.match(name) is None or name in (".", ".."):
        problem = f"the script '{name}' cannot be the name of a file"
        raise EntryPointsInvalid(filename=filename, problem=problem)
    if _REFERENCE.match(reference) is None:
        problem = f"'{reference}' of '{name}' is not of the form module:object"
        raise EntryPointsInvalid(filename=filename, problem=problem)
